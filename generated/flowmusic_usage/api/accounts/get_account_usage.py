# Generated from openapi.yaml by scripts/generate. Do not edit.
"""GET /flowmusic/accounts/usage"""

from typing import Any

from ...client import AuthenticatedClient
from ...models.account_usage import AccountUsage
from ...types import RawResponse, Response


def _request(
    *,
    email: str,
) -> dict[str, Any]:
    return {
        "method": "GET",
        "url": "/flowmusic/accounts/usage",
        "params": {"email": email},
    }


def _parse(response: RawResponse) -> AccountUsage | None:
    status = response.status_code
    if status == 200:
        return response.json(AccountUsage.from_dict)
    return None


def _parse_success(response: RawResponse) -> AccountUsage:
    status = response.status_code
    if status == 200:
        return response.json(AccountUsage.from_dict)
    raise response.status_error(_parse(response))


def sync(
    *,
    client: AuthenticatedClient,
    email: str,
) -> AccountUsage:
    """Get account usage

    Returns the usage report of one configured account: its billing events, aggregated per UTC day, and totals per
    event type and per song. Only the statuses 200, 401 and 404 are documented; treat any other as an error. The
    response to a request without `email` is not documented.

    Args:
        client: The client that sends the request.
        email: Email address of the configured account to report on.

    Raises:
        UnauthorizedError: If the status is 401.
        NotFoundError: If the status is 404.
        UnexpectedStatusError: If the status is any other that is not a documented success.
        InvalidResponseError: If the body does not match its documented model.
        httpx.TransportError: If there is no response, for example because of a timeout.

    Example:
        >>> from flowmusic_usage import AuthenticatedClient
        >>> from flowmusic_usage.api.accounts import get_account_usage
        >>> with AuthenticatedClient() as client:
        ...     result = get_account_usage.sync(client=client, email="listener@example.com")
        >>> type(result).__name__
        'AccountUsage'
    """
    return _parse_success(client.send(**_request(email=email)))


def sync_detailed(
    *,
    client: AuthenticatedClient,
    email: str,
) -> Response[AccountUsage | None]:
    """Like `sync`, but returns the response with any status.

    Raises:
        InvalidResponseError: If the body of a success does not match its documented model.
        httpx.TransportError: If there is no response.
    """
    response = client.send(**_request(email=email))
    return response.with_parsed(_parse(response))


async def asyncio(
    *,
    client: AuthenticatedClient,
    email: str,
) -> AccountUsage:
    """Like `sync`, but asynchronous."""
    return _parse_success(await client.send_async(**_request(email=email)))


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    email: str,
) -> Response[AccountUsage | None]:
    """Like `sync_detailed`, but asynchronous."""
    response = await client.send_async(**_request(email=email))
    return response.with_parsed(_parse(response))

"""GET /flowmusic/accounts/usage"""

from typing import Any

from ...client import AuthenticatedClient
from ...models.account_usage import AccountUsage
from ...types import UNSET, Answer, Response


def _request(
    *,
    email: str,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["email"] = email

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/flowmusic/accounts/usage",
        "params": params,
    }
    return _kwargs


def _read(answer: Answer) -> AccountUsage | None:
    status = answer.status_code
    if 200 == status:
        return answer.json(AccountUsage.from_dict)
    return None


def _success(answer: Answer) -> AccountUsage:
    status = answer.status_code
    if 200 == status:
        return answer.json(AccountUsage.from_dict)
    raise answer.error(_read(answer))


def sync_detailed(
    *,
    client: AuthenticatedClient,
    email: str,
) -> Response[AccountUsage | None]:
    """Get account usage

    Returns the usage report of one configured account: its billing events, aggregated per UTC day, and totals per
    event type and per song. Only the statuses 200, 401 and 404 are documented; treat any other as an error. The
    response to a request without `email` is not documented.

    Args:
        client: Where to ask, and with which token.
        email: Email address of the configured account to report on.

    Returns:
        The answer, of whatever status.

    Raises:
        InvalidResponseError: If the body is not the documented one.
        httpx.TransportError: If no answer comes; `httpx.TimeoutException` is one of those.
    """

    answer = client.send(
        **_request(
            email=email,
        )
    )
    return answer.with_parsed(_read(answer))


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
        client: Where to ask, and with which token.
        email: Email address of the configured account to report on.

    Returns:
        What a success answers.

    Raises:
        UnauthorizedError: If the status is 401.
        NotFoundError: If the status is 404.
        UnexpectedStatusError: If it is another that is not that of a success.
        InvalidResponseError: If the body is not the documented one.
        httpx.TransportError: If no answer comes; `httpx.TimeoutException` is one of those.

    Example:
        >>> from flowmusic_usage import AuthenticatedClient
        >>> from flowmusic_usage.api.accounts import get_account_usage
        >>> with AuthenticatedClient() as client:
        ...     answer = get_account_usage.sync(client=client, email="listener@example.com")
        >>> type(answer).__name__
        'AccountUsage'
    """

    return _success(
        client.send(
            **_request(
                email=email,
            )
        )
    )


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    email: str,
) -> Response[AccountUsage | None]:
    """Get account usage

    Returns the usage report of one configured account: its billing events, aggregated per UTC day, and totals per
    event type and per song. Only the statuses 200, 401 and 404 are documented; treat any other as an error. The
    response to a request without `email` is not documented.

    Args:
        client: Where to ask, and with which token.
        email: Email address of the configured account to report on.

    Returns:
        The answer, of whatever status.

    Raises:
        InvalidResponseError: If the body is not the documented one.
        httpx.TransportError: If no answer comes; `httpx.TimeoutException` is one of those.
    """

    answer = await client.send_async(
        **_request(
            email=email,
        )
    )
    return answer.with_parsed(_read(answer))


async def asyncio(
    *,
    client: AuthenticatedClient,
    email: str,
) -> AccountUsage:
    """Get account usage

    Returns the usage report of one configured account: its billing events, aggregated per UTC day, and totals per
    event type and per song. Only the statuses 200, 401 and 404 are documented; treat any other as an error. The
    response to a request without `email` is not documented.

    Args:
        client: Where to ask, and with which token.
        email: Email address of the configured account to report on.

    Returns:
        What a success answers.

    Raises:
        UnauthorizedError: If the status is 401.
        NotFoundError: If the status is 404.
        UnexpectedStatusError: If it is another that is not that of a success.
        InvalidResponseError: If the body is not the documented one.
        httpx.TransportError: If no answer comes; `httpx.TimeoutException` is one of those.
    """

    return _success(
        await client.send_async(
            **_request(
                email=email,
            )
        )
    )

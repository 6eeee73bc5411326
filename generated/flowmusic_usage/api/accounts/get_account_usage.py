# Generated from openapi.yaml by scripts/generate. Do not edit.
"""GET /flowmusic/accounts/usage"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ... import types as _types
from ...models.account_usage import AccountUsage
from ...types import RawResponse, Response

if TYPE_CHECKING:
    from ...client import AuthenticatedClient


def _request(
    *,
    email: str,
) -> dict[str, Any]:
    _types.check_strings(
        email=email,
    )
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
    """Like `AuthenticatedClient.get_account_usage`, which names the errors."""
    return _parse_success(client.send(**_request(email=email)))


def sync_detailed(
    *,
    client: AuthenticatedClient,
    email: str,
) -> Response[AccountUsage | None]:
    """Like `sync`, but returns the response with any status.

    Raises:
        ApiConnectionError: If there is no response.
        InvalidResponseError: If the body of a success does not match its documented model.
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

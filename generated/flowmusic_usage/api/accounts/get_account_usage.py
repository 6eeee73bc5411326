from http import HTTPStatus
from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.account_usage import AccountUsage
from ...types import UNSET, Response


def _get_kwargs(
    *,
    email: str,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["email"] = email

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/flowmusic/accounts/usage",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> AccountUsage | Any | None:
    if response.status_code == 200:
        response_200 = AccountUsage.from_dict(response.json())

        return response_200

    if response.status_code == 401:
        response_401 = cast(Any, None)
        return response_401

    if response.status_code == 404:
        response_404 = cast(Any, None)
        return response_404

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[AccountUsage | Any]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    email: str,
) -> Response[AccountUsage | Any]:
    """Get the usage of an account

     Reports what a configured account was charged and what it received: its billing events, aggregated
    per UTC day, and summaries per event type and per song. Statuses other than 200, 401 and 404 are not
    documented, nor is the answer to a request without `email`, so a client has to be ready for any.

    Args:
        email (str): The e-mail of the configured account to report on. Example:
            listener@example.com.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AccountUsage | Any]
    """

    kwargs = _get_kwargs(
        email=email,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    email: str,
) -> AccountUsage | Any | None:
    """Get the usage of an account

     Reports what a configured account was charged and what it received: its billing events, aggregated
    per UTC day, and summaries per event type and per song. Statuses other than 200, 401 and 404 are not
    documented, nor is the answer to a request without `email`, so a client has to be ready for any.

    Args:
        email (str): The e-mail of the configured account to report on. Example:
            listener@example.com.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AccountUsage | Any
    """

    return sync_detailed(
        client=client,
        email=email,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    email: str,
) -> Response[AccountUsage | Any]:
    """Get the usage of an account

     Reports what a configured account was charged and what it received: its billing events, aggregated
    per UTC day, and summaries per event type and per song. Statuses other than 200, 401 and 404 are not
    documented, nor is the answer to a request without `email`, so a client has to be ready for any.

    Args:
        email (str): The e-mail of the configured account to report on. Example:
            listener@example.com.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AccountUsage | Any]
    """

    kwargs = _get_kwargs(
        email=email,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    email: str,
) -> AccountUsage | Any | None:
    """Get the usage of an account

     Reports what a configured account was charged and what it received: its billing events, aggregated
    per UTC day, and summaries per event type and per song. Statuses other than 200, 401 and 404 are not
    documented, nor is the answer to a request without `email`, so a client has to be ready for any.

    Args:
        email (str): The e-mail of the configured account to report on. Example:
            listener@example.com.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AccountUsage | Any
    """

    return (
        await asyncio_detailed(
            client=client,
            email=email,
        )
    ).parsed

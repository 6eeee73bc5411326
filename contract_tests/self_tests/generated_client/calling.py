"""Calls of the generated client, blocking and asynchronous."""

import asyncio

from flowmusic_usage import AuthenticatedClient

EMAIL = "listener@example.com"


def call_blocking(http: AuthenticatedClient) -> object:
    with http:
        return http.get_account_usage(EMAIL)


def call_asynchronously(http: AuthenticatedClient) -> object:
    async def get() -> object:
        async with http:
            return await http.get_account_usage_async(EMAIL)

    return asyncio.run(get())

"""The same as one_account.py, with asyncio."""

import asyncio
import os
import sys

from flowmusic_usage import AuthenticatedClient
from flowmusic_usage.api.accounts import get_account_usage
from flowmusic_usage.models import AccountUsage

base_url = os.environ.get("USEAPI_BASE_URL", "https://api.useapi.net/v1")


async def main(email: str) -> None:
    async with AuthenticatedClient(base_url=base_url, token=os.environ["USEAPI_TOKEN"]) as client:
        usage = await get_account_usage.asyncio(client=client, email=email)
    if not isinstance(usage, AccountUsage):
        sys.exit("No usage: the token is not valid, or the account is not configured.")
    print(f"charged  {usage.summary.total_charged_credits:g} credits")
    print(f"received {usage.summary.total_received_tokens:g} tokens")


asyncio.run(main(sys.argv[1]))

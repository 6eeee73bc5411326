"""The same as one_account.py, with asyncio."""

import asyncio
import sys

from flowmusic_usage import ApiError, AuthenticatedClient
from flowmusic_usage.api.accounts import get_account_usage
from flowmusic_usage.models import AccountUsage


async def usage_of(email: str) -> AccountUsage:
    async with AuthenticatedClient() as client:
        return await get_account_usage.asyncio(client=client, email=email)


try:
    usage = asyncio.run(usage_of(sys.argv[1]))
except ApiError as error:
    sys.exit(str(error))
print(f"charged  {usage.summary.total_charged_credits:g} credits")
print(f"received {usage.summary.total_received_tokens:g} tokens")

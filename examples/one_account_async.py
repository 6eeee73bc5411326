"""Prints the totals of one account, with asyncio: `python one_account_async.py listener@example.com`.

Reads the token from $USEAPI_TOKEN.
"""

import argparse
import asyncio
import sys

from flowmusic_usage import ApiError, AuthenticatedClient
from flowmusic_usage.models import AccountUsage


async def usage_of(email: str) -> AccountUsage:
    async with AuthenticatedClient() as client:
        return await client.get_account_usage_async(email)


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("email")

try:
    usage = asyncio.run(usage_of(parser.parse_args().email))
except ApiError as error:
    sys.exit(f"{type(error).__name__}: {error}")
print(f"charged  {usage.summary.total_charged_credits:,.2f} credits")
print(f"received {usage.summary.total_received_tokens:,} tokens")

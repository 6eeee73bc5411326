"""Prints the totals of one account, and retries after 429, 502, 503, 504, a timeout or a lost connection.

It waits as long as `Retry-After` says, at most a minute, or else a little longer each time.
The token is in $USEAPI_TOKEN. Needs `pip install '.[retries]'`.
"""

import argparse
import sys

import httpx

try:
    from httpx_retries import Retry, RetryTransport
except ImportError:
    sys.exit("with_retries.py needs httpx-retries: pip install '.[retries]'")

from flowmusic_usage import ApiError, AuthenticatedClient
from flowmusic_usage.api.accounts import get_account_usage

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("email")
email: str = parser.parse_args().email

retry = Retry(total=5, backoff_factor=0.5, max_backoff_wait=60)
try:
    with AuthenticatedClient(transport=RetryTransport(retry=retry)) as client:
        usage = get_account_usage.sync(client=client, email=email)
except (ApiError, httpx.TransportError, ValueError) as error:
    sys.exit(f"{type(error).__name__}: {error}")
print(f"charged  {usage.summary.total_charged_credits:,.2f} credits")
print(f"received {usage.summary.total_received_tokens:,} tokens")

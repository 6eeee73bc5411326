"""Prints the totals of one account: `python one_account.py listener@example.com`.

Reads the token from $USEAPI_TOKEN.
"""

import argparse
import sys

from flowmusic_usage import ApiError, AuthenticatedClient

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("email")
email: str = parser.parse_args().email

try:
    with AuthenticatedClient() as client:
        usage = client.get_account_usage(email)
except ApiError as error:
    sys.exit(f"{type(error).__name__}: {error}")
print(f"charged  {usage.summary.total_charged_credits:,.2f} credits")
print(f"received {usage.summary.total_received_tokens:,} tokens")

"""Prints one account's totals: `python one_account.py listener@example.com`, with the token in $USEAPI_TOKEN."""

import sys

from flowmusic_usage import ApiError, AuthenticatedClient
from flowmusic_usage.api.accounts import get_account_usage

try:
    with AuthenticatedClient() as client:
        usage = get_account_usage.sync(client=client, email=sys.argv[1])
except ApiError as error:
    sys.exit(str(error))
print(f"charged  {usage.summary.total_charged_credits:g} credits")
print(f"received {usage.summary.total_received_tokens:g} tokens")

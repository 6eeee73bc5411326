"""Gets usage reports with the generated client and prints them as the client protocol says, one a line."""

import argparse
import json

from flowmusic_usage import ApiError, AuthenticatedClient
from flowmusic_usage.api.accounts import get_account_usage

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--base-url", required=True)
parser.add_argument("--email", required=True, action="append", help="repeat it for several accounts")
arguments = parser.parse_args()

with AuthenticatedClient(base_url=arguments.base_url) as client:
    for email in arguments.email:
        try:
            response = get_account_usage.sync_detailed(client=client, email=email)
            usage = {"usage": response.parsed.to_dict()} if response.parsed else {}
            print(json.dumps({"status": response.status_code, **usage}))
        except ApiError as error:
            print(json.dumps({"error": str(error)}))

"""Gets usage reports with openapi-python-client's stock client and prints each as JSON on one line."""

import argparse
import json
import os

from flow_music_account_usage_client import AuthenticatedClient
from flow_music_account_usage_client.api.accounts import get_account_usage
from flow_music_account_usage_client.models import AccountUsage

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--base-url", required=True)
parser.add_argument("--email", required=True, action="append", help="repeat it for several accounts")
arguments = parser.parse_args()

with AuthenticatedClient(base_url=arguments.base_url, token=os.environ["USEAPI_TOKEN"]) as client:
    for email in arguments.email:
        try:
            response = get_account_usage.sync_detailed(client=client, email=email)
            output: dict[str, object] = {"status": response.status_code}
            if isinstance(response.parsed, AccountUsage):
                output["usage"] = response.parsed.to_dict()
        except Exception as error:
            output = {"error": repr(error)}
        print(json.dumps(output))

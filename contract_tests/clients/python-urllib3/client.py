"""Gets the usage report of one account with urllib3 and prints it as JSON."""

import argparse
import json
import os

import urllib3

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--base-url", required=True)
parser.add_argument("--email", required=True)
arguments = parser.parse_args()

# Of all statuses, urllib3 retries after 413, 429 and 503, if they come with Retry-After.
response = urllib3.request(
    "GET",
    f"{arguments.base_url}/flowmusic/accounts/usage",
    fields={"email": arguments.email},
    headers={"Authorization": f"Bearer {os.environ['USEAPI_TOKEN']}"},
    retries=urllib3.Retry(2, raise_on_status=False),
    timeout=30,
)
output: dict[str, object] = {"status": response.status}
if response.status == 200:
    output["usage"] = response.json()
print(json.dumps(output))

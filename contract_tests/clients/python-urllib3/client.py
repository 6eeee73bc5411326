"""Gets usage reports with urllib3 and prints each as JSON on one line."""

import argparse
import json
import os

import urllib3

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--base-url", required=True)
parser.add_argument("--email", required=True, action="append", help="repeat it for several accounts")
arguments = parser.parse_args()

# Of all statuses, urllib3 retries after 413, 429 and 503, if they come with Retry-After.
pool = urllib3.PoolManager(
    headers={"Authorization": f"Bearer {os.environ['USEAPI_TOKEN']}"},
    retries=urllib3.Retry(2, raise_on_status=False),
    timeout=30,
)
for email in arguments.email:
    try:
        response = pool.request("GET", f"{arguments.base_url}/flowmusic/accounts/usage", fields={"email": email})
        output: dict[str, object] = {"status": response.status}
        if response.status == 200:
            output["usage"] = response.json()
    except Exception as error:
        output = {"error": repr(error)}
    print(json.dumps(output))

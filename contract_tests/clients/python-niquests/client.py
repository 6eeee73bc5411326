"""Gets the usage report of one account with niquests and prints it as JSON."""

import argparse
import json
import os

import niquests

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--base-url", required=True)
parser.add_argument("--email", required=True)
arguments = parser.parse_args()

with niquests.Session(retries=2, timeout=30) as session:
    session.headers["Authorization"] = f"Bearer {os.environ['USEAPI_TOKEN']}"
    response = session.get(f"{arguments.base_url}/flowmusic/accounts/usage", params={"email": arguments.email})
output: dict[str, object] = {"status": response.status_code}
if response.status_code == 200:
    output["usage"] = response.json()
print(json.dumps(output))

"""Gets usage reports with niquests and prints each as JSON on one line."""

import argparse
import json
import os

import niquests

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--base-url", required=True)
parser.add_argument("--email", required=True, action="append", help="repeat it for several accounts")
arguments = parser.parse_args()

with niquests.Session(retries=2, timeout=30) as session:
    session.headers["Authorization"] = f"Bearer {os.environ['USEAPI_TOKEN']}"
    for email in arguments.email:
        try:
            response = session.get(f"{arguments.base_url}/flowmusic/accounts/usage", params={"email": email})
            output: dict[str, object] = {"status": response.status_code}
            if response.status_code == 200:
                output["usage"] = response.json()
        except Exception as error:
            output = {"error": repr(error)}
        print(json.dumps(output))

"""Gets usage reports with requests and prints each as JSON on one line."""

import argparse
import json
import os

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--base-url", required=True)
parser.add_argument("--email", required=True, action="append", help="repeat it for several accounts")
arguments = parser.parse_args()

# urllib3 waits as Retry-After says, and gives up with the last response.
retries = Retry(2, status_forcelist=(429, 500, 502, 503, 504), backoff_factor=0.1, raise_on_status=False)
url = f"{arguments.base_url}/flowmusic/accounts/usage"
with requests.Session() as session:
    session.headers["Authorization"] = f"Bearer {os.environ['USEAPI_TOKEN']}"
    session.mount("http", HTTPAdapter(max_retries=retries))
    for email in arguments.email:
        try:
            response = session.get(url, params={"email": email}, timeout=30)
            output: dict[str, object] = {"status": response.status_code}
            if response.status_code == 200:
                output["usage"] = response.json()
        except Exception as error:
            output = {"error": repr(error)}
        print(json.dumps(output))

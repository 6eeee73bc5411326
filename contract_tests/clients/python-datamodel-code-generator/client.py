"""Gets usage reports with httpx, parses them with the generated pydantic models and prints each as JSON on one line."""

import argparse
import json
import os

import httpx
from models import AccountUsage

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--base-url", required=True)
parser.add_argument("--email", required=True, action="append", help="repeat it for several accounts")
arguments = parser.parse_args()

with httpx.Client(headers={"Authorization": f"Bearer {os.environ['USEAPI_TOKEN']}"}) as client:
    for email in arguments.email:
        try:
            response = client.get(f"{arguments.base_url}/flowmusic/accounts/usage", params={"email": email})
            output: dict[str, object] = {"status": response.status_code}
            if response.status_code == 200:
                usage = AccountUsage.model_validate_json(response.content)
                output["usage"] = usage.model_dump(mode="json", by_alias=True)
        except Exception as error:
            output = {"error": repr(error)}
        print(json.dumps(output))

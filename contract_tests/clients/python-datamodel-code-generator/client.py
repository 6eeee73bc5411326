"""Gets the usage report of one account with httpx, parses it with the generated pydantic models and prints it."""

import argparse
import json
import os

import httpx
from models import AccountUsage

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--base-url", required=True)
parser.add_argument("--email", required=True)
arguments = parser.parse_args()

response = httpx.get(
    f"{arguments.base_url}/flowmusic/accounts/usage",
    params={"email": arguments.email},
    headers={"Authorization": f"Bearer {os.environ['USEAPI_TOKEN']}"},
)
output: dict[str, object] = {"status": response.status_code}
if response.status_code == 200:
    usage = AccountUsage.model_validate_json(response.content)
    output["usage"] = usage.model_dump(mode="json", by_alias=True)
print(json.dumps(output))

"""Gets usage reports with Redocly's generated client and prints each as JSON on one line."""

import argparse
import json
import os
from dataclasses import asdict

from flowmusic import ApiError, Client

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--base-url", required=True)
parser.add_argument("--email", required=True, action="append", help="repeat it for several accounts")
arguments = parser.parse_args()

statuses: list[int] = []
client = Client(
    arguments.base_url,
    auth={"bearer": os.environ["USEAPI_TOKEN"]},
    retry={"retries": 1},
    middleware=[{"on_response": lambda response, _: statuses.append(response.status_code)}],
)
for email in arguments.email:
    output: dict[str, object] = {}
    try:
        report = client.get_account_usage(email=email)
        if statuses[-1] == 200:
            output["usage"] = usage = asdict(report)
            for event in usage["events"]:
                event["type"] = event.pop("type_")
                event["_account_email"] = event.pop("account_email")
        output["status"] = statuses[-1]
    except ApiError:
        output = {"status": statuses[-1]}
    except Exception as error:
        output = {"error": repr(error)}
    print(json.dumps(output))

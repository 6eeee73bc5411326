"""Gets usage reports with openapi-generator's httpx client and prints each as JSON on one line."""

import argparse
import asyncio
import json
import os

from openapi_client import AccountsApi, ApiClient, ApiException, Configuration


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--email", required=True, action="append", help="repeat it for several accounts")
    arguments = parser.parse_args()

    configuration = Configuration(host=arguments.base_url, access_token=os.environ["USEAPI_TOKEN"])
    async with ApiClient(configuration) as client:
        for email in arguments.email:
            try:
                response = await AccountsApi(client).get_account_usage_with_http_info(email)
                usage = f', "usage": {response.data.to_json()}' if response.status_code == 200 else ""
                print(f'{{"status": {response.status_code}{usage}}}')
            except ApiException as error:
                print(json.dumps({"status": error.status}))
            except Exception as error:
                print(json.dumps({"error": repr(error)}))


asyncio.run(main())

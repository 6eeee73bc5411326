"""Gets the usage report of one account with openapi-generator's httpx client and prints it as JSON."""

import argparse
import asyncio
import os

from openapi_client import AccountsApi, ApiClient, ApiException, Configuration


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--email", required=True)
    arguments = parser.parse_args()

    configuration = Configuration(host=arguments.base_url, access_token=os.environ["USEAPI_TOKEN"])
    async with ApiClient(configuration) as client:
        try:
            response = await AccountsApi(client).get_account_usage_with_http_info(arguments.email)
        except ApiException as error:
            print(f'{{"status": {error.status}}}')
        else:
            usage = f', "usage": {response.data.to_json()}' if response.status_code == 200 else ""
            print(f'{{"status": {response.status_code}{usage}}}')


asyncio.run(main())

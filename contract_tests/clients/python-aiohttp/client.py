"""Gets usage reports with aiohttp and prints each as JSON on one line."""

import argparse
import asyncio
import json
import os

import aiohttp


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--email", required=True, action="append", help="repeat it for several accounts")
    arguments = parser.parse_args()

    url = f"{arguments.base_url}/flowmusic/accounts/usage"
    headers = {"Authorization": f"Bearer {os.environ['USEAPI_TOKEN']}"}
    async with aiohttp.ClientSession(headers=headers, timeout=aiohttp.ClientTimeout(30)) as session:
        for email in arguments.email:
            try:
                async with session.get(url, params={"email": email}) as response:
                    await response.read()  # aiohttp closes a connection with an unread body
                    output: dict[str, object] = {"status": response.status}
                    if response.status == 200:
                        output["usage"] = await response.json()
            except Exception as error:
                output = {"error": repr(error)}
            print(json.dumps(output))


asyncio.run(main())

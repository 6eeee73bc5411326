"""Gets the usage report of one account with aiohttp and prints it as JSON."""

import argparse
import asyncio
import json
import os

import aiohttp


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--email", required=True)
    arguments = parser.parse_args()

    url = f"{arguments.base_url}/flowmusic/accounts/usage"
    headers = {"Authorization": f"Bearer {os.environ['USEAPI_TOKEN']}"}
    async with (
        aiohttp.ClientSession(headers=headers, timeout=aiohttp.ClientTimeout(30)) as session,
        session.get(url, params={"email": arguments.email}) as response,
    ):
        output: dict[str, object] = {"status": response.status}
        if response.status == 200:
            output["usage"] = await response.json()
    print(json.dumps(output))


asyncio.run(main())

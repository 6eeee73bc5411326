"""Prints the totals of many accounts, five requests at a time: `python many_accounts.py EMAIL EMAIL …`.

Without arguments it reads email addresses from standard input, one a line. An account that fails does not stop the
others; it is named at the end, and the exit code is 1.
Reads the token from $USEAPI_TOKEN. Needs `pip install '.[report]'`.
"""

import argparse
import asyncio
import sys

try:
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.progress import track
    from rich.table import Table
except ImportError:
    sys.exit("many_accounts.py needs rich: pip install '.[report]'")

from flowmusic_usage import ApiError, AuthenticatedClient
from flowmusic_usage.models import AccountUsage

CONCURRENT_REQUESTS = 5

Result = AccountUsage | ApiError


async def fetch(client: AuthenticatedClient, email: str, limit: asyncio.Semaphore) -> tuple[str, Result]:
    async with limit:
        try:
            return email, await client.get_account_usage_async(email)
        except ApiError as error:
            return email, error


async def fetch_all(emails: list[str]) -> dict[str, Result]:
    bar = Console(stderr=True)
    limit = asyncio.Semaphore(CONCURRENT_REQUESTS)
    results: dict[str, Result] = {}
    async with AuthenticatedClient() as client:
        requests = asyncio.as_completed([fetch(client, email, limit) for email in emails])
        for request in track(requests, "Fetching", len(emails), console=bar, disable=not bar.is_terminal):
            email, result = await request
            results[email] = result
    return {email: results[email] for email in emails}


def read_emails() -> list[str]:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("emails", nargs="*", metavar="EMAIL")
    emails: list[str] = parser.parse_args().emails
    if not emails:
        if sys.stdin.isatty():
            print("Email addresses, one a line; end with Ctrl-D:", file=sys.stderr)
        emails = [line.removeprefix("\ufeff").strip() for line in sys.stdin]  # Windows programs write this mark
    return list(dict.fromkeys(filter(None, emails))) or parser.error("no email address given")


def table(usages: list[AccountUsage]) -> Table:
    charged = sum(usage.summary.total_charged_credits for usage in usages)
    received = sum(usage.summary.total_received_tokens for usage in usages)
    table = Table(box=SIMPLE, show_footer=True)
    table.add_column("account", f"sum of {len(usages)}", overflow="fold")
    table.add_column("charged credits", f"{charged:,.2f}", justify="right")
    table.add_column("received tokens", f"{received:,}", justify="right")
    for usage in usages:
        summary = usage.summary
        table.add_row(usage.email, f"{summary.total_charged_credits:,.2f}", f"{summary.total_received_tokens:,}")
    return table


def main() -> None:
    try:
        results = asyncio.run(fetch_all(read_emails()))
    except ApiError as error:
        sys.exit(f"{type(error).__name__}: {error}")
    plain = Console(markup=False, emoji=False, highlight=False)  # the server's text is not markup
    usages = [result for result in results.values() if isinstance(result, AccountUsage)]
    if usages:
        plain.print(table(usages))
    problems = [
        f"{email}: {type(result).__name__}: {result}"
        for email, result in results.items()
        if not isinstance(result, AccountUsage)
    ]
    if problems:
        sys.exit("\n".join(problems))


main()

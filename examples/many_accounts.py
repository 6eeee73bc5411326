"""Prints the totals of many accounts, of which it asks a few at a time: `python many_accounts.py EMAIL EMAIL …`.

Without e-mails it reads them from standard input, one a line. An account that cannot be reported does not stop the
others; it is named at the end, and the exit code is 1. The token is in $USEAPI_TOKEN. Needs `pip install '.[report]'`.
"""

import argparse
import asyncio
import sys

import httpx
from rich.box import SIMPLE
from rich.console import Console
from rich.progress import track
from rich.table import Table

from flowmusic_usage import ApiError, AuthenticatedClient
from flowmusic_usage.api.accounts import get_account_usage
from flowmusic_usage.models import AccountUsage

AT_A_TIME = 5

Response = AccountUsage | ApiError | httpx.TransportError


async def ask(client: AuthenticatedClient, email: str, turns: asyncio.Semaphore) -> tuple[str, Response]:
    async with turns:
        try:
            return email, await get_account_usage.asyncio(client=client, email=email)
        except (ApiError, httpx.TransportError) as error:
            return email, error


async def run(emails: list[str]) -> dict[str, Response]:
    bar = Console(stderr=True)
    turns = asyncio.Semaphore(AT_A_TIME)
    answers: dict[str, Response] = {}
    async with AuthenticatedClient() as client:
        asking = asyncio.as_completed([ask(client, email, turns) for email in emails])
        for answered in track(asking, "Asking", len(emails), console=bar, disable=not bar.is_terminal):
            email, answer = await answered
            answers[email] = answer
    return {email: answers[email] for email in emails}


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
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("emails", nargs="*", metavar="EMAIL")
    emails: list[str] = parser.parse_args().emails or [line.strip() for line in sys.stdin]
    try:
        answers = asyncio.run(run(list(dict.fromkeys(filter(None, emails)))))
    except ValueError as error:
        sys.exit(f"{type(error).__name__}: {error}")
    plain = Console(markup=False, emoji=False, highlight=False)  # text of others is no markup
    plain.print(table([answer for answer in answers.values() if isinstance(answer, AccountUsage)]))
    problems = [
        f"{email}: {type(answer).__name__}: {answer}"
        for email, answer in answers.items()
        if not isinstance(answer, AccountUsage)
    ]
    if problems:
        sys.exit("\n".join(problems))


main()

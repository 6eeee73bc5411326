"""The command line of scripts/languages."""

import os
import sys
from collections.abc import Sequence

import click


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "--check",
    is_flag=True,
    help="Compare the recorded results with a new run, and write nothing. If one is stale, nothing is run.",
)
@click.option("--no-cache", is_flag=True, help="Also run the rows that have not changed since they last ran here.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=(os.cpu_count() or 1) + 1,
    metavar="N",
    help="Run N rows at a time. Default: one more than the number of cores, because clients also wait.",
)
def main(names: Sequence[str], jobs: int, *, check: bool, no_cache: bool) -> None:
    """Generate a client of each language from openapi.yaml, compile it and check it against the contract.

    Runs the rows of contract_tests/clients/matrix.yaml with these NAMEs, or all rows. Records their results in
    contract_tests/clients/results.json, from which scripts/docs writes docs/languages.md.

    \b
    Exit code 0: every client keeps the contract, except for its known failures.
    Exit code 1: a client does not, or, with --check, a result is stale or differs.
    Exit code 2: a row that is not optional could not be run here.
    """  # noqa: D301 - for click, this backslash is a backspace
    # Imported late, so that --help answers at once.
    from devtools.languages.clients import load_clients  # noqa: PLC0415
    from devtools.languages.matrix import check_recorded, run_and_record  # noqa: PLC0415
    from devtools.languages.results import forget  # noqa: PLC0415

    try:
        clients = load_clients(names)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    for client in clients if no_cache else ():
        forget(client)
    sys.exit(check_recorded(clients, jobs) if check else run_and_record(clients, jobs))


if __name__ == "__main__":
    main(prog_name="scripts/languages")

"""The command line of scripts/servers."""

import sys
from collections.abc import Sequence

import click


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--check", is_flag=True, help="Compare the recorded results with a new run, and write nothing.")
@click.option("--ledger", is_flag=True, help="Only write contract_tests/servers/ledger.json, which all servers read.")
def main(names: Sequence[str], *, check: bool, ledger: bool) -> None:
    """Start the same API on each server stack, and check each server against the contract.

    Runs the rows of contract_tests/servers/matrix.yaml with these NAMEs, or all rows. Records their results in
    contract_tests/servers/results.json.

    \b
    Exit code 0: every server keeps the contract, except for its known failures.
    Exit code 1: a server does not, or, with --check, a result differs from the recorded one.
    Exit code 2: a row could not be run here.
    """  # noqa: D301 - for click, this backslash is a backspace
    # Imported late, so that --help answers at once.
    from devtools.servers.matrix import check_recorded, run_and_record  # noqa: PLC0415
    from devtools.servers.run_server import LEDGER  # noqa: PLC0415
    from devtools.servers.servers import load_servers  # noqa: PLC0415
    from devtools.servers.suite import ledger_json  # noqa: PLC0415

    if ledger:
        LEDGER.write_text(ledger_json())
        return
    try:
        servers = load_servers(names)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    sys.exit(check_recorded(servers) if check else run_and_record(servers))


if __name__ == "__main__":
    main(prog_name="scripts/servers")

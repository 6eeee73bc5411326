"""Every command of the command line with its options. What a command does is in the module of its name."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import click

from flowmusic_contract.cli.options import (
    DEFAULT_PORT,
    EXIT_CODES,
    GENERATED,
    RATE,
    SECONDS,
    SEED,
    TOTAL_SECONDS,
    count,
    judging,
)
from flowmusic_contract.cli.parsing import Command, Group
from flowmusic_contract.server.limits import LIVE_RATE, LOCAL_SECONDS, USUAL_GENERATED, Limits

option = click.option


@click.group(
    cls=Group,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=EXIT_CODES,
)
@click.pass_context
def root(context: click.Context) -> int:
    """Check servers, clients and saved responses against the contract.

    Without a command, runs a demonstration: it checks the mock server and the generated client in this process.

    API tokens are read from $USEAPI_TOKEN and $USEAPI_OTHER_TOKEN.
    """
    return 0 if context.invoked_subcommand else _run("demonstration", context, {})


@root.command(cls=Command, epilog=EXIT_CODES)
@option("--base-url", metavar="URL", required=True, help="The part of the URL before /flowmusic/accounts/usage.")
@option("--email", metavar="E", multiple=True, required=True, help="Email address of an account of $USEAPI_TOKEN.")
@option("--other-email", metavar="E", multiple=True, help="Email address of an account of $USEAPI_OTHER_TOKEN.")
@option(
    "--timeout", type=SECONDS, metavar="S", help=f"Seconds allowed for each response (default {Limits().seconds:g})."
)
@option(
    "--max-seconds",
    type=TOTAL_SECONDS,
    metavar="S",
    help=f"Seconds after which no more requests are sent (default {LOCAL_SECONDS:g} for a server on this machine, "
    "otherwise no limit).",
)
@option(
    "--rate",
    type=RATE,
    metavar="N/s",
    help=f"Maximum number of requests per second (default {LIVE_RATE:g}/s with --live-safe, otherwise no limit).",
)
@option(
    "--live-safe/--no-live-safe",
    default=None,
    help="Send only harmless GET requests, one at a time (default for a server that is not on this machine).",
)
@option("--no-fuzz", is_flag=True, help="Send no generated requests.")
@option(
    "--max-requests",
    type=GENERATED,
    metavar="N",
    help=f"Number of generated requests (default {USUAL_GENERATED}).",
)
@option("--seed", type=SEED, metavar="N", help=f"Seed of the requests (default {Limits().seed}).")
@judging()
@click.pass_context
def server(context: click.Context, /, **options: Any) -> int:
    """Check a server.

    Sends probes and generated requests with the token in $USEAPI_TOKEN, and judges every response.
    """
    return _run("server", context, options)


@root.command(cls=Command, epilog=EXIT_CODES)
@option("--command", metavar="CMD", required=True, help="Command that starts the client program.")
@option("--case", metavar="ID", multiple=True, help="Run only this case, or cases such as 'types.*'.")
@option(
    "--many-calls",
    is_flag=True,
    help="Run many cases in one process, and also connections.*: for a program that takes --email several times.",
)
@option("--jobs", type=count(1, 256), metavar="N", help="Number of cases to run at a time (default: number of cores).")
@judging("--known-failures", pattern="client.token-*")
@click.pass_context
def client(context: click.Context, /, **options: Any) -> int:
    """Check a client program in any language.

    Starts the program for each case as `CMD --base-url URL --email E`. URL takes the place of
    https://api.useapi.net/v1, and $USEAPI_TOKEN has a token of the mock server. With --many-calls, many cases share a
    process. The program prints one JSON object: the `status` of the response, and `usage` if the status is 200; or an
    `error`.
    """
    return _run("client", context, options)


@root.command(cls=Command, epilog=EXIT_CODES)
@click.argument("file")
@option("--email", metavar="E", help="Email address of the account that was requested.")
@judging()
@click.pass_context
def document(context: click.Context, /, **options: Any) -> int:
    """Check a saved response body.

    FILE has the body of a 200 response; use - to read standard input.
    """
    return _run("document", context, options)


@root.command(cls=Command)
@click.argument("rule_id", metavar="[ID]", required=False)
@click.pass_context
def rules(context: click.Context, /, **options: Any) -> int:
    """List every rule, or explain one.

    With the ID of a rule, prints its sentence, the reason for it, what exercises it, and the faults that break it.
    With the name of an area, such as `summary`, or a pattern, such as 'summary.*', lists those rules.
    """
    return _run("rules", context, options)


@root.command(cls=Command)
@click.pass_context
def cases(context: click.Context, /, **options: Any) -> int:
    """List the cases that a client program has to pass."""
    return _run("cases", context, options)


@root.command(cls=Command)
@option(
    "--port",
    type=count(0, 65535),
    metavar="N",
    help=f"Port to listen on; 0 means any free port (default {DEFAULT_PORT}, with --run 0).",
)
@option("--host", default="127.0.0.1", metavar="H", help="Address to listen on (default 127.0.0.1).")
@option("--scenario", metavar="NAME", help="Start with these accounts and events (default sample).")
@option("--ledger", metavar="F", help="Keep accounts and events in this file; a new file is filled (default: memory).")
@option("--seed", metavar="F", multiple=True, help="Start with the raw billing events in this file of JSON lines.")
@option(
    "--from",
    "saved",
    metavar="F",
    multiple=True,
    help="Start with the account of this saved usage report, or of each usage report in this recording.",
)
@option("--account", metavar="E", multiple=True, help="Configure this account, without events.")
@option("--token", metavar="T", help="Token of the accounts. Do not use a token of the live API.")
@option("--fault", metavar="ID", multiple=True, help="Break the contract in this way.")
@option("--variation", metavar="ID", multiple=True, help="Be unusual in this legal way.")
@option(
    "--outage",
    metavar="WHAT[*N]",
    multiple=True,
    help="Answer the first N requests, or all, with a status such as 503; reset or truncated loses the connection.",
)
@option("--delay", type=SECONDS, metavar="S", help="Wait this many seconds before each response.")
@option(
    "--rate", type=RATE, metavar="N/s", help="Answer requests beyond this rate of a token with 429 and Retry-After."
)
@option(
    "--cors",
    metavar="ORIGIN",
    multiple=True,
    help="Let web pages of this origin call the API from a browser, or of every origin: '*'.",
)
@option(
    "--run",
    "command",
    metavar="CMD",
    help="Run this program without a shell, with $USEAPI_BASE_URL and $USEAPI_TOKEN set, and end with its exit code.",
)
@option("--log", is_flag=True, help="Print each request, with masked tokens.")
@option("--list", "is_list", is_flag=True, help="List every scenario, fault and variation, and exit.")
@click.pass_context
def mock(context: click.Context, /, **options: Any) -> int:
    """Run the mock server until Ctrl-C, or while a command runs.

    Prints its URL, tokens and accounts. It keeps the contract unless you use --fault. While it runs, programs on the
    same machine can change it through /_mock.
    """
    return _run("mock", context, options)


def _run(name: str, context: click.Context, options: dict[str, Any]) -> int:
    # What checks is imported when it is used: the help appears at once.
    run: Callable[[click.Context, dict[str, Any]], int] = import_module(f"flowmusic_contract.cli.{name}").run
    return run(context, options)

"""The command line of scripts/bench. The measurements are imported late, so that --help answers at once."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from devtools.bench.results import Result

Function = TypeVar("Function", bound=Callable[..., Any])


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """Measure the project. Each command prints tables."""


def output_options(function: Function) -> Function:
    """Adds the options that every measurement has."""
    save = click.option("--save", is_flag=True, help="Keep the figures for the documentation.")
    return save(click.option("--markdown", is_flag=True, help="Print the tables in Markdown.")(function))


@main.command(short_help="Measure the checks.")
@click.option(
    "--sample",
    type=click.IntRange(min=0),
    default=10,
    metavar="N",
    help="Check only N faults and N variations; 0 judges bodies only. Default: 10.",
)
@click.option("--all", "is_all", is_flag=True, help="Check all faults and variations, which takes about an hour.")
@click.option(
    "--tool",
    "tools",
    multiple=True,
    metavar="NAME",
    help="Compare with this tool only, such as 'Specmatic test'; --save then keeps the figures of the others.",
)
@click.option(
    "--size",
    "sizes",
    type=click.IntRange(min=1),
    multiple=True,
    default=(1_000, 100_000, 1_000_000),
    metavar="N",
    help="Judge a body of N events. May be repeated. Default: a thousand, 100 thousand and a million.",
)
@output_options
def judge(sample: int, tools: Sequence[str], sizes: Sequence[int], *, is_all: bool, save: bool, markdown: bool) -> None:
    """Measure the checks.

    Compares them with schemathesis, Redocly drift, Prism's proxy and Specmatic on the same servers, and with json.loads
    on the same bytes. A server counts as caught if a tool reports a problem that it does not report about the correct
    server. Needs npm and Java; a tool that does not work here is shown as not run. Times are only compared within one
    run.
    """
    from devtools.bench.judge import CHECKERS, compare, judge_bodies, replaced  # noqa: PLC0415
    from devtools.bench.results import load  # noqa: PLC0415

    known = [checker.name for checker in CHECKERS]
    if unknown := [tool for tool in tools if tool not in known]:
        raise click.UsageError(f"no tool {unknown[0]!r}: the tools are {', '.join(known[1:])}")

    if save and sample and not is_all:
        raise click.UsageError("--save needs --all, or --sample 0, which checks no server")
    if sample or is_all:
        result = compare(None if is_all else sample, tools)
        result = replaced(load("judge"), result) if save and tools else result
        _output("judge", result, save=save, as_markdown=markdown)
    if tools:
        return
    _output("judging", judge_bodies(sizes), save=save, as_markdown=markdown)


@main.command()
@click.option(
    "--size",
    "sizes",
    type=click.IntRange(min=1),
    multiple=True,
    default=(1_000, 100_000),
    metavar="N",
    help="Read a body of N events. May be repeated. Default: a thousand and 100 thousand.",
)
@click.option(
    "--rounds", type=click.IntRange(min=1), default=3, metavar="N", help="Start N processes a library. Default: 3."
)
@click.option(
    "--imports", type=click.IntRange(min=1), default=40, metavar="N", help="Import each package N times. Default: 40."
)
@click.option(
    "--requests", type=click.IntRange(min=1), default=2_000, metavar="N", help="Send N requests each. Default: 2000."
)
@output_options
def client(sizes: Sequence[int], rounds: int, imports: int, requests: int, *, save: bool, markdown: bool) -> None:
    """Measure the generated client against other libraries.

    Compares reading a body, importing the package and sending a request. Times are only compared within one run.
    """
    from devtools.bench.client import measure  # noqa: PLC0415

    _output("client", measure(sizes, rounds, imports, requests), save=save, as_markdown=markdown)


@main.command(short_help="Compare the generated client with the stock output.")
@output_options
def behaviour(*, save: bool, markdown: bool) -> None:
    """Compare what the generated client and stock openapi-python-client output do with the same responses."""
    from devtools.bench.behaviour import measure  # noqa: PLC0415

    _output("behaviour", measure(), save=save, as_markdown=markdown)


@main.command(short_help="Compare the generated client with well-known and other generated ones.")
@output_options
def features(*, save: bool, markdown: bool) -> None:
    """Compare what the generated client and others do with the same responses.

    The others are openai-python, stripe-python, Redocly's generated client and stock openapi-python-client output. Each
    runs in processes of its own; every cell is read from what was seen there and at the server. Needs npm; a client
    that does not work here is shown as not run. Takes about a minute on two processors.
    """
    from devtools.bench.features.table import measure  # noqa: PLC0415

    _output("features", measure(), save=save, as_markdown=markdown)


@main.command(short_help="Measure the mock server's speed and endurance.")
@click.option(
    "--rounds",
    type=click.IntRange(min=0),
    default=10,
    metavar="N",
    help="Load each server N times; 0 measures no speed. Default: 10.",
)
@click.option(
    "--seconds", type=click.FloatRange(min=0.1), default=1.5, metavar="S", help="Load it S seconds each. Default: 1.5."
)
@click.option(
    "--connections", type=click.IntRange(min=1), default=1_000, metavar="N", help="Open N at once. Default: 1000."
)
@click.option(
    "--requests",
    "fuzzed_requests",
    type=click.IntRange(min=1),
    default=100_000,
    metavar="N",
    help="Send N fuzzed requests. Default: 100000.",
)
@click.option("--seed", type=int, default=1, metavar="N", help="Seed of the fuzzed requests. Default: 1.")
@output_options
def mock(
    rounds: int, seconds: float, connections: int, fuzzed_requests: int, seed: int, *, save: bool, markdown: bool
) -> None:
    """Measure the mock server's speed and endurance.

    Compares the requests per second of processor time with Prism's, which needs npm: both serve the same body, in
    turns, without a log. Then attacks one mock server, and checks it under load. Exits with 1 if a goal is missed: too
    few requests, a status from 500, a request without a response, a wrong response, or too much memory.
    """
    from devtools.bench.mock import measure  # noqa: PLC0415

    measured = measure(rounds, seconds, connections, fuzzed_requests, seed)
    _output("mock", measured.result, save=save, as_markdown=markdown)
    for problem in measured.problems:
        click.echo(f"Missed: {problem}", err=True)
    if measured.problems:
        raise SystemExit(1)


@main.command(short_help="Measure scripts/contract in a fresh clone.")
@output_options
def setup(*, save: bool, markdown: bool) -> None:
    """Measure the first and the second run of scripts/contract in a fresh clone, which downloads what it needs."""
    from devtools.bench.setup import measure  # noqa: PLC0415

    _output("setup", measure(), save=save, as_markdown=markdown)


def _output(name: str, result: "Result", *, save: bool, as_markdown: bool) -> None:
    from devtools.bench import results  # noqa: PLC0415

    render = results.markdown if as_markdown else results.plain_text
    click.echo("\n\n".join(map(render, result.tables)))
    if save:
        click.echo(f"Saved {results.save(name, result)}", err=True)


if __name__ == "__main__":
    main(prog_name="scripts/bench")

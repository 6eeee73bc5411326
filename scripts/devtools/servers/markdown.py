"""The blocks of docs/servers.md that are written from the matrix and its results."""

from collections.abc import Iterator, Mapping, Sequence

from devtools.servers.results import Result
from devtools.servers.servers import ServerSpec

_TABLE = """\
| server | language | stack | rules held | rules broken | rules not exercised |
| --- | --- | --- | --- | --- | --- |"""


def table(servers: Sequence[ServerSpec], results: Mapping[str, Result]) -> str:
    """Returns a line for each server."""
    return "\n".join([_TABLE, *(_row(server, results.get(server.name)) for server in servers)])


def summary(servers: Sequence[ServerSpec], results: Mapping[str, Result]) -> str:
    """Returns how many servers there are, and how many of them keep the contract without a known failure."""
    kept = sum(result.exit_code == 0 and not result.broken for result in results.values())
    languages = len({server.language for server in servers if not server.upstream})
    return f"{len(servers)} servers in {languages} languages; {kept} keep the contract without a known failure."


def known_failures(servers: Sequence[ServerSpec]) -> Iterator[str]:
    """Yields the known failures of each server that has some, with their reasons."""
    for server in servers:
        if server.known_failures.exists():
            lines = server.known_failures.read_text().splitlines()
            entries = dict.fromkeys((line.split()[0], line.partition("  # ")[2]) for line in lines)
            yield from (f"`{server.name}`:", "", *(f"- `{rule}`: {reason}." for rule, reason in entries), "")


def _row(server: ServerSpec, result: Result | None) -> str:
    name = f"[`{server.name}`](../contract_tests/servers/{server.folder})"
    counts = [str(result.held), str(len(result.broken)), str(len(result.not_exercised))] if result else ["not run"] * 3
    return f"| {' | '.join([name, server.language, server.stack, *counts])} |"

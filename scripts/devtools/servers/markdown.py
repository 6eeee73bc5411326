"""The blocks of docs/servers.md that are written from the matrix and its results."""

from collections.abc import Iterator, Mapping, Sequence

from devtools.servers import suite
from devtools.servers.results import Result
from devtools.servers.servers import ServerSpec

_TABLE = """\
| server | language | stack | rules held | rules broken | rules not exercised |
| --- | --- | --- | --- | --- | --- |"""


def blocks(servers: Sequence[ServerSpec], results: Mapping[str, Result]) -> dict[str, str]:
    """Returns every block by its name."""
    stacks = [server for server in servers if not server.is_mock]
    mocks = [server for server in servers if server.is_mock]
    return {
        "summary": _summary(stacks, results),
        "stacks": _table(stacks, results),
        "mocks": _table(mocks, results),
        "known failures": "\n".join(_known_failures(servers)).strip(),
    }


def _table(servers: Sequence[ServerSpec], results: Mapping[str, Result]) -> str:
    return "\n".join([_TABLE, *(_row(server, results.get(server.name)) for server in servers)])


def _summary(servers: Sequence[ServerSpec], results: Mapping[str, Result]) -> str:
    found = [results[server.name] for server in servers if server.name in results]
    kept = sum(result.exit_code == 0 and not result.broken for result in found)
    languages = len({server.language for server in servers if not server.upstream})
    return f"Of {len(servers)} servers in {languages} languages, {kept} keep the contract without a known failure."


def _known_failures(servers: Sequence[ServerSpec]) -> Iterator[str]:
    for server in servers:
        if server.known_failures.exists():
            failures = suite.parse_known_failures(server.known_failures.read_text())
            yield from (f"`{server.name}`:", "", *(f"- `{each.rule}`: {each.reason}." for each in failures), "")


def _row(server: ServerSpec, result: Result | None) -> str:
    name = f"[`{server.name}`](../contract_tests/servers/{server.folder})"
    counts = [str(result.held), str(len(result.broken)), str(len(result.not_exercised))] if result else ["not run"] * 3
    return f"| {' | '.join([name, server.language, server.stack, *counts])} |"

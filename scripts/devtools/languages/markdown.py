"""The blocks of docs/languages.md that are written from the matrix and its results."""

import re
from collections.abc import Iterator, Mapping, Sequence

from devtools.languages import suite
from devtools.languages.clients import PINS, ClientSpec
from devtools.languages.results import Result
from devtools.paths import ROOT

PAGE = ROOT / "docs" / "languages.md"

_FENCES = {"Go": "go", "Java": "java", "Python": "python", "TypeScript": "typescript"}
_TABLE = """\
| client | language | generator | generates | compiles | cases kept | precision lost | known failures |
| --- | --- | --- | --- | --- | --- | --- | --- |"""


def blocks(clients: Sequence[ClientSpec], results: Mapping[str, Result]) -> dict[str, str]:
    """Returns every block by its name."""
    recipes = {f"recipe {client.name}": _recipe(client) for client in clients if client.language in _FENCES}
    return recipes | {
        "summary": _summary(clients, results),
        "table": "\n".join([_TABLE, *(_row(client, results.get(client.name)) for client in clients)]),
        "known failures": "\n".join(_known_failures(clients)).strip(),
    }


def _summary(clients: Sequence[ClientSpec], results: Mapping[str, Result]) -> str:
    languages = len({client.language for client in clients})
    cases = max((results[client.name].cases for client in clients if client.name in results), default=0)
    return f"The matrix has {len(clients)} clients in {languages} languages, each of which runs in {cases} cases."


def _row(client: ClientSpec, result: Result | None) -> str:
    name = f"[`{client.name}`](../contract_tests/clients/{client.name})"
    generator = result.generated_by if result else client.generated_by
    cells = [name, client.language, generator, *(_result_cells(client, result) if result else ["not run"] * 5)]
    return f"| {' | '.join(cells)} |"


def _result_cells(client: ClientSpec, result: Result) -> list[str]:
    words = {None: "-", True: "yes", False: "**no**"}
    compiles = f"yes: {client.checked_by}" if result.compiles else words[result.compiles]
    kept = f"{result.cases_kept} of {result.cases}" if result.compiles else "-"
    return [
        words[result.generates],
        compiles,
        kept if result.breaks_only_what_is_known else f"{kept}, **broken**",
        "microseconds" if suite.MICROSECONDS in result.broken_rules else "-",
        str(result.cases - result.cases_kept or "-"),
    ]


def _known_failures(clients: Sequence[ClientSpec]) -> Iterator[str]:
    same: dict[tuple[str, ...], list[str]] = {}
    for client in clients:
        lines = tuple(_reasons(suite.parse_known_failures(client.known_failures)))
        same.setdefault(lines, []).append(f"`{client.name}`")
    for lines, names in same.items():
        if lines:
            yield from (f"{', '.join(names)}:", "", *lines, "")


def _reasons(failures: Sequence[suite.KnownFailure]) -> Iterator[str]:
    cases: dict[tuple[str, str], list[str]] = {}
    for failure in failures:
        cases.setdefault((failure.rule, failure.reason), []).append(f"`{failure.cases}`")
    for (rule, reason), named in cases.items():
        yield f"- `{rule}`: {reason}. Cases: {', '.join(named)}."


def _recipe(client: ClientSpec) -> str:
    start = f"{client.run} --base-url https://api.useapi.net/v1 --email you@example.com"
    # What runs without being compiled is checked by the matrix alone.
    check = client.check if client.language != "Python" else ""
    commands = [*_preparation(client), *_command_lines(client.generate), *_command_lines(check), start]
    return "\n".join(
        [
            "```console",
            *(command if command.startswith("#") else f"$ {command}" for command in commands),
            "```",
            "",
            f"The program, `{client.program.name}`:",
            "",
            f"```{_FENCES[client.language]}",
            client.program.read_text().strip("\n"),
            "```",
        ]
    )


def _preparation(client: ClientSpec) -> list[str]:
    packages = [line for tool in client.tools for line in (PINS / f"{tool}.in").read_text().splitlines()]
    if not packages and not client.npm_packages:
        packages = [f"{client.generator}=={client.version}"]
    return [
        f"cp -r contract_tests/clients/{client.name} my-client",
        "cp openapi.yaml my-client",
        "cd my-client",
        *([f"pip install {' '.join(packages)}"] if packages else []),
        *(["npm ci --ignore-scripts", 'PATH="$PWD/node_modules/.bin:$PATH"'] if client.npm_packages else []),
    ]


def _command_lines(commands: str) -> list[str]:
    """Returns the commands, each with its continuation lines."""
    return re.findall(r"(?:[^\n]*\\\n)*[^\n]+", commands)

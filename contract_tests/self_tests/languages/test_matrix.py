"""The matrix of languages, as far as it can be checked without their compilers; the rest is `scripts/languages`."""

import json
import re
import shlex
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from attrs import evolve
from page import PAGE, known_failures, page
from results import Result, made_from
from rows import ADAPTERS, PINS, ROOT, Row, rows

from flowmusic_contract.cases import all_cases

ROWS = rows()
NPM_ROWS = [row for row in ROWS if (row.adapter / "package.json").exists()]
TOOLS = sorted(PINS.glob("*.in"))

README_SECTION = (
    (ROOT / "README.md").read_text().partition("## Use the spec from another language")[2].partition("\n## ")[0]
)
README_COMMANDS = re.findall(r"^\$ ((?:.*\\\n)*.*)$", README_SECTION, re.MULTILINE)
README_PROGRAMS = re.findall(r"^```(go|java|typescript)\n(.*?)^```", README_SECTION, re.MULTILINE | re.DOTALL)

each_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
each_npm_row = pytest.mark.parametrize("row", NPM_ROWS, ids=lambda row: row.name)


def test_every_adapter_has_a_row() -> None:
    """No adapter is left out of the matrix, and no row is without an adapter."""

    assert sorted(row.name for row in ROWS) == sorted(folder.name for folder in ADAPTERS.iterdir())


@each_row
def test_an_adapter_is_short(row: Row) -> None:
    """A program to copy has at most 40 lines."""

    programs = [path for path in row.adapter.iterdir() if path.stem.lower() == "client"]
    assert [True] == [len(program.read_text().splitlines()) <= 40 for program in programs]


@each_row
def test_every_known_failure_names_a_case(row: Row) -> None:
    """What is known to fail is a case, or a pattern of cases, that a client is made to do."""

    ids = [case.id for case in all_cases()]
    places = [entry.place for entry in known_failures(row)]
    assert places == [place for place in places if any(fnmatchcase(case, place) for case in ids)]


@each_npm_row
def test_npm_packages_are_pinned_to_a_version(row: Row) -> None:
    """Each package is asked for in one version, and the lock file has the same."""

    asked = json.loads((row.adapter / "package.json").read_text())["dependencies"]
    locked = json.loads((row.adapter / "package-lock.json").read_text())["packages"]
    assert asked == {name: locked[f"node_modules/{name}"]["version"] for name in asked}


@each_npm_row
def test_lock_files_name_no_registry(row: Row) -> None:
    """Where a package is downloaded from is for whoever installs it to say, but what it must be is told."""

    packages = json.loads((row.adapter / "package-lock.json").read_text())["packages"]
    others = {name: package for name, package in packages.items() if name}
    assert {} == {name: package for name, package in others.items() if "resolved" in package}
    assert {} == {name: package for name, package in others.items() if "integrity" not in package}


@each_npm_row
def test_npm_runs_no_scripts_and_writes_no_addresses(row: Row) -> None:
    """Whoever copies an adapter keeps these settings."""

    settings = set((row.adapter / ".npmrc").read_text().splitlines())
    assert {"ignore-scripts=true", "omit-lockfile-registry-resolved=true"} <= settings


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.stem)
def test_tools_from_pypi_are_pinned_with_hashes(tool: Path) -> None:
    """Each tool is in its pins, and every line of them has a hash."""

    pins = tool.with_suffix(".txt").read_text()
    asked = {re.split(r"[=<>]", line)[0] for line in tool.read_text().splitlines()}
    pinned = re.findall(r"^([a-z0-9._-]+)==\S+(?: ; [^\\]+)? \\\n    --hash=sha256:", pins, re.MULTILINE)
    assert asked <= set(pinned)
    assert len(re.findall(r"^[a-z0-9]", pins, re.MULTILINE)) == len(pinned)


def test_every_tool_is_needed_by_a_row() -> None:
    """No pins are kept that nobody asks for, and none are missing."""

    assert {tool.stem for tool in TOOLS} == {tool for row in ROWS for tool in row.tools}


def test_the_page_lists_exactly_the_rows() -> None:
    """Each row stands in generated/LANGUAGES.md, in its place, with the version of its generator."""

    listed = re.findall(r"^\| \[`([^`]+)`\][^|]*\| [^|]+ \| ([^|]+) \|", PAGE.read_text(), re.MULTILINE)
    assert [(row.name, row.generated_by) for row in ROWS] == listed


def test_the_page_tells_every_known_failure() -> None:
    """Each known failure stands there with its reason and its cases, and no other does."""

    told = re.findall(r"^- `(client\.[^`]+)`: (.*)\. In (.*)\.$", PAGE.read_text(), re.MULTILINE)
    entries = [entry for row in ROWS for entry in known_failures(row)]
    assert sorted((entry.rule, entry.reason, entry.place) for entry in entries) == sorted(
        (rule, reason, place) for rule, reason, places in told for place in re.findall("`([^`]+)`", places)
    )


def test_a_row_that_was_not_run_is_not_said_to_keep_anything() -> None:
    """It says why instead."""

    text = page([(ROWS[0], Result(not_run="swiftc not on the path"))])
    assert "| not run | not run | not run |" in text
    assert "swiftc not on the path" in text
    assert "yes" not in text


def test_a_client_made_in_another_way_is_another_client() -> None:
    """No result is kept for a row that is written differently."""

    row = ROWS[0]
    assert made_from(row) != made_from(evolve(row, generate="true"))


@pytest.mark.parametrize("command", README_COMMANDS)
def test_the_readme_generates_as_the_matrix_does(command: str) -> None:
    """What the README tells to type is what a row runs, or installs what a row has pinned."""

    words = shlex.split(command.removeprefix("npx ").replace("\\\n", " "))
    run_by_a_row = [
        shlex.split(line, comments=True) for row in ROWS for line in row.generate.replace("\\\n", " ").splitlines()
    ]
    assert words in run_by_a_row or (words[1] == "install" and set(words[2:]) <= pinned())


@pytest.mark.parametrize(("language", "code"), README_PROGRAMS, ids=[language for language, _ in README_PROGRAMS])
def test_the_readme_calls_as_an_adapter_does(language: str, code: str) -> None:
    """Each line of the README's programs stands in an adapter of their language, in the same order."""

    wanted = [line.strip() for line in code.splitlines()]
    adapters = [path.read_text().splitlines() for path in ADAPTERS.glob(f"{language}-*/[cC]lient.*")]
    assert wanted in [[line.strip() for line in adapter if line.strip() in wanted] for adapter in adapters]


def test_the_readme_has_the_short_form() -> None:
    """Its table has, for each language, how many cases each client keeps."""

    line = re.compile(
        r"^\| \[`[^-]+-([^`]+)`\][^|]*\| ([^|]+) \|[^|]*\|[^|]*\|[^|]*\| (?:(\d+) of \d+|not run) \|", re.MULTILINE
    )
    languages: dict[str, list[str]] = {}
    for client, language, kept in line.findall(PAGE.read_text()):
        languages.setdefault(language, []).append(f"{client} {kept or 'not run'}")
    assert [f"| {language} | {', '.join(clients)} |" for language, clients in languages.items()] == re.findall(
        r"^\| [A-Z].* \|$", README_SECTION, re.MULTILINE
    )


def pinned() -> set[str]:
    """Returns every package that a row asks for, with its version, as it is installed."""
    manifests = [json.loads((row.adapter / "package.json").read_text()) for row in NPM_ROWS]
    from_npm = {f"{name}@{version}" for manifest in manifests for name, version in manifest["dependencies"].items()}
    return from_npm | {line for tool in TOOLS for line in tool.read_text().splitlines()}

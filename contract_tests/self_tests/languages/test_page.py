"""docs/languages.md: its table, its recipes and its known failures."""

import re

import pytest

from devtools.languages.clients import ClientSpec, load_clients
from devtools.languages.markdown import PAGE, blocks
from devtools.languages.results import read_results
from devtools.languages.suite import parse_known_failures
from devtools.paths import ROOT

CLIENT_SPECS = load_clients()
TEXT = PAGE.read_text()
MARKS = re.findall(r'docs\.languages\("(.*)"\)', TEXT)
RECIPES = load_clients([mark.removeprefix("recipe ") for mark in MARKS if mark.startswith("recipe ")])

each_recipe = pytest.mark.parametrize("client", RECIPES, ids=lambda client: client.name)


def block(name: str) -> str:
    """Returns the text of a block of the page."""
    return TEXT.partition(f'docs.languages("{name}")')[2].partition("<!-- [[[end]]] -->")[0]


def console(client: ClientSpec) -> str:
    """Returns the commands that the page prints for a client, as a shell would read them."""
    [commands] = re.findall(r"^```console\n(.*?)^```", block(f"recipe {client.name}"), re.MULTILINE | re.DOTALL)
    return re.sub(r"^\$ ", "", commands, flags=re.MULTILINE)


def test_the_page_has_every_block() -> None:
    """It has a recipe for each of four languages, the table and the known failures."""

    languages = [client.language for client in RECIPES]
    assert ["Python", "TypeScript", "Go", "Java"] == languages
    assert {"summary", "table", "known failures"} <= set(MARKS)


def test_the_table_has_a_line_for_each_row() -> None:
    """Each row is in the table, in its order, with the version of its generator."""

    listed = re.findall(r"^\| \[`([^`]+)`\][^|]*\| [^|]+ \| ([^|]+) \|", block("table"), re.MULTILINE)
    assert [(client.name, client.generated_by) for client in CLIENT_SPECS] == listed


def test_every_required_row_has_been_run() -> None:
    """The table shows a result for each row that is not optional."""

    not_run = re.findall(r"^\| \[`([^`]+)`\].*\| not run \|", block("table"), re.MULTILINE)
    assert [] == [client.name for client in CLIENT_SPECS if client.name in not_run and not client.optional]


def test_the_page_lists_every_known_failure() -> None:
    """Each known failure of each client is listed with its reason and its cases, and no other is."""

    listed = [
        (name, rule, reason, cases)
        for names, lines in re.findall(r"^(`.*`):\n\n((?:- .*\n)+)", block("known failures") + "\n", re.MULTILINE)
        for name in re.findall("`([^`]+)`", names)
        for rule, reason, patterns in re.findall(r"^- `(client\.[^`]+)`: (.*)\. Cases: (.*)\.$", lines, re.MULTILINE)
        for cases in re.findall("`([^`]+)`", patterns)
    ]
    assert sorted(listed) == sorted(
        (client.name, failure.rule, failure.reason, failure.cases)
        for client in CLIENT_SPECS
        for failure in parse_known_failures(client.known_failures)
    )


def test_a_row_that_was_not_run_claims_nothing() -> None:
    """Its line in the table says that it was not run."""

    [_, _, line] = blocks(CLIENT_SPECS[:1], {})["table"].splitlines()
    assert ["not run"] * 5 == line.strip("| ").split(" | ")[3:]


def test_the_table_has_the_cases_of_each_result() -> None:
    """The number of cases that each client keeps is the recorded one."""

    listed = re.findall(r"^\| \[`([^`]+)`\].*?\| (\d+) of (\d+) \|", block("table"), re.MULTILINE)
    recorded = {name: (str(result.cases_kept), str(result.cases)) for name, result in read_results().items()}
    assert recorded == {name: (kept, cases) for name, kept, cases in listed}


@each_recipe
def test_a_recipe_prints_the_tested_program(client: ClientSpec) -> None:
    """The program on the page is the adapter, to the last character."""

    [program] = re.findall(
        r"^```(?!console)[a-z]+\n(.*?)^```", block(f"recipe {client.name}"), re.MULTILINE | re.DOTALL
    )
    assert client.program.read_text() == program


@each_recipe
def test_a_recipe_has_the_tested_commands(client: ClientSpec) -> None:
    """The page generates, compiles and starts the client as its row does."""

    compiled = "" if client.language == "Python" else client.check
    assert f"{client.generate.strip()}\n{compiled}".strip() in console(client)
    assert f"\n{client.run} --base-url " in console(client)


@each_recipe
def test_a_recipe_starts_in_a_copy_of_the_adapter(client: ClientSpec) -> None:
    """It copies the folder and the spec, as the matrix does, so that every file is there."""

    copied = [f"cp -r {client.adapter.relative_to(ROOT)} my-client", "cp openapi.yaml my-client", "cd my-client"]
    assert copied == console(client).splitlines()[:3]


@each_recipe
def test_a_recipe_installs_what_the_row_has_pinned(client: ClientSpec) -> None:
    """Each package that pip installs is pinned to the version that the row is run with."""

    words = re.findall(r"^pip install (.*)$", console(client), re.MULTILINE)
    files = client.pins or ([] if client.npm_packages else [ROOT / "scripts/locks/dev.txt"])
    pins = {pin for file in files for pin in re.findall(r"^\S+==\S+", file.read_text(), re.MULTILINE)}
    installed = " ".join(words).split()
    assert bool(files) == bool(installed)
    assert set(installed) <= pins

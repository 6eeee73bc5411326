"""The adapters and the pins of their tools, as far as no compiler is needed; scripts/languages does the rest."""

import json
import re
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from devtools.languages.clients import CLIENTS, PINS, ClientSpec, load_clients
from devtools.languages.suite import case_ids, parse_known_failures

CLIENT_SPECS = load_clients()
NPM_CLIENTS = [client for client in CLIENT_SPECS if client.npm_packages]
TOOLS = sorted(PINS.glob("*.in"))

each_client = pytest.mark.parametrize("client", CLIENT_SPECS, ids=lambda client: client.name)
each_npm_client = pytest.mark.parametrize("client", NPM_CLIENTS, ids=lambda client: client.name)


def test_every_adapter_has_a_row() -> None:
    """The matrix leaves out no adapter, and no row is without an adapter."""

    folders = [folder.name for folder in CLIENTS.iterdir() if folder.is_dir() and folder != PINS]
    assert sorted(client.name for client in CLIENT_SPECS) == sorted(folders)


@each_client
def test_an_adapter_is_short(client: ClientSpec) -> None:
    """A program to copy has at most 50 lines."""

    assert len(client.program.read_text().splitlines()) <= 50


@each_client
def test_every_known_failure_names_a_case(client: ClientSpec) -> None:
    """Each known failure is a client case, or a pattern of client cases."""

    patterns = [failure.cases for failure in parse_known_failures(client.known_failures)]
    assert patterns == [pattern for pattern in patterns if any(fnmatchcase(case, pattern) for case in case_ids())]


@each_npm_client
def test_npm_packages_are_pinned_to_a_version(client: ClientSpec) -> None:
    """Each package is required in one version, and the lock file has the same."""

    locked = json.loads((client.adapter / "package-lock.json").read_text())["packages"]
    assert client.npm_packages == {name: locked[f"node_modules/{name}"]["version"] for name in client.npm_packages}


@each_npm_client
def test_lock_files_name_no_registry(client: ClientSpec) -> None:
    """A lock file has the hash of each package, and no address: each user chooses the registry."""

    packages = json.loads((client.adapter / "package-lock.json").read_text())["packages"]
    others = {name: package for name, package in packages.items() if name}
    assert {} == {name: package for name, package in others.items() if "resolved" in package}
    assert {} == {name: package for name, package in others.items() if "integrity" not in package}


@each_npm_client
def test_npm_runs_no_scripts_and_writes_no_addresses(client: ClientSpec) -> None:
    """The settings that are copied with an adapter run no install scripts, and keep addresses out of the lock file."""

    settings = set((client.adapter / ".npmrc").read_text().splitlines())
    assert {"ignore-scripts=true", "omit-lockfile-registry-resolved=true"} <= settings


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.stem)
def test_tools_from_pypi_are_pinned_with_hashes(tool: Path) -> None:
    """Each tool is in its pins, and every pin has a hash."""

    pins = tool.with_suffix(".txt").read_text()
    required = {re.split(r"[=<>]", line)[0] for line in tool.read_text().splitlines()}
    pinned = re.findall(r"^([a-z0-9._-]+)==\S+(?: ; [^\\]+)? \\\n    --hash=sha256:", pins, re.MULTILINE)
    assert required <= set(pinned)
    assert len(re.findall(r"^[a-z0-9]", pins, re.MULTILINE)) == len(pinned)


def test_every_tool_is_needed_by_a_row() -> None:
    """Each tool with pins is used by a row, and each tool of a row has pins."""

    assert {tool.stem for tool in TOOLS} == {tool for client in CLIENT_SPECS for tool in client.tools}


@pytest.mark.parametrize(
    "names",
    [
        ("ruby-openapi-generator", "ruby-openapi-generator-faraday"),
        ("python-flowmusic-usage", "python-flowmusic-usage-httpx2"),
    ],
)
def test_adapters_of_one_client_are_the_same(names: tuple[str, str]) -> None:
    """The adapters for the two libraries of a client have the same program."""

    one, other = (client.program.read_text() for client in load_clients(names))
    assert one == other


@pytest.mark.parametrize(
    ("name", "generated_by"),
    [("bash-curl", "curl (written by hand)"), ("python-aiohttp", "aiohttp 3.14.5 (written by hand)")],
)
def test_library_of_a_client_written_by_hand(name: str, generated_by: str) -> None:
    """A library has its pinned version; a program of this machine has none."""

    assert [generated_by] == [client.generated_by for client in load_clients([name])]

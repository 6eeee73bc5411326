"""The result of each row: `contract_tests/clients/results.json`, and what earlier runs left in the cache."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import asdict, field, frozen

from devtools.languages.clients import CLIENTS, ClientSpec, load_clients
from devtools.languages.fingerprints import fingerprint
from devtools.paths import CACHE
from devtools.toolchain.outcomes import NotRun

RESULTS = CLIENTS / "results.json"
BUILDS = CACHE / "languages"


@frozen(kw_only=True)
class Result:
    """The result of running a row; a step that was not reached is None."""

    generated_by: str
    generates: bool | None = None
    compiles: bool | None = None
    cases: int = 0
    cases_kept: int = 0
    """In how many cases no rule was broken."""
    broken_rules: Sequence[str] = field(default=(), converter=tuple[str, ...])
    """The rules that were broken, known failures included."""
    breaks_only_what_is_known: bool = False
    fingerprint: Mapping[str, str]

    @property
    def in_words(self) -> str:
        """The result in a few words."""
        if not self.generates:
            return "does not generate"
        if not self.compiles:
            return "does not compile"
        if not self.breaks_only_what_is_known:
            return "BROKEN: differs from its known failures"
        failures = "" if self.cases_kept == self.cases else f", known failures: {self.cases - self.cases_kept}"
        return f"keeps the contract in {self.cases_kept} of {self.cases} cases{failures}"


Outcome = Result | NotRun


def folder(client: ClientSpec) -> Path:
    """Returns the folder for the files of a run."""
    return BUILDS / client.name


def read_results() -> dict[str, Result]:
    """Returns the recorded result of each row that has been run."""
    saved: dict[str, Any] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    return {name: Result(**each) for name, each in saved.items()}


def write_results(results: Mapping[str, Result]) -> None:
    """Records the results, in the order of the matrix."""
    ordered = {client.name: asdict(results[client.name]) for client in load_clients() if client.name in results}
    RESULTS.write_text(json.dumps(ordered, indent=2) + "\n")


def changes(client: ClientSpec, result: Result) -> list[str]:
    """Returns what has changed since a result was recorded; nothing if the result is current."""
    now = fingerprint(client)
    names = dict.fromkeys([*now, *result.fingerprint])
    return [name for name in names if now.get(name) != result.fingerprint.get(name)]


def load_cached(client: ClientSpec) -> Result | None:
    """Returns the result of an earlier run here, unless something that it depends on has changed."""
    try:
        result = Result(**json.loads(_cached(client).read_text()))
    except FileNotFoundError:
        return None
    return None if changes(client, result) else result


def save_cached(client: ClientSpec, result: Result) -> None:
    """Keeps a result for later runs. Failures are not kept: the network may have caused them."""
    if result.breaks_only_what_is_known:
        _cached(client).write_text(json.dumps(asdict(result)) + "\n")


def forget(client: ClientSpec) -> None:
    """Removes what earlier runs left in the cache."""
    _cached(client).unlink(missing_ok=True)
    built_from(client).unlink(missing_ok=True)


def built_from(client: ClientSpec) -> Path:
    """Returns the file with the fingerprint of what the compiled client in the cache was built from."""
    return folder(client) / "built-from.json"


def _cached(client: ClientSpec) -> Path:
    return folder(client) / "result.json"

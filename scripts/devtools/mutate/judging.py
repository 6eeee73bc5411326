"""Whether a test notices that a module has changed. All of this runs in the process of one mutant."""

import contextlib
import os
import pickle
import sys
import warnings
from collections.abc import Iterable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType
from typing import Literal

import pytest
from attrs import frozen

from devtools.mutate.targets import PACKAGE, all_tests, nearest_tests, subject_of
from devtools.paths import ROOT

_PYTEST = (
    *("-x", "-q", "-s", "--assert=plain", "--noconftest", "--disable-plugin-autoload"),
    *("-p", "no:logging", "-p", "no:cacheprovider", "--rootdir", str(ROOT)),
)


@frozen
class Recording:
    """The recorded exchanges or calls of one server or client, and what judging them must find."""

    name: str
    kind: Literal["server", "client"]
    pickled: bytes
    breaks: frozenset[str] = frozenset()
    """The ids of exactly the rules that are broken."""
    holds_all: bool = False
    """Whether every rule is exercised and held."""
    has_evidence: bool = False
    """Whether there is enough evidence for a verdict on the contract."""
    is_part: bool = False
    """Whether exchanges are left out; then no rule on the session is judged."""


def is_noticed(file: str, source: str, recordings: Sequence[Recording]) -> bool:
    """Returns whether any test fails if the module `file` has this source."""
    sys.meta_path.insert(0, _MutatedFinder(file, source))
    near = [recording for recording in recordings if recording.holds_all or recording.name.startswith(subject_of(file))]
    rest = [recording for recording in recordings if recording not in near]
    other_tests = [test for test in all_tests() if test not in nearest_tests(file)]
    try:
        return not (
            _pass(nearest_tests(file)) and _as_recorded(near, file) and _as_recorded(rest, file) and _pass(other_tests)
        )
    except Exception:  # noqa: BLE001 - a mutant that crashes is noticed
        return True


def _as_recorded(recordings: Iterable[Recording], file: str) -> bool:
    return all(is_as_recorded(recording, file) for recording in recordings)


def is_as_recorded(recording: Recording, file: str) -> bool:
    """Returns whether the rules that the module `file` has a part in find in a recording what they must find."""
    # Imported here, from the mutated source.
    from flowmusic_contract.all_rules import CLIENT_RULES, RUN_RULES, SERVER_RULES  # noqa: PLC0415
    from flowmusic_contract.engine.judge import judge_client, judge_server  # noqa: PLC0415
    from flowmusic_contract.engine.subjects import Session  # noqa: PLC0415
    from flowmusic_contract.engine.verdict import missing_evidence  # noqa: PLC0415

    all_rules = [*CLIENT_RULES, *RUN_RULES] if recording.kind == "client" else SERVER_RULES
    # A mutant in an area changes the verdicts of that area only.
    rules = [
        rule
        for rule in all_rules
        if (not file.startswith("areas/") or rule.area == subject_of(file))
        and not (recording.is_part and rule.subject is Session)
    ]
    if not rules:
        return True
    judged = pickle.loads(recording.pickled)  # noqa: S301 - pickled by this project
    verdicts = judge_client(judged, rules) if recording.kind == "client" else judge_server(judged, rules)
    if recording.holds_all and {verdict.outcome for verdict in verdicts} != {"held"}:
        return False
    if recording.has_evidence and missing_evidence(verdicts):
        return False
    broken = frozenset(verdict.rule.id for verdict in verdicts if verdict.outcome == "broken")
    return broken == recording.breaks & {rule.id for rule in rules}


def _pass(tests: Iterable[Path]) -> bool:
    paths = [str(test) for test in tests]
    if not paths:  # pytest would run all tests
        return True
    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
        return pytest.main([*_PYTEST, *paths]) == pytest.ExitCode.OK


@frozen
class _MutatedFinder(MetaPathFinder):
    """Finds the mutated source instead of the module on the disk."""

    file: str
    source: str

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Finds the one module that is mutated."""
        del path, target
        if name != ".".join([PACKAGE.name, *Path(self.file).with_suffix("").parts]):
            return None
        return spec_from_file_location(name, PACKAGE / self.file, loader=_MutatedLoader(name, self.file, self.source))


class _MutatedLoader(SourceFileLoader):
    def __init__(self, name: str, file: str, source: str) -> None:
        super().__init__(name, str(PACKAGE / file))
        self.source = source

    def get_code(self, fullname: str) -> CodeType:
        """Compiles the mutated source."""
        del fullname
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)  # a mutant may compare literals with `is`
            return compile(self.source, self.path, "exec")

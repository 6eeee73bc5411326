"""Whether the tests notice that a rule is another one. Everything here happens in a process of the mutant's own."""

import contextlib
import importlib.util
import os
import pickle
import sys
from collections.abc import Iterable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

import pytest
from attrs import frozen

TESTS = Path(__file__).resolve().parents[2] / "contract_tests"
RULES = TESTS / "flowmusic_contract" / "rules"
QUIETLY = ("-x", "-q", "-s", "--assert=plain", "--noconftest", *("-p", "no:logging", "-p", "no:cacheprovider"))

Scene = tuple[str, frozenset[str], str, bytes]
"""An id, the rules that must break, whether a server or a client is judged, and the pickled exchanges or calls."""


def is_noticed(file: str, source: str, scenes: Sequence[Scene]) -> bool:
    """Tells whether any test fails if the rules' module `file` has this source."""
    sys.meta_path.insert(0, _Mutated(file, source))
    room = Path(file).stem
    first = [scene for scene in scenes if scene[0].partition(".")[0] in ("correct", "correct client", room)]
    rest = [scene for scene in scenes if scene not in first]
    try:
        return not (
            _come_out_right(first)
            and _pass("test_client_rules.py" if file in ("client.py", "pairs.py") else "test_rules.py")
            and _come_out_right(rest)
            and _pass("test_rules.py", "test_client_rules.py", "self_tests/spec/test_spec_examples.py")
        )
    except Exception:  # noqa: BLE001 - a mutant that crashes is noticed
        return True


def _come_out_right(scenes: Iterable[Scene]) -> bool:
    return all(_comes_out_right(*scene) for scene in scenes)


def _comes_out_right(name: str, breaks: frozenset[str], judged: str, recorded: bytes) -> bool:
    from flowmusic_contract.examine import examine_client, examine_server, unseen  # noqa: PLC0415 - the mutant's

    verdicts = (examine_client if judged == "client" else examine_server)(pickle.loads(recorded))  # noqa: S301 - our own
    if name.startswith("correct"):
        return {verdict.outcome for verdict in verdicts} == {"held"}
    if name.startswith("variations.") and unseen(verdicts):
        return False
    return breaks == frozenset(verdict.rule.id for verdict in verdicts if verdict.outcome == "broken")


def _pass(*tests: str) -> bool:
    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
        files = [str(TESTS / test) for test in tests]
        return pytest.main([*QUIETLY, "--rootdir", str(TESTS.parent), *files]) == pytest.ExitCode.OK


@frozen
class _Mutated(MetaPathFinder):
    """Gives the mutated source to whoever imports the module."""

    file: str
    source: str

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Finds the one module that is mutated."""
        del path, target
        module = f"flowmusic_contract.rules.{Path(self.file).stem}".removesuffix(".__init__")
        if name != module:
            return None
        return importlib.util.spec_from_file_location(name, RULES / self.file, loader=_Loader(name, self))


class _Loader(SourceFileLoader):
    def __init__(self, name: str, mutated: _Mutated) -> None:
        super().__init__(name, str(RULES / mutated.file))
        self.mutated = mutated

    def get_code(self, fullname: str) -> CodeType:
        """Compiles the source that is not on the disk."""
        del fullname
        return compile(self.mutated.source, self.path, "exec")

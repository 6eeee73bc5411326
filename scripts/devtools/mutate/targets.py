"""Which modules are mutated, and which tests decide about a mutant."""

import re
from collections.abc import Iterable
from pathlib import Path

from devtools.paths import ROOT

CONTRACT_TESTS = ROOT / "contract_tests"
PACKAGE = CONTRACT_TESTS / "flowmusic_contract"

_NOT_DECIDING = ("__init__", "baseline", "client_fault", "fault", "fault_parts", "report", "usage")
"""The modules of the engine that have no part in a verdict: reports, baselines, faults and types."""

_FROM_AREA = re.compile(r"^from flowmusic_contract\.(areas\.\w+\.\w+) import", re.MULTILINE)

_DECIDING = ("areas/test_*", "engine/test_*", "spec/test_spec*")
_REPLACED = ("test_kill_matrix.py",)
"""The recordings are the same, and faster."""

_UNCONCERNED = ("test_faults.py",)
"""It compares responses and judges none."""

_SLOW = ("test_robustness.py",)
"""It finds only crashes, and takes longer than all others."""


def targets() -> list[str]:
    """Returns the paths in the package of all modules that are mutated, such as `areas/summary/rules.py`."""
    rules = [path.relative_to(PACKAGE).as_posix() for path in PACKAGE.glob("areas/*/*rules.py")]
    engine = [f"engine/{path.name}" for path in PACKAGE.glob("engine/*.py") if path.stem not in _NOT_DECIDING]
    return sorted(["all_rules.py", *rules, *_helpers_of(rules), *engine])


def _helpers_of(rules: Iterable[str]) -> set[str]:
    """Returns the modules that rules import from their own folders."""
    imported = (name for file in rules for name in _FROM_AREA.findall((PACKAGE / file).read_text(encoding="utf-8")))
    return {f"{name.replace('.', '/')}.py" for name in imported}


def subject_of(file: str) -> str:
    """Returns the area of a module of rules, or the name of a module of the engine."""
    path = Path(file)
    return path.parent.name if path.parts[0] == "areas" else path.stem


def nearest_tests(file: str) -> list[Path]:
    """Returns the deciding tests that are named after the subject of a module. They kill most of its mutants."""
    return [test for test in all_tests() if test.name.startswith(f"test_{subject_of(file)}")]


def all_tests() -> list[Path]:
    """Returns the files with the tests that decide about every mutant: all of the areas, the engine and the spec."""
    tests = [test for pattern in _DECIDING for test in CONTRACT_TESTS.glob(f"self_tests/{pattern}.py")]
    return sorted(test for test in tests if test.name not in (*_REPLACED, *_UNCONCERNED, *_SLOW))

"""Which modules are mutated, and which tests decide about a mutant."""

from collections.abc import Iterable
from pathlib import Path

from devtools.pinned import ROOT

CONTRACT_TESTS = ROOT / "contract_tests"
PACKAGE = CONTRACT_TESTS / "flowmusic_contract"

_ENGINE = (
    "billing",
    "contents",
    "decoding",
    "document",
    "expectation",
    "json_path",
    "rule",
    "subjects",
    "timestamps",
    "verdicts",
)
"""The other modules of the engine are about faults, reports and baselines."""


def targets() -> list[str]:
    """Returns the paths in the package of all modules that are mutated, such as `areas/summary/rules.py`."""
    rules = [path.relative_to(PACKAGE).as_posix() for path in PACKAGE.glob("areas/*/rules.py")]
    return sorted(["all_rules.py", "areas/client/pairs.py", *rules, *(f"engine/{name}.py" for name in _ENGINE)])


def subject_of(file: str) -> str:
    """Returns the area of a module of rules, or the name of a module of the engine."""
    path = Path(file)
    return path.parent.name if path.parts[0] == "areas" else path.stem


def nearest_tests(file: str) -> list[Path]:
    """Returns the test files named after the subject of a module. They run first: most mutants end there."""
    return sorted(CONTRACT_TESTS.glob(f"self_tests/*/test_{subject_of(file)}*.py"))


def all_tests() -> Iterable[Path]:
    """Returns the folders and files with the tests that decide about every mutant."""
    return [CONTRACT_TESTS / "self_tests/areas", CONTRACT_TESTS / "self_tests/engine", *_spec_tests()]


def _spec_tests() -> list[Path]:
    return sorted(CONTRACT_TESTS.glob("**/test_spec*.py"))

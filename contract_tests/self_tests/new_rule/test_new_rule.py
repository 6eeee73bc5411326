"""`scripts/new-rule` adds stubs that can be imported, in any area."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from devtools import new_rule
from devtools.paths import ROOT

AREAS = sorted(path.parent.name for path in ROOT.glob("contract_tests/flowmusic_contract/areas/*/rules.py"))


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the files that the command changes, and of the settings of ruff."""
    for name in "contract_tests/flowmusic_contract/areas", "contract_tests/self_tests/areas":
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    monkeypatch.setattr(new_rule, "ROOT", tmp_path)
    return tmp_path


def add(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(new_rule.main, words)
    return done.exit_code, done.output


def undefined_names(folder: Path) -> str:
    command = [sys.executable, "-m", "ruff", "check", "--select", "F", "--quiet", "--no-cache", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def test_stubs_import_what_they_need(repository: Path) -> None:
    """In every area, the stubs use no name that their module does not define."""
    areas = [area for area in AREAS if area != "client"]
    exit_codes = {area: add(area, "no-amount-is-zero")[0] for area in areas}

    assert (dict.fromkeys(areas, 0), "") == (exit_codes, undefined_names(repository))


def test_private_functions_stay_at_the_end(repository: Path) -> None:
    """A rule is added after the last rule, before the private functions of its module."""
    add("events", "no-amount-is-zero")
    source = (repository / "contract_tests/flowmusic_contract/areas/events/rules.py").read_text()
    names = "no_title_without_a_conversation", "no_amount_is_zero", "_first_rows"
    positions = [source.index(f"def {name}") for name in names]

    assert sorted(positions) == positions


def test_rule_is_added_once(repository: Path) -> None:
    """A rule that exists is refused, and nothing is changed."""
    rules = repository / "contract_tests/flowmusic_contract/areas/events/rules.py"
    before = rules.read_bytes()

    assert (2, "new-rule: there is a rule events.no-event-is-in-the-future already\n") == add(
        "events", "no-event-is-in-the-future"
    )
    assert before == rules.read_bytes()


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("clients", "no-amount-is-zero"), "clients is not an area of rules on servers"),
        (("client", "no-amount-is-zero"), "client is not an area of rules on servers"),
        (("events", "NoAmountIsZero"), "NAME must be in kebab case"),
        (("events", "amount"), "NAME must be in kebab case with several words"),
    ],
)
def test_mistake_is_explained(repository: Path, words: tuple[str, ...], problem: str) -> None:
    """A wrong area or name is refused with the reason."""
    del repository
    exit_code, output = add(*words)

    assert 2 == exit_code
    assert problem in output

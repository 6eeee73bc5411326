"""Mutants are judged from their own source, and the explained survivors exist."""

import pickle
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve
from click.testing import CliRunner

from devtools.mutate.__main__ import main
from devtools.mutate.command import problem_with
from devtools.mutate.judging import Recording, is_as_recorded
from devtools.mutate.mutants import Key
from devtools.mutate.recordings import without_times
from devtools.mutate.survivors import FILE, entry_of, explained
from devtools.mutate.targets import PACKAGE, all_tests, nearest_tests, subject_of, targets
from flowmusic_contract.engine.exchange import Exchange, RequestIntent, Transfer
from self_tests.samples import NOON

EXPLAINED = explained(FILE.read_text(encoding="utf-8"))
BILLING = "engine/billing.py"
UNCHANGED: Key = (BILLING, "unchanged", "", "")

JUDGE = """
import sys
from devtools.mutate.judging import is_noticed
from devtools.mutate.targets import PACKAGE
source = (PACKAGE / "engine/json_path.py").read_text()
print(is_noticed("engine/json_path.py", source.replace("[*]", sys.argv[1]), []))
"""


def python(program: str, *arguments: str) -> str:
    command = [sys.executable, "-P", "-c", program, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("module", ["__main__", "command", "judging", "processes"])
def test_mutated_modules_are_imported_fresh(module: str) -> None:
    """The process that starts the mutants imports none of the modules that are mutated."""
    imported = python(f"import sys, devtools.mutate.{module}; print(*sys.modules)").split()

    assert [] == [name for name in imported if name.startswith("flowmusic_contract")]


def test_mutant_is_judged_from_its_source() -> None:
    """A test notices another form of a path. Each run begins with an unchanged module, which must survive."""

    assert "True\n" == python(JUDGE, "[]")


def test_help_starts_nothing() -> None:
    """`--help` imports neither pytest nor cosmic-ray."""
    program = "import sys; from devtools.mutate.__main__ import main; main(['--help'], standalone_mode=False)"
    *_, modules = python(f"{program}; print(*sys.modules)").splitlines()

    assert set() == {"pytest", "cosmic_ray", "devtools.mutate.command"} & set(modules.split())


def test_unknown_module_is_refused() -> None:
    """A module that is not mutated is an error of the user, exit 2."""
    done = CliRunner().invoke(main, ["--file", "engine/report.py"])

    assert 2 == done.exit_code
    assert "'engine/report.py' is not one of" in done.stderr


@pytest.mark.parametrize(
    ("surviving", "problem"),
    [
        ([UNCHANGED], ""),
        ([], "the tests fail without any change"),
        ([(BILLING, "broken", "", "")], "the tests fail without any change"),
        (
            [UNCHANGED, (BILLING, "broken", "", ""), ("engine/rule.py", "broken", "", "")],
            "nothing imports engine/billing.py, engine/rule.py from the mutated source",
        ),
    ],
)
def test_controls(surviving: list[Key], problem: str) -> None:
    """The mutants can be judged if the unchanged module survives and no broken module does."""

    assert problem == problem_with(surviving, [BILLING, "engine/rule.py"])


AT_NOON = (("date", "Wed, 03 Jun 2026 12:00:00 GMT"),)
FIRST = Exchange(RequestIntent(fingerprint=("a",)), 200, AT_NOON, b"{}", Transfer(None, 1, 10), NOON)


@pytest.mark.parametrize(
    ("changes", "is_same"),
    [
        ({"headers": (("date", "Wed, 03 Jun 2026 12:01:00 GMT"),), "sent_at": NOON + timedelta(minutes=1)}, True),
        ({"headers": (("date", "Wed, 03 Jun 2026 13:00:00 GMT"),)}, False),
        ({"transfer": Transfer(None, 10, 10)}, True),
        ({"transfer": Transfer(None, 11, 10)}, False),
        ({"body": b"[]"}, False),
        ({"status": 404}, False),
    ],
)
def test_known_exchange(changes: dict[str, Any], is_same: bool) -> None:  # noqa: FBT001 - a table
    """An exchange is left out of a recording if it differs from a known one only in when it took place."""

    assert is_same == (without_times(FIRST) == without_times(evolve(FIRST, **changes)))


@pytest.mark.parametrize("is_part", [True, False])
def test_part_of_a_session(is_part: bool) -> None:  # noqa: FBT001 - a table
    """The rules on a session are not judged if exchanges are left out."""
    exchanges = pickle.dumps([FIRST, evolve(FIRST, status=404)])
    recording = Recording("a", "server", exchanges, is_part=is_part)

    assert is_part == is_as_recorded(recording, "areas/consistency/rules.py")


@pytest.mark.parametrize("file", targets())
def test_target_exists(file: str) -> None:
    """Every module that is mutated exists."""

    assert (PACKAGE / file).is_file()


def test_every_area_is_mutated() -> None:
    """The rules of every area are mutated."""
    areas = {path.parent.name for path in PACKAGE.glob("areas/*/rules.py")}

    assert areas == {subject_of(file) for file in targets() if file.endswith("/rules.py")}


def test_tests_that_decide_exist() -> None:
    """Every path of tests exists, and a module of rules has tests of its own."""

    assert all(path.exists() for path in all_tests())
    assert ["test_summary_rules.py"] == [path.name for path in nearest_tests("areas/summary/rules.py")]


@pytest.mark.parametrize("key", EXPLAINED, ids=lambda key: f"{key[0]}:{key[1]}: {key[3]}")
def test_explained_line_exists(key: Key) -> None:
    """The module of an explained mutant still has the line that is changed."""
    file, _, before, _ = key

    assert before in " ".join((PACKAGE / file).read_text(encoding="utf-8").split())


def test_mutants_are_explained_once() -> None:
    """No mutant is explained twice."""

    assert sorted(set(EXPLAINED)) == sorted(EXPLAINED)


def test_explanation() -> None:
    """An explanation has the location, both lines and a reason; lines with # are comments."""
    key = BILLING, "total", "return 1", "return 2"

    assert [key] == explained(f"# Comment\n\n{entry_of(key)}\n  The reason.\n")


@pytest.mark.parametrize("reason", ["", "The reason.", "  The\n  reason."])
def test_explanation_without_a_reason_is_refused(reason: str) -> None:
    """A reason is one line, indented by two spaces."""
    with pytest.raises(ValueError, match=r"expected a location, a line with -, one with \+ and a reason"):
        explained(f"{BILLING}  total\n- return 1\n+ return 2\n{reason}\n")

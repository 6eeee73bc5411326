"""Mutants are judged from their own source, and the explained survivors exist."""

import subprocess
import sys

import pytest
from click.testing import CliRunner

from devtools.mutate.__main__ import main
from devtools.mutate.command import problem_with
from devtools.mutate.mutants import Key
from devtools.mutate.survivors import FILE, entry_of, explained
from devtools.mutate.targets import PACKAGE, all_tests, nearest_tests, subject_of, targets

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

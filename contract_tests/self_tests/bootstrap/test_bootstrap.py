"""`scripts/bootstrap` sets up once, completely, and only in an environment that it made."""

import shutil
import subprocess
import sys
import venv
from pathlib import Path
from threading import Barrier, Thread

import pytest

from devtools import bootstrap
from devtools.bootstrap import (
    INSTALLED,
    BootstrapError,
    Environment,
    choose,
    only_one,
    requirements_of,
    run_pip,
    set_up,
)

LOCK = "scripts/locks/contract.txt"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with what the set-up reads, in a folder whose name has a blank."""
    root = tmp_path / "a repository"
    (root / "scripts/locks").mkdir(parents=True)
    for name in LOCK, "scripts/locks/dev.txt", "pyproject.toml":
        (root / name).write_text(f"{name} 1\n")
    return root


@pytest.fixture
def pip(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What each call of pip would install: the text of a file of requirements, or a folder. No call is made."""
    calls: list[str] = []

    def record(_environment: Environment, *arguments: str) -> None:
        path = Path(arguments[-1])
        calls.append(path.read_text().strip() if path.is_file() else str(path))

    monkeypatch.setattr(bootstrap, "run_pip", record)
    return calls


def _set_up(root: Path, lock: str = "contract") -> Environment:
    with only_one(root) as lock_file:
        environment = Environment(root, choose(root), lock_file)
        set_up(environment, lock)
    return environment


def _bootstrap(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    scripts = Path(__file__).parents[3] / "scripts"
    script = shutil.copy(scripts / "bootstrap", root / "scripts/bootstrap")
    return subprocess.run([script, *options], capture_output=True, text=True, check=False)


def test_first_set_up_installs_lock_and_project(root: Path, pip: list[str]) -> None:
    """The first set-up makes an environment and installs the lock, then the project."""
    environment = _set_up(root)

    assert [f"{LOCK} 1", str(root)] == pip
    assert (root / ".venv/bin/python") == environment.python
    assert environment.python.exists()


def test_second_set_up_installs_nothing(root: Path, pip: list[str]) -> None:
    """What is up to date is left alone."""
    _set_up(root)
    pip.clear()

    _set_up(root)

    assert [] == pip


def test_one_line_of_progress(root: Path, pip: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A set-up says in one line what it installs, and where."""
    _set_up(root)

    assert ("", f"bootstrap: installing {LOCK} into .venv, once ...\n") == capsys.readouterr()
    assert pip


def test_changed_lock_is_installed_into_the_same_environment(root: Path, pip: list[str]) -> None:
    """An environment that is in use is updated, not made anew."""
    kept = _set_up(root).folder / "kept"
    kept.touch()
    pip.clear()
    (root / LOCK).write_text("2\n")

    _set_up(root)

    assert ["2"] == pip
    assert kept.exists()


def test_changed_project_is_installed(root: Path, pip: list[str]) -> None:
    """A change of `pyproject.toml` installs the project again, and nothing else."""
    _set_up(root)
    pip.clear()
    (root / "pyproject.toml").write_text("2\n")

    _set_up(root)

    assert [str(root)] == pip


def test_developers_tools_include_the_rest(root: Path, pip: list[str]) -> None:
    """After the set-up for developers, the smaller one has nothing to do."""
    _set_up(root, "dev")
    pip.clear()

    _set_up(root)

    assert [] == pip


def test_interrupted_set_up_is_repeated(root: Path, pip: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A partial environment does not count as done."""

    def fail(_environment: Environment, *_arguments: str) -> None:
        raise BootstrapError("interrupted")

    with monkeypatch.context() as patch:
        patch.setattr(bootstrap, "run_pip", fail)
        with pytest.raises(BootstrapError):
            _set_up(root)

    _set_up(root)

    assert [f"{LOCK} 1", str(root)] == pip


def test_requirements_of_a_lock() -> None:
    """Each requirement has its hashes, and no other requirement's."""
    requirements = ["a==1 \\\n    --hash=1 \\\n    --hash=2\n    # via c\n", "b==2 ; python\n", "c==3 \\\n\t--hash=3\n"]

    assert requirements == requirements_of("# by a tool\n" + "".join(requirements))


def test_every_requirement_is_installed(root: Path, pip: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Each requirement is in one part, and pip itself is installed alone, after the others."""
    (root / LOCK).write_text("a==1\npip==2\npipx==3\nq==4\n")
    monkeypatch.setattr("os.cpu_count", lambda: 2)

    _set_up(root)

    assert (["a==1\nq==4", "pipx==3"], ["pip==2", str(root)]) == (sorted(pip[:2]), pip[2:])


def test_parts_are_installed_at_the_same_time(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No part of a lock waits for another."""
    (root / LOCK).write_text("a==1\nb==2\n")
    both = Barrier(2)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    monkeypatch.setattr(
        bootstrap, "run_pip", lambda _environment, *arguments: "--requirement" in arguments and both.wait(10)
    )

    assert _set_up(root).has(root / LOCK)


def test_part_that_fails_is_no_success(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock of which one part could not be installed is not noted as installed."""
    (root / LOCK).write_text("a==1\nb==2\n")
    monkeypatch.setattr("os.cpu_count", lambda: 2)

    def fail_for_b(_environment: Environment, *arguments: str) -> None:
        if "b==2" in Path(arguments[-1]).read_text():
            raise BootstrapError("no such release")

    monkeypatch.setattr(bootstrap, "run_pip", fail_for_b)

    with pytest.raises(BootstrapError, match="no such release"):
        _set_up(root)
    assert not Environment(root, root / ".venv", 2).has(root / LOCK)


@pytest.mark.parametrize("broken", ["bin/python", "pyvenv.cfg"])
def test_broken_environment_is_made_anew(root: Path, pip: list[str], broken: str) -> None:
    """Without its Python, or as a mere link to the base Python, an environment of ours is replaced."""
    folder = _set_up(root).folder
    (folder / broken).unlink()
    pip.clear()

    _set_up(root)

    assert [f"{LOCK} 1", str(root)] == pip
    assert (folder / broken).exists()


def test_moved_repository_is_set_up_anew(root: Path, pip: list[str]) -> None:
    """Scripts in an environment hold its path, so it cannot move."""
    _set_up(root)
    moved = root.rename(root.parent / "moved")
    pip.clear()

    _set_up(moved)

    assert [f"{LOCK} 1", str(moved)] == pip


def test_foreign_environment_is_not_touched(root: Path, pip: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A `.venv` that somebody else made stays as it is; ours is in `.cache/venv` then."""
    venv.create(root / ".venv")
    before = sorted((root / ".venv").rglob("*"))

    environment = _set_up(root)

    assert root / ".cache/venv" == environment.folder
    assert before == sorted((root / ".venv").rglob("*"))
    assert ".venv was not made by this script and stays as it is" in capsys.readouterr().err
    assert pip


def test_link_is_foreign(root: Path) -> None:
    """A `.venv` that links to another folder is not ours, even if that folder is marked."""
    (root / "elsewhere" / INSTALLED).mkdir(parents=True)
    (root / ".venv").symlink_to(root / "elsewhere")

    assert root / ".cache/venv" == choose(root)


def test_empty_folder_may_be_used(root: Path) -> None:
    """An empty `.venv` holds nothing that could be lost."""
    (root / ".venv").mkdir()

    assert root / ".venv" == choose(root)


def test_two_foreign_environments_are_refused(root: Path) -> None:
    """If both folders belong to somebody else, the set-up says which to remove."""
    for name in ".venv", ".cache/venv":
        (root / name).mkdir(parents=True)
        (root / name / "file").touch()

    with pytest.raises(BootstrapError, match=r"neither \.venv nor \.cache/venv was made by scripts/bootstrap"):
        choose(root)


def test_pip_never_installs_outside_a_virtual_environment(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Where the environment's Python is a mere link to the base Python, pip refuses."""
    environment = Environment(root, root / ".venv", 2)
    environment.python.parent.mkdir(parents=True)
    environment.python.symlink_to(Path(sys.executable).resolve())

    with pytest.raises(BootstrapError, match="pip install failed with exit code"):
        run_pip(environment, "install", "--no-index", str(root))

    assert "Could not find an activated virtualenv (required)" in capfd.readouterr().err


def test_one_set_up_at_a_time(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second set-up says that it waits, and starts when the first one has ended."""
    order: list[str] = []

    def second() -> None:
        with only_one(root):
            order.append("second")

    thread = Thread(target=second)
    with only_one(root):
        thread.start()
        thread.join(0.3)
        order.append("first")
    thread.join()

    assert ["first", "second"] == order
    assert "bootstrap: waiting for another set-up of this folder to end ...\n" == capsys.readouterr().err


@pytest.mark.parametrize(("option", "lock"), [("", "contract"), ("--dev", "dev")])
def test_script_prints_the_python_that_is_ready(root: Path, pip: list[str], option: str, lock: str) -> None:
    """Once the environment is up to date, the script prints its Python and starts none."""
    environment = _set_up(root, lock)
    environment.python.unlink()
    environment.python.symlink_to("/bin/false")

    done = _bootstrap(root, *option.split())

    assert (0, f"{environment.python}\n", "") == (done.returncode, done.stdout, done.stderr)
    assert pip


@pytest.mark.parametrize("changed", [LOCK, "pyproject.toml"])
def test_script_notices_a_change(root: Path, pip: list[str], changed: str) -> None:
    """After a change of the lock or the project, the environment is not ready."""
    _set_up(root)
    (root / changed).write_text("2\n")

    assert 1 == _bootstrap(root, "--ready").returncode
    assert pip


def test_script_refuses_an_old_python(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python that is too old is named, with the variable that selects another."""
    monkeypatch.setenv("PYTHON", "/bin/false")

    done = _bootstrap(root)

    refusal = "bootstrap: /bin/false is not Python 3.11 or later with venv; set PYTHON to one that is\n"
    assert (2, "", refusal) == (done.returncode, done.stdout, done.stderr)

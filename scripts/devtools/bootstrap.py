"""Installs a lock of `scripts/locks` and this project into an environment; `scripts/bootstrap` starts it.

It runs before anything is installed, so it imports the standard library only.
"""

import fcntl
import filecmp
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

INSTALLED = ".flowmusic-usage"
"""The folder in an environment that marks it as ours, with copies of the files that it was installed from."""

_REDIRECTS = {"PIP_PREFIX", "PIP_ROOT", "PIP_TARGET", "PIP_USER", "PYTHONHOME", "PYTHONPATH"}
"""Variables that make pip install elsewhere, or run other code than its own."""

_HAS_PIP = importlib.util.find_spec("pip") is not None
"""Whether the Python that runs this has pip; then the environment needs none, which saves 3 s and 25 MB."""

_MOST_AT_ONCE = 4
"""How many pips install parts of a lock at the same time, at most: each costs the index a connection."""


class BootstrapError(Exception):
    """The environment could not be set up; says in one line why."""


@dataclass(frozen=True)
class Environment:
    """The virtual environment that the scripts of `root` run in."""

    root: Path
    folder: Path
    lock_file: int
    """Inherited by every child, so that the lock is held until the last of them has ended."""

    @property
    def python(self) -> Path:
        """Its Python."""
        return self.folder / "bin" / "python"

    def has(self, source: Path) -> bool:
        """Whether it was installed from `source` as it is now."""
        copy = self.folder / INSTALLED / source.name
        return copy.exists() and filecmp.cmp(copy, source, shallow=False)

    def remember(self, source: Path) -> None:
        """Notes that it was installed from `source`."""
        shutil.copyfile(source, self.folder / INSTALLED / source.name)

    def forget(self, source: Path) -> None:
        """Notes that what was installed from `source` is about to change."""
        (self.folder / INSTALLED / source.name).unlink(missing_ok=True)


def main() -> int:
    """Installs what is missing and prints the path of the environment's Python."""
    root, lock = Path(sys.argv[1]), sys.argv[2]
    try:
        with only_one(root) as lock_file:
            environment = Environment(root, choose(root), lock_file)
            set_up(environment, lock)
    except BootstrapError as error:
        print(f"bootstrap: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    print(environment.python)
    return 0


@contextmanager
def only_one(root: Path) -> Generator[int]:
    """Waits until no other set-up of `root` is under way; yields the file that says so."""
    path = root / ".cache" / "bootstrap.lock"
    path.parent.mkdir(exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("bootstrap: waiting for another set-up of this folder to end ...", file=sys.stderr)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield file.fileno()


def choose(root: Path) -> Path:
    """Returns the folder to install into: `.venv`, or `.cache/venv` if somebody else made `.venv`."""
    for folder in root / ".venv", root / ".cache" / "venv":
        if _is_ours(folder):
            return folder
    raise BootstrapError("neither .venv nor .cache/venv was made by scripts/bootstrap; remove one of them")


def _is_ours(folder: Path) -> bool:
    if folder.is_symlink():
        return False
    return not folder.exists() or (folder / INSTALLED).is_dir() or (folder.is_dir() and not any(folder.iterdir()))


def set_up(environment: Environment, lock: str) -> None:
    """Brings the environment up to date with `lock` and with `pyproject.toml`."""
    locks = environment.root / "scripts" / "locks"
    wanted = locks / f"{lock}.txt"
    is_whole = _is_whole(environment)
    if not is_whole or not environment.has(wanted):
        _announce(environment, wanted)
        if not is_whole:
            _make(environment)
        environment.forget(wanted)
        _install(environment, wanted)
        if lock == "dev":  # which contains the other
            environment.remember(locks / "contract.txt")
        environment.remember(wanted)
    project = environment.root / "pyproject.toml"
    if not environment.has(project):
        offline = ["--no-deps", "--no-build-isolation", "--no-index"]
        run_pip(environment, "install", *offline, "--editable", str(environment.root))
        environment.remember(project)


def _install(environment: Environment, lock: Path) -> None:
    """Installs the lock in parts at the same time, because one pip keeps one processor busy and often waits."""
    requirements = requirements_of(lock.read_text(encoding="utf-8"))
    # pip itself comes last: the environment's own one cannot be replaced while it runs.
    pip = [each for each in requirements if each.startswith("pip==")]
    others = [each for each in requirements if each not in pip]
    count = min(os.cpu_count() or 1, _MOST_AT_ONCE)
    _install_parts(environment, ["".join(others[start::count]) for start in range(min(count, len(others)))])
    if pip:
        _install_parts(environment, pip)


def requirements_of(lock: str) -> list[str]:
    """Returns the requirements of a lock, each with the lines of its hashes."""
    return re.findall(r"^[^\s#].*\n(?:[ \t].*\n)*", lock, re.MULTILINE)


def _install_parts(environment: Environment, parts: list[str]) -> None:
    # The lock names all that is needed, as a test checks: not to search for more saves 2 s.
    options = ["--no-compile", "--no-deps", "--require-hashes"]
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(len(parts)) as pool:
        files = [Path(folder) / f"part-{number}.txt" for number in range(1, len(parts) + 1)]
        for file, part in zip(files, parts, strict=True):
            file.write_text(part, encoding="utf-8")
        commands = [["install", *options, "--requirement", str(file)] for file in files]
        runs = [pool.submit(run_pip, environment, *command) for command in commands]
    for run in runs:
        run.result()


def _is_whole(environment: Environment) -> bool:
    installed = environment.folder / INSTALLED
    try:
        was_finished = (installed / "root").read_text(encoding="utf-8") == f"{environment.root}\n"
        check = f"import sys{'' if _HAS_PIP else ', pip'}; sys.exit(sys.prefix == sys.base_prefix)"
        works = subprocess.run([environment.python, "-I", "-c", check], check=False, stderr=subprocess.DEVNULL)
    except OSError:
        return False
    return was_finished and works.returncode == 0


def _announce(environment: Environment, lock: Path) -> None:
    root = environment.root
    folder = environment.folder.relative_to(root)
    other = "" if folder == Path(".venv") else ".venv was not made by this script and stays as it is; "
    print(f"bootstrap: {other}installing {lock.relative_to(root)} into {folder}, once ...", file=sys.stderr, flush=True)


def _make(environment: Environment) -> None:
    folder = environment.folder
    if folder.exists():
        shutil.rmtree(folder)
    (folder / INSTALLED).mkdir(parents=True)  # first, so that what an interrupted run leaves is known as ours
    venv.create(folder, with_pip=not _HAS_PIP, symlinks=True)
    (folder / INSTALLED / "root").write_text(f"{environment.root}\n", encoding="utf-8")


def run_pip(environment: Environment, *arguments: str) -> None:
    """Runs pip for the environment, and for no other Python."""
    python = str(environment.python)
    pip = [sys.executable, "-I", "-m", "pip", "--python", python] if _HAS_PIP else [python, "-I", "-m", "pip"]
    options = ["-qq", "--disable-pip-version-check", "--require-virtualenv"]
    variables = {name: value for name, value in os.environ.items() if name not in _REDIRECTS}
    command = [*pip, *options, *arguments]
    done = subprocess.run(command, check=False, env=variables, stdout=sys.stderr, pass_fds=[environment.lock_file])
    if done.returncode:
        raise BootstrapError(f"pip {arguments[0]} failed with exit code {done.returncode}, for the reason above")


if __name__ == "__main__":
    sys.exit(main())

"""`scripts/release`: builds what a release publishes, and checks it; nothing is published."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
from collections.abc import Iterator
from pathlib import Path

import click

from devtools.paths import ROOT
from flowmusic_contract.spec import version

CHANGELOG = ROOT / "CHANGELOG.md"
DIST = ROOT / "dist"
LOCK = ROOT / "scripts/locks/contract.txt"


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("tag", required=False)
def main(tag: str | None) -> None:
    """Build the sdist and the wheel in dist/, and check the contract with the wheel.

    With TAG, first check that TAG and CHANGELOG.md agree with the version in openapi.yaml.
    """
    found = [] if tag is None else list(problems(tag, version(), CHANGELOG.read_text(encoding="utf-8")))
    for problem in found:
        click.echo(f"release: {problem}", err=True)
    if found:
        sys.exit(1)
    try:
        build(ROOT, DIST)
        [wheel] = DIST.glob("*.whl")
        check(wheel)
    except subprocess.CalledProcessError as error:
        click.echo(f"release: {' '.join(map(str, error.cmd))} failed, for the reason above", err=True)
        sys.exit(1)
    for path in sorted(DIST.iterdir()):
        click.echo(f"{path.relative_to(ROOT)} is ready")


def problems(tag: str, released: str, changelog: str) -> Iterator[str]:
    """Yields why a tag cannot be released."""
    if tag != f"v{released}":
        yield f"the tag is {tag}, but the version in openapi.yaml is {released}; the tag must be v{released}"
    heading = re.compile(rf"^## {re.escape(released)} \(\d{{4}}-\d\d-\d\d\)$", re.MULTILINE)
    if not heading.search(changelog):
        yield f"CHANGELOG.md has no heading '## {released} (<date>)'"


def build(source: Path, dist: Path) -> None:
    """Builds the sdist and, from nothing but the sdist, the wheel."""
    shutil.rmtree(dist, ignore_errors=True)
    _hatchling(source, "sdist", dist)
    [sdist] = dist.iterdir()
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(sdist) as archive:
            archive.extractall(folder, filter="data")
        [unpacked] = Path(folder).iterdir()
        _hatchling(unpacked, "wheel", dist)


def check(wheel: Path) -> None:
    """Checks the contract with the wheel alone, in a new environment and outside the repository."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True, symlinks=True)
        programs = Path(folder) / "bin"
        python = str(programs / "python")
        pip = [python, "-I", "-m", "pip", "-qq", "--disable-pip-version-check", "install", "--no-deps"]
        _run(*pip, "--require-hashes", "--requirement", LOCK, folder=folder)
        _run(*pip, "--no-index", wheel, folder=folder)
        _run(programs / "flowmusic-contract", folder=folder)


def _hatchling(source: Path, target: str, dist: Path) -> None:
    _run(sys.executable, "-P", "-m", "hatchling", "build", "--target", target, "--directory", dist, folder=source)


def _run(*command: str | Path, folder: str | Path) -> None:
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run(command, cwd=folder, env=variables, stdout=sys.stderr, check=True)


if __name__ == "__main__":
    main(prog_name="scripts/release")

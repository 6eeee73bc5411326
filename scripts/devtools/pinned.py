"""Packages that one command needs, apart from those of the environment: installed once, from a lock file."""

import shutil
import subprocess
import sys
from pathlib import Path

import click

from devtools.paths import ROOT


def install(lock: Path, folder: Path) -> None:
    """Installs a lock file into a folder, unless that has been done. Processes find it by `PYTHONPATH`.

    Raises:
        ClickException: if pip fails; pip has printed why.
    """
    stamp = folder / ".installed"
    wanted = f"{sys.version}\n{lock.read_text(encoding='utf-8')}"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    click.echo(f"Installing {lock.relative_to(ROOT)} ...", err=True)
    shutil.rmtree(folder, ignore_errors=True)
    pip = [sys.executable, "-I", "-m", "pip", "--require-virtualenv", "--disable-pip-version-check", "-qq", "install"]
    command = [*pip, "--require-hashes", "--requirement", str(lock), "--target", str(folder)]
    if subprocess.run(command, stdout=sys.stderr, check=False).returncode:
        raise click.ClickException(f"could not install {lock.relative_to(ROOT)}")
    stamp.write_text(wanted, encoding="utf-8")

"""The mutants of a module, each with the lines that it changes."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from attrs import frozen

from devtools.mutate.targets import PACKAGE
from devtools.paths import CACHE
from devtools.pinned import install

_HERE = Path(__file__).parent
_COSMIC_RAY = CACHE / "mutate" / "packages"

Key = tuple[str, str, str, str]
"""The module, the function or class, and the lines before and after."""


@frozen
class Mutant:
    """One change to one module."""

    file: str
    """The path of the module in the package."""
    function: str
    """The innermost function or class that is changed."""
    before: str
    after: str
    source: str
    """The whole module with the change."""

    @property
    def key(self) -> Key:
        """What identifies the mutant, wherever in the module its lines are."""
        return self.file, self.function, self.before, self.after


def make_mutants(files: Sequence[str]) -> list[Mutant]:
    """Returns every mutant of these modules.

    Raises:
        ClickException: if cosmic-ray cannot be installed or fails.
    """
    install(_HERE / "requirements.txt", _COSMIC_RAY)
    command = [sys.executable, "-P", "-W", "ignore::SyntaxWarning", str(_HERE / "make.py"), str(PACKAGE), *files]
    environment = os.environ | {"PYTHONPATH": str(_COSMIC_RAY)}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        raise click.ClickException("could not make the mutants, for the reason above")
    return [Mutant(**fields) for fields in json.loads(done.stdout)]

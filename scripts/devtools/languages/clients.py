"""The rows of the matrix: `contract_tests/clients/matrix.yaml`, and the files in each adapter's folder."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from attrs import field, frozen

from devtools.paths import ROOT
from devtools.toolchain.rows import select
from devtools.toolchain.tools import Requirements
from flowmusic_contract.yaml_text import from_yaml

CLIENTS = ROOT / "contract_tests" / "clients"
MATRIX = CLIENTS / "matrix.yaml"
PINS = CLIENTS / "tools"
"""The pinned requirements of each tool that comes from PyPI: NAME.in as written, NAME.txt with hashes."""

KNOWN_FAILURES = "known-failures.txt"


@frozen(kw_only=True)
class ClientSpec(Requirements):
    """One row: a generator, and the commands that generate, compile and start its client in the adapter's folder."""

    name: str
    language: str
    generator: str
    """The pinned package that is the generator, or the library or program that a client written by hand uses."""
    target: str = ""
    """The generator's name for the language, if it generates for several."""
    inputs: Sequence[str] = field(default=(), converter=tuple[str, ...])
    """Files of this repository that the client uses, apart from the spec and the adapter."""
    optional: str = ""
    """Why the row may be left out where its programs or libraries are missing. Empty: the row is required."""
    generate: str
    check: str
    checked_by: str
    """The compiler or type checker that `check` runs."""
    run: str

    @property
    def adapter(self) -> Path:
        """The adapter's folder."""
        return CLIENTS / self.name

    @property
    def program(self) -> Path:
        """The adapter's source file."""
        [program] = [path for path in self.adapter.iterdir() if path.stem.lower() == "client"]
        return program

    @property
    def known_failures(self) -> str:
        """The text of the file of known failures; empty if it has none."""
        file = self.adapter / KNOWN_FAILURES
        return file.read_text() if file.exists() else ""

    @property
    def npm_packages(self) -> dict[str, str]:
        """The version of each npm package that the adapter depends on."""
        manifest = self.adapter / "package.json"
        packages: dict[str, str] = json.loads(manifest.read_text())["dependencies"] if manifest.exists() else {}
        return packages

    @property
    def generated_by(self) -> str:
        """The generator with its version and, if it has several, its target."""
        name = f"{self.generator} {self.version}".strip()
        return name + (f" ({self.target})" if self.target else "")

    @property
    def version(self) -> str:
        """The pinned version of the generator; empty for a program of this machine."""
        if self.generator in self.programs:
            return ""
        if self.generator in self.npm_packages:
            return self.npm_packages[self.generator]
        for pins in [*self.pins, ROOT / "scripts/locks/dev.txt"]:
            found = re.search(rf"^{re.escape(self.generator)}==(\S+)", pins.read_text(), re.MULTILINE)
            if found:
                return found[1]
        raise ValueError(f"{self.name}: no file pins {self.generator}")


def load_clients(names: Sequence[str] = ()) -> list[ClientSpec]:
    """Returns the rows with these names, or all rows, in the order of the matrix.

    Raises:
        ValueError: if no row has one of the names.
    """
    table: list[dict[str, Any]] = from_yaml(MATRIX.read_bytes())
    return select({entry["name"]: ClientSpec(**entry) for entry in table}, names)

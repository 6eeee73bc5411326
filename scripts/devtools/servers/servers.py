"""The rows of the matrix: `contract_tests/servers/matrix.yaml`, and the files in each folder."""

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

SERVERS = ROOT / "contract_tests" / "servers"
MATRIX = SERVERS / "matrix.yaml"


@frozen(kw_only=True)
class ServerSpec(Requirements):
    """One row: a server program, and the command that starts it in a copy of its folder."""

    name: str
    language: str
    folder: str
    """The folder of the program and of the files that its compiler and package manager need."""
    inputs: Sequence[str] = field(default=(), converter=tuple[str, ...])
    """Other files of this repository that the commands use, beside the program."""
    packages: Sequence[str] = field(converter=tuple[str, ...])
    """The packages that are the stack; their versions come from the pins."""
    build: str = ""
    """Commands that compile the server."""
    run: str
    """Must serve on 127.0.0.1 at $PORT from the ledger in the file $LEDGER until SIGTERM."""
    base_path: str = "/v1"
    """The path of the base URL."""
    upstream: str = ""
    """The row that serves at $UPSTREAM_PORT, if this one is a proxy."""

    @property
    def rows(self) -> list["ServerSpec"]:
        """This row, and the row behind it if this one is a proxy."""
        return [self, *(load_servers([self.upstream]) if self.upstream else [])]

    @property
    def is_mock(self) -> bool:
        """Whether the server is a third-party mock server, which responds with examples of the spec."""
        return self.folder.startswith("mocks")

    @property
    def source(self) -> Path:
        """The folder in this repository."""
        return SERVERS / self.folder

    @property
    def known_failures(self) -> Path:
        """The file of known failures, which need not exist."""
        return SERVERS / self.folder / f"{self.name}.known-failures.txt"

    @property
    def stack(self) -> str:
        """The packages with their pinned versions. A Debian package has none: it differs from release to release."""
        return ", ".join(f"{package} {self._version(package)}".strip() for package in self.packages)

    def _version(self, package: str) -> str:
        manifest = self.source / "package.json"
        npm: dict[str, str] = json.loads(manifest.read_text())["dependencies"] if manifest.exists() else {}
        pins = "\n".join(path.read_text() for path in self.pins)
        pinned = re.search(rf"^{re.escape(package)}==(\S+)", pins, re.MULTILINE)
        return pinned[1] if pinned else npm.get(package, "")


def load_servers(names: Sequence[str] = ()) -> list[ServerSpec]:
    """Returns the rows with these names, or all rows, in the order of the matrix.

    Raises:
        ValueError: if no row has one of the names.
    """
    table: list[dict[str, Any]] = from_yaml(MATRIX.read_bytes())
    return select({entry["name"]: ServerSpec(**entry) for entry in table}, names)

"""The rows of the matrix: rows.yaml, and the files that stand beside each row's adapter."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from attrs import field, frozen

ROOT = Path(__file__).resolve().parents[2]
ADAPTERS = ROOT / "examples" / "clients"
PINS = Path(__file__).with_name("tools")
"""What the tools that come from PyPI are pinned to, a file of requirements for each of them."""


def _items(value: Sequence[str]) -> tuple[str, ...]:
    return tuple(value)


@frozen(kw_only=True)
class Row:
    """One generator, and how its client is made, checked and started in the folder of its adapter."""

    name: str
    language: str
    generator: str
    """The pinned package that is the generator."""
    target: str = ""
    """What the generator is told to generate, if it generates for several languages."""
    tools: Sequence[str] = field(default=(), converter=_items)
    """Environments of tools from PyPI, by the name of their pins."""
    programs: dict[str, str] = field(factory=dict)
    """What has to be on the path, and the Debian package that brings it; empty if none does."""
    debian: Sequence[str] = field(default=(), converter=_items)
    """Libraries, as Debian packages."""
    inputs: Sequence[str] = field(default=(), converter=_items)
    """Files of this repository that the client is made from, beside the spec and the adapter."""
    generate: str
    check: str
    checked_by: str
    run: str

    @property
    def adapter(self) -> Path:
        """Where the adapter stands, with all that it needs."""
        return ADAPTERS / self.name

    @property
    def pins(self) -> list[Path]:
        """The files that pin what comes from PyPI."""
        return [PINS / f"{tool}.txt" for tool in self.tools]

    @property
    def generated_by(self) -> str:
        """The generator with its version and, if it has several, its target."""
        return f"{self.generator} {self.version}" + (f" ({self.target})" if self.target else "")

    @property
    def version(self) -> str:
        """The version of the generator, from where it is pinned."""
        manifest = self.adapter / "package.json"
        if manifest.exists():
            pinned = json.loads(manifest.read_text())["dependencies"].get(self.generator)
            if pinned:
                return str(pinned)
        for pins in [*self.pins, ROOT / "scripts/locks/dev.txt"]:
            found = re.search(rf"^{re.escape(self.generator)}==(\S+)", pins.read_text(), re.MULTILINE)
            if found:
                return found[1]
        raise ValueError(f"{self.name}: {self.generator} is pinned nowhere")


def rows(names: Sequence[str] = ()) -> list[Row]:
    """Returns the rows of these names, or all.

    Raises:
        ValueError: if there is no row of a name.
    """
    table: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("rows.yaml").read_text())
    known = {entry["name"]: Row(**entry) for entry in table}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ValueError(f"no row {unknown[0]}; there are {', '.join(known)}")
    return [row for row in known.values() if not names or row.name in names]

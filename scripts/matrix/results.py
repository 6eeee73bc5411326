"""What came of a row, kept under .cache/ together with what it was made from."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from attrs import asdict, field, frozen
from rows import ROOT, Row

CACHE = ROOT / ".cache" / "languages"
SUITE = ROOT / "contract_tests" / "flowmusic_contract"
KNOWN_FAILURES = "known-failures.txt"


@frozen(kw_only=True)
class Result:
    """What came of a row; a step that was not reached is None."""

    not_run: str = ""
    """Why the row could not be run at all."""
    generates: bool | None = None
    compiles: bool | None = None
    kept: int = 0
    cases: int = 0
    broken: list[str] = field(factory=list)
    """The rules that were found broken, known failures among them."""
    is_kept: bool = False
    """Whether nothing was broken but the known failures."""

    @property
    def is_broken(self) -> bool:
        """Whether it was run and did not keep the contract."""
        return not self.not_run and not self.is_kept

    @property
    def in_words(self) -> str:
        """What came of it, in a few words."""
        if self.not_run:
            return f"not run: {self.not_run}"
        if not self.generates:
            return "does not generate"
        if not self.compiles:
            return "does not compile"
        known = f", {self.cases - self.kept} known to fail" if self.kept < self.cases else ""
        return f"keeps {self.kept} of {self.cases} cases{known}" if self.is_kept else "BREAKS the contract"


def folder(row: Row) -> Path:
    """Returns where everything about a row is kept."""
    return CACHE / row.name


def made_from(row: Row) -> str:
    """Returns a fingerprint of what a row's client is made from."""
    adapter = (path for path in _files(row.adapter) if path.name != KNOWN_FAILURES)
    inputs = (path for name in row.inputs for path in _files(ROOT / name))
    return _fingerprint(json.dumps(asdict(row)), [ROOT / "openapi.yaml", *row.pins, *adapter, *inputs])


def judged_by(row: Row) -> str:
    """Returns a fingerprint of what a row's result depends on: its client, its known failures and the suite."""
    known = [path for path in [row.adapter / KNOWN_FAILURES] if path.exists()]
    return _fingerprint(made_from(row), [*known, *_files(SUITE)])


def load(row: Row) -> Result | None:
    """Returns the result of a row, unless something that it depends on has changed."""
    try:
        saved = json.loads((folder(row) / "result.json").read_text())
    except FileNotFoundError:
        return None
    return Result(**saved["result"]) if saved["judged_by"] == judged_by(row) else None


def save(row: Row, result: Result) -> None:
    """Keeps the result of a row. What went wrong is not kept: it may have been the network."""
    text = json.dumps({"judged_by": judged_by(row), "result": asdict(result)}, indent=2)
    (folder(row) / "result.json").write_text(text + "\n")


def _files(place: Path) -> list[Path]:
    ignored = {"__pycache__", "node_modules"}
    files = [place] if place.is_file() else sorted(place.rglob("*"))
    return [path for path in files if path.is_file() and not ignored & set(path.parts)]


def _fingerprint(start: str, files: Iterable[Path]) -> str:
    digest = hashlib.sha256(start.encode())
    for path in files:
        content = path.read_bytes()
        digest.update(f"\0{path.relative_to(ROOT)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()

"""What is told while the rows are tried: a line for each that is done and, on a terminal, what is being done."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from attrs import define, field
from rich.console import Console
from rich.status import Status
from rows import ROOT


@define
class Progress:
    """Tells how far the rows are; may be told from several threads."""

    console: Console
    status: Status
    total: int
    finished: int = 0
    underway: dict[str, str] = field(factory=dict)
    _lock: Lock = field(factory=Lock)

    def doing(self, name: str, step: str) -> None:
        """Tells that a row has come to a step."""
        with self._lock:
            self.underway[name] = step
            self._show()

    def done(self, name: str, words: str, log: Path | None) -> None:
        """Tells what came of a row, and where its log is if that is of interest."""
        with self._lock:
            self.underway.pop(name, None)
            self.finished += 1
            where = f"  see {log.relative_to(ROOT)}" if log else ""
            self.console.print(f"{name:<36} {words}{where}", markup=False, highlight=False, soft_wrap=True)
            self._show()

    def _show(self) -> None:
        now = ", ".join(f"{step} {name}" for name, step in self.underway.items())
        self.status.update(f"{self.finished} of {self.total}  {now}")


@contextmanager
def progress(total: int) -> Generator[Progress]:
    """Tells of this many rows while it is open."""
    console = Console(file=sys.stdout)
    with console.status(f"0 of {total}") as status:
        yield Progress(console, status, total)

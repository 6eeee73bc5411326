"""Progress on the terminal: a line for each row that is done and, below, what is running."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from attrs import define, field
from rich.console import Console
from rich.status import Status

from devtools.paths import ROOT


@define
class Progress:
    """Shows how many rows are done; several threads may report to it."""

    console: Console
    status: Status
    total: int
    finished: int = 0
    running: dict[str, str] = field(factory=dict)
    _lock: Lock = field(factory=Lock)

    def step(self, name: str, step: str) -> None:
        """Reports that a row has reached a step."""
        with self._lock:
            self.running[name] = step
            self._show()

    def done(self, name: str, outcome: str, log: Path | None) -> None:
        """Reports the outcome of a row, and its log if there is something to look up."""
        with self._lock:
            self.running.pop(name, None)
            self.finished += 1
            where = f"  see {log.relative_to(ROOT)}" if log else ""
            self.console.print(f"{name:<36} {outcome}{where}", markup=False, highlight=False, soft_wrap=True)
            self._show()

    def _show(self) -> None:
        now = ", ".join(f"{step} {name}" for name, step in self.running.items())
        self.status.update(f"{self.finished} of {self.total}  {now}")


@contextmanager
def progress(total: int) -> Generator[Progress]:
    """Shows the progress of this many rows while it is open."""
    console = Console(file=sys.stdout)
    with console.status(f"0 of {total}") as status:
        yield Progress(console, status, total)

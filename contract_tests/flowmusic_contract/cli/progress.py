"""Progress on a terminal: one line, which disappears at the end. Nothing if standard error is not a terminal."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager

from attrs import frozen


@frozen
class Progress:
    """What a running check can show."""

    count: Callable[[int], None] = lambda _done: None
    """Sets how many are done."""
    print: Callable[[str], None] = lambda _line: None
    """Prints a line that stays."""


@contextmanager
def progress(what: str, total: int | None = None) -> Generator[Progress]:
    """Shows how many of `total` are done."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield Progress()
        return
    from rich.console import Console  # noqa: PLC0415 - rich is imported when it is used
    from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn  # noqa: PLC0415
    from rich.progress import Progress as Line  # noqa: PLC0415

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Line(*columns, console=console, transient=True) as line:
        task = line.add_task(what, total=total)
        yield Progress(
            count=lambda done: line.update(task, completed=done),
            print=lambda text: console.print(text, markup=False, highlight=False, soft_wrap=True),
        )

"""The outcomes that the matrices of clients and servers share."""

from collections.abc import Iterable

from attrs import frozen

BROKEN, NOT_RUN = 1, 2
"""The exit codes if a row breaks what it is not known to break, and if a row was not run."""


@frozen
class NotRun:
    """Why a row could not be run here, or why its server could not be judged."""

    reason: str


def print_lines(lines: Iterable[str]) -> None:
    """Prints each line as soon as it is known."""
    for line in lines:
        print(line, flush=True)

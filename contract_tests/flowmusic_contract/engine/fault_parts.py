"""Parts of faulty servers that several areas need."""

import re
from collections.abc import Generator
from contextlib import contextmanager
from threading import Lock
from time import sleep

from attrs import define, field


@define
class UnderWay:
    """Counts the requests that a faulty server handles at the same time."""

    number: int = 0
    _lock: Lock = field(factory=Lock)

    @contextmanager
    def one_more(self) -> Generator[int]:
        """Counts a request while the block runs, and yields how many there are with it."""
        with self._lock:
            self.number += 1
            number = self.number
        try:
            yield number
        finally:
            with self._lock:
                self.number -= 1


def let_others_arrive() -> None:
    """Pauses for a few milliseconds in short naps, which take longer than one long sleep where threads start late."""
    for _ in range(20):
        sleep(0.0001)


def is_like(text: str, pattern: str) -> bool:
    """Returns whether a text matches a pattern of SQL `LIKE`."""
    return re.fullmatch(re.escape(pattern).replace("%", ".*").replace("_", "."), text) is not None

"""A limit on the requests of each token, as the live API may have one."""

import time
from collections.abc import Callable
from math import inf
from threading import Lock

from attrs import define, field


@define
class RateLimit:
    """Allows each token `per_second` requests, up to a second's worth at once. A missing token counts as one token."""

    per_second: float
    now: Callable[[], float] = field(default=time.monotonic, repr=False)
    _allowed_at: dict[str | None, float] = field(factory=dict[str | None, float], init=False, repr=False)
    _lock: Lock = field(factory=Lock, init=False, repr=False)

    def seconds_to_wait(self, token: str | None) -> float:
        """Counts a request and returns 0, or returns how long to wait for a request that is not allowed yet."""
        with self._lock:
            now = self.now()
            start = max(self._allowed_at.get(token, -inf), now - max(1 - 1 / self.per_second, 0))
            if start > now:
                return start - now
            if len(self._allowed_at) > 1000:
                self._allowed_at.clear()
            self._allowed_at[token] = start + 1 / self.per_second
            return 0

    def reset(self) -> None:
        """Forgets the requests that were counted."""
        with self._lock:
            self._allowed_at.clear()

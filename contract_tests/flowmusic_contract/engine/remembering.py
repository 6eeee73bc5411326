"""Remembers what was found in short texts: most refusals of a server are the same."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

Text = TypeVar("Text", str, bytes)
Found = TypeVar("Found")

_SHORT = 10_000
_MOST = 256


def remember_short(find: Callable[[Text], Found]) -> Callable[[Text], Found]:
    """Returns the same function, which looks at each short text only once."""
    remembered = lru_cache(_MOST)(find)

    @wraps(find)
    def find_once(text: Text) -> Found:
        return remembered(text) if len(text) < _SHORT else find(text)

    return find_once

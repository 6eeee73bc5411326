"""What was found in a short text is remembered, and in a long one is not."""

import pytest

from flowmusic_contract.engine.remembering import remember_short


@pytest.mark.parametrize(("length", "searches"), [(0, 1), (9_999, 1), (10_000, 3), (20_000, 3)])
def test_only_short_texts_are_remembered(length: int, searches: int) -> None:
    """A short text is searched once, and a long one each time."""
    seen: list[str] = []

    @remember_short
    def find(text: str) -> int:
        seen.append(text)
        return len(text)

    assert [length] * 3 == [find("x" * length) for _ in range(3)]
    assert (searches, "find") == (len(seen), find.__name__)


def test_latest_texts_are_remembered() -> None:
    """Of many short texts, the latest are remembered."""
    seen: list[int] = []

    @remember_short
    def find(text: str) -> None:
        seen.append(len(text))

    for length in (*range(257), 1, 0):
        find("x" * length)

    assert [*range(257), 0] == seen

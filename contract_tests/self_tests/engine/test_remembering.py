"""What was found in a short text is remembered, and in a long one is not."""

import pytest

from flowmusic_contract.engine.remembering import remember_short


@pytest.mark.parametrize(("length", "looks"), [(0, 1), (9_999, 1), (10_000, 3), (20_000, 3)])
def test_looks(length: int, looks: int) -> None:
    """A short text is looked at once, and a long one whenever it is asked for."""
    seen: list[str] = []

    @remember_short
    def find(text: str) -> int:
        seen.append(text)
        return len(text)

    assert [length] * 3 == [find("x" * length) for _ in range(3)]
    assert (looks, "find") == (len(seen), find.__name__)


def test_number_of_texts() -> None:
    """Of many short texts, the latest are remembered."""
    seen: list[int] = []

    @remember_short
    def find(text: str) -> None:
        seen.append(len(text))

    for length in (*range(257), 1, 0):
        find("x" * length)

    assert [*range(257), 0] == seen

"""JSON paths are one line, whatever the keys are."""

import pytest

from flowmusic_contract.engine.json_path import json_path, normalized_path


@pytest.mark.parametrize(
    ("at", "path"),
    [
        ((), "$"),
        (("events", 10, "_account_email"), "$.events[*]._account_email"),
        (("by_type_tokens", "daily-free", 0), "$.by_type_tokens['daily-free'][*]"),
        (("line\nfeed",), r"$['line\nfeed']"),
    ],
)
def test_normalized_path(at: tuple[str | int, ...], path: str) -> None:
    """A normalized path has no row, so it is the same in every response."""

    assert path == normalized_path(at)


@pytest.mark.parametrize(
    ("at", "path"),
    [(("events", 10, "amount"), "$.events[10].amount"), (("a\\'\n", "é"), r"$['a\\\'\n']['é']")],
)
def test_json_path(at: tuple[str | int, ...], path: str) -> None:
    """A path has the row, and quotes keys that are not plain names."""

    assert path == json_path(at)

"""How a measurement is printed and kept."""

from pathlib import Path

import pytest

from devtools.bench.results import Cell, Result, Table, load, markdown, plain_text, result_of, save, text_of

TABLE = Table("Speed", ("", "time", "fast"), (("ours", 1.5, True), ("theirs", 10.0, False)))


def test_table_in_markdown() -> None:
    """A table has its title above it, and figures are aligned to the right."""

    assert (
        "Speed\n\n|  | time | fast |\n| --- | ---: | ---: |\n| ours | 1.50 | yes |\n| theirs | 10.00 | no |"
        == markdown(TABLE)
    )


def test_table_in_plain_text() -> None:
    """The columns are as wide as their widest cell."""

    assert "Speed\n\n        time   fast\nours    1.50   yes\ntheirs  10.00  no" == plain_text(TABLE)


@pytest.mark.parametrize(
    ("cell", "text"), [(True, "yes"), (False, "no"), (1, "1"), (12345, "12,345"), (0.126, "0.13"), ("a|b", "a|b")]
)
def test_cell(cell: Cell, text: str) -> None:
    """A cell is yes or no, a whole number, two decimals, or its text."""

    assert text == text_of(cell)


def test_saved_result_is_loaded(tmp_path: Path) -> None:
    """What was saved is loaded without loss."""
    result = Result("scripts/bench speed", {"python": "3.11"}, (TABLE, TABLE))
    save("speed", result, tmp_path)

    assert result == load("speed", tmp_path)


def test_result_has_versions() -> None:
    """A result names the versions of Python and of the packages that were measured."""

    assert {"python", "httpx"} == result_of("scripts/bench speed", [TABLE], ["httpx"]).versions.keys()

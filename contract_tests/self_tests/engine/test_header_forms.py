"""The form of header values."""

import pytest

from flowmusic_contract.engine.header_forms import HEADER_FORMS

_DATE = "Wed, 03 Jun 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("age", "0"),
        ("age", "86400"),
        ("date", _DATE),
        ("etag", '"1"'),
        ("etag", 'W/"1-a,b\xe9"'),
        ("etag", '""'),
        ("last-modified", _DATE),
        ("retry-after", "0"),
        ("retry-after", "7"),
        ("retry-after", _DATE),
    ],
)
def test_legal_value(name: str, value: str) -> None:
    """A value as RFC 9110 has it fits."""

    assert HEADER_FORMS[name].fits(value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("age", ""),
        ("age", "-1"),
        ("age", "1.5"),
        ("date", ""),
        ("date", "2026-06-03T12:00:00Z"),
        ("date", "Wed, 3 Jun 2026 12:00:00 GMT"),
        ("date", "Wed, 03 Jun 2026 12:00:00 +0000"),
        ("date", "Wed, 03 Jun 2026 25:00:00 GMT"),
        ("date", "Wed, 31 Jun 2026 12:00:00 GMT"),
        ("date", "Mi, 03 Jun 2026 12:00:00 GMT"),
        ("date", "Wednesday, 03-Jun-26 12:00:00 GMT"),
        ("etag", ""),
        ("etag", "1"),
        ("etag", '"1'),
        ("etag", 'w/"1"'),
        ("etag", '"a"b"'),
        ("etag", '"a b"'),
        ("last-modified", "1780000000"),
        ("retry-after", ""),
        ("retry-after", "0.5"),
        ("retry-after", "-7"),
        ("retry-after", "1e3"),
        ("retry-after", "inf"),
        ("retry-after", "7 s"),
        ("retry-after", "\N{ARABIC-INDIC DIGIT SEVEN}"),
        ("retry-after", "soon"),
    ],
)
def test_illegal_value(name: str, value: str) -> None:
    """A value that only a lenient reader understands does not fit."""

    assert not HEADER_FORMS[name].fits(value)

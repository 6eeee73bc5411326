"""The rules on raw bodies, at their boundaries."""

import json
from typing import Any

import pytest

from flowmusic_contract.areas.body import rules as body
from flowmusic_contract.engine.decoding import decode
from flowmusic_contract.engine.exchange import Exchange, RequestIntent
from flowmusic_contract.engine.expectation import ABSENT, Words
from self_tests.samples import compared, usage

BOM = b"\xef\xbb\xbf"


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"{}", None),
        (BOM + b"{}", None),
        (b"", "nothing"),
        (b"\xff", "not UTF-8 at byte 0"),
        (b"\x1f\x8b\x08", "compressed data, which `Content-Encoding` does not name"),
        ("{}".encode("utf-16"), "UTF-16"),
        (b"{} {}", "Extra data at line 1 column 4"),
        (b"[NaN]", "NaN is not JSON"),
        (b"[" * 100_000, "arrays or objects nested too deeply"),
    ],
)
def test_not_json(raw: bytes, why: str | None) -> None:
    """A body that is not one JSON document breaks the rule, and the reason is known."""
    decoded = decode(raw)

    assert why == decoded.not_json
    assert [why is None] == compared(body.body_is_one_json_document(decoded))


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        (b"[1e308]", None),
        (b"[1e309, 1e310]", "1e309"),
        (b"9" * 308, None),
        (b"1" + b"0" * 308, None),
        (b"2" + b"0" * 308, "2" + "0" * 308),
        (b"[2" + b"0" * 308 + b", 3" + b"0" * 308 + b"]", "2" + "0" * 308),
        (b"[-1e309]", "-1e309"),
    ],
)
def test_number_fits_a_double(raw: bytes, number: str | None) -> None:
    """The first number outside the range of a double is reported; an integer of 309 digits may be inside it."""
    decoded = decode(raw)

    assert number == decoded.out_of_range_number
    assert [number is None] == compared(body.every_number_fits_a_double(decoded))


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b'{"a": 1, "b": {"a": 1}}', None),
        (b'{"a": 1, "b": 2, "b": 3, "a": 4}', "a"),
        (b'{"c": 1, "a": 1, "a": 2}', "a"),
        (json.dumps(dict.fromkeys(map(str, range(1000)))).encode(), None),
        (b'[{"a": 1, "a": 1}, {"b": 1, "b": 1}, {"c": 1}]', "a"),
    ],
)
def test_keys_are_unique(raw: bytes, name: str | None) -> None:
    """The first duplicate key is reported."""
    decoded = decode(raw)

    assert name == decoded.duplicate_key
    assert [name is None] == compared(body.object_keys_are_unique(decoded))


@pytest.mark.parametrize(("raw", "is_correct"), [(b"{}", True), (BOM + b"{}", False), (b"{}" + BOM, True)])
def test_byte_order_mark(raw: bytes, is_correct: bool) -> None:  # noqa: FBT001 - a table
    """A body does not start with a byte order mark."""

    assert [is_correct] == compared(body.body_has_no_byte_order_mark(decode(raw)))


@pytest.mark.parametrize(
    ("status", "headers", "outcomes"),
    [
        (200, (("content-type", "application/json"),), [True]),
        (200, (("content-type", "Application/JSON ; charset=utf-8"),), [True]),
        (200, (("content-type", "application/problem+json"),), [True]),
        (200, (("content-type", "text/html"),), [False]),
        (200, (("content-type", ""),), [False]),
        (200, (), [False]),
        (200, None, []),
        (404, (), []),
        (100, (), []),
    ],
)
def test_content_type(status: int, headers: Any, outcomes: list[bool]) -> None:
    """The content type of a 200 response is JSON under any of its names; other responses are not judged."""

    assert outcomes == compared(body.content_type_is_json(Exchange(RequestIntent(), status, headers)))


@pytest.mark.parametrize("content_type", [None, "text/html"])
def test_content_type_is_shown(content_type: str | None) -> None:
    """The finding shows the content type, or that it is missing."""
    headers = () if content_type is None else (("content-type", content_type),)
    [expectation] = body.content_type_is_json(Exchange(RequestIntent(), 200, headers))

    assert (ABSENT if content_type is None else content_type) == expectation.actual


@pytest.mark.parametrize(
    ("content_type", "text", "outcomes"),
    [
        ("application/json", '"é"', [True]),
        ("application/json; charset=utf-8", '"é"', [True]),
        ('application/json;Charset = "UTF8"', '"é"', [True]),
        ("application/json; charset=iso-8859-1", '"é"', [False]),
        ("application/json; charset=iso-8859-1", '"e"', [True]),
        ("application/json; charset=us-ascii", '"é"', [False]),
        ("application/json; charset=utf-16", '"e"', [False]),
        ("application/json; charset=nothing", '"e"', [False]),
        ("application/json; charset=hex", '"e"', [False]),
        ("application/json; x-charset=utf-16", '"e"', [True]),
    ],
)
def test_charset(content_type: str, text: str, outcomes: list[bool]) -> None:
    """A charset must not change the text of the body; one that changes nothing is harmless."""
    headers = (("content-type", content_type),)
    report = Exchange(RequestIntent(), 200, headers, text.encode(), usage=usage())

    assert outcomes == compared(body.charset_matches_the_body(report))


def test_charset_is_shown() -> None:
    """The finding shows the charset."""
    report = Exchange(
        RequestIntent(), 200, (("content-type", "application/json; charset=UTF-16"),), b"{}", usage=usage()
    )
    [expectation] = body.charset_matches_the_body(report)

    assert "UTF-16" == expectation.actual


def test_charset_of_other_responses() -> None:
    """A response without a usage report, or without known headers, is not judged by its charset."""
    headers = (("content-type", "text/html; charset=utf-16"),)

    assert [] == compared(body.charset_matches_the_body(Exchange(RequestIntent(), 200, headers, b"x")))
    assert [] == compared(body.charset_matches_the_body(Exchange(RequestIntent(), 200, None, b"x", usage=usage())))


@pytest.mark.parametrize(
    ("status", "content_type", "raw", "outcomes"),
    [
        (404, "application/json", b'{"error":"x"}', [True]),
        (404, "application/problem+json; charset=utf-8", b'{"error":"x"}', [True]),
        (400, "application/json", b"<html>", [False]),
        (500, "application/problem+json", b"{", [False]),
        (404, "application/json", b"", []),
        (404, "text/html", b"<html>", []),
        (399, "application/json", b"<html>", []),
    ],
)
def test_error_of_type_json(status: int, content_type: str, raw: bytes, outcomes: list[bool]) -> None:
    """An error with a body is JSON if its content type says so; an error of another type may be anything."""
    error = Exchange(RequestIntent(), status, (("content-type", content_type),), raw)

    assert outcomes == compared(body.error_of_type_json_is_json(error))


def test_problem_of_an_error_is_shown() -> None:
    """The finding says why an error response is not JSON."""
    error = Exchange(RequestIntent(), 404, (("content-type", "application/json"),), b"{} {}")
    [expectation] = body.error_of_type_json_is_json(error)

    assert Words("Extra data at line 1 column 4") == expectation.actual

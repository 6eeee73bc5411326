"""Bodies are decoded strictly."""

import json
from unittest.mock import Mock

import pytest

from flowmusic_contract.engine.decoding import decode
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, Api, Request, demo_ledger


def test_body_shows_no_content() -> None:
    """The repr of a body shows none of its contents."""

    assert "secret" not in repr(decode(b'["secret"]'))


def test_integer_of_too_many_digits_is_not_json() -> None:
    """An integer with more digits than Python reads is not JSON."""

    assert decode(b"9" * 5000).not_json is not None


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a":1,"a":2}',
        b'{"a" :1,"a":2}',
        b'{"a"\t\r\n :1, "a"\n: 2}',
        b'[{"b": {"a": 1, "\\u0061": 1}}]',
        b'{"a": "x", "a": ":", "b": "\\":"}',
        '{"歌": 1, "歌": 2}'.encode(),
        b'{"": 1, "": 2}',
        b'{"a": ["b"], "c": 1, "c": 2}',
        b'{"a": [{"b": {"c": 1, "c": 2}}]}',
    ],
)
def test_key_that_an_object_has_twice(raw: bytes) -> None:
    """A key that an object has twice is found, with white space before its colon and beside any string."""

    assert decode(raw).duplicate_key is not None


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a":{"a":{"a":[{"a":1},{"a":2}]}}}',
        b'{"a": "\\":", "b": "\\" :"}',
        b'{"a": ":", "b": " :", "c": "::"}',
        b'{"a\\":": 1}',
        b'[{"a": {"b": 1}}, {"a": {"b": 2}}]',
        b"[]",
        b"1",
    ],
)
def test_key_in_two_objects(raw: bytes) -> None:
    """The same key in two objects, or a string that looks like a key, is not a duplicate."""
    body = decode(raw)

    assert (None, json.loads(raw)) == (body.duplicate_key, body.document)


def test_documented_report_is_decoded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A report with as many keys as members is not decoded again to find the key that is there twice."""
    report = Api(demo_ledger())(Request.get(DEMO_EMAILS[0]).authorized_by(DEMO_TOKEN)).body
    loads = Mock(wraps=json.loads)
    monkeypatch.setattr(json, "loads", loads)
    decode(report)

    assert 1 == loads.call_count


@pytest.mark.parametrize(
    "digits", [b"9" * 309, b"-" + b"1" * 310, b"1e309", b"-1E+0309", b"9" * 309 + b".5", b"1" * 250 + b"e99"]
)
@pytest.mark.parametrize("form", [b"%b", b"[1, %b]", b'{"a": {"b":%b}, "c":1.5}'])
def test_number_out_of_range(form: bytes, digits: bytes) -> None:
    """The first number beyond the range of a double is found, whatever its form."""

    assert digits.decode() == decode(form % digits).out_of_range_number


@pytest.mark.parametrize(
    "raw", [b"[%b]" % (b"9" * 308), b"[1%b]" % (b"0" * 308), b'["%b"]' % (b"9" * 400), b"[1e308, -1.7e308, 1e-400]"]
)
def test_number_within_range(raw: bytes) -> None:
    """A number within the range of a double, or a long string of digits, is not a finding."""
    body = decode(raw)

    assert (None, None, json.loads(raw)) == (body.not_json, body.out_of_range_number, body.document)


@pytest.mark.parametrize("raw", [b'"\\ud83d"', b'["\\uDE00"]', b'{"\\uD83D": 1}'])
def test_lone_surrogate(raw: bytes) -> None:
    """Half of a surrogate pair is found, in either case of its digits."""

    assert decode(raw).has_lone_surrogates
    assert not decode(b'"\\ud83d\\ude00"').has_lone_surrogates

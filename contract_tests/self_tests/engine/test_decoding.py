"""Bodies are decoded strictly."""

from flowmusic_contract.engine.decoding import decode


def test_body_shows_no_content() -> None:
    """The repr of a body shows none of its contents."""

    assert "secret" not in repr(decode(b'["secret"]'))


def test_integer_of_too_many_digits_is_no_json() -> None:
    """An integer with more digits than Python reads is not JSON."""

    assert decode(b"9" * 5000).not_json is not None

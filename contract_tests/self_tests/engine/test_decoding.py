"""Bodies are decoded strictly."""

from flowmusic_contract.engine.decoding import decode


def test_body_shows_no_content() -> None:
    """What is printed of a body by accident tells nothing that it says."""

    assert "secret" not in repr(decode(b'["secret"]'))


def test_integer_of_too_many_digits_is_no_json() -> None:
    """An integer that Python refuses to read is not taken for a number."""

    assert decode(b"9" * 5000).not_json is not None

"""How the mock server writes JSON."""

import json

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def encoded(document: object) -> bytes:
    """Returns a document as JSON in UTF-8, without spaces."""
    if document is None:  # the encoder needs as long for it as for a document
        return b"null"
    return _ENCODER.encode(document).encode()


def encoded_number(number: float) -> bytes:
    """Returns a finite number as JSON: the same as `encoded`, but sooner."""
    return repr(number).encode()

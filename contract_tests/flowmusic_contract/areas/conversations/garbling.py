"""Titles that a program has garbled by mistake: no user renames a song to one of them."""

import html
import json
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

_NO_VALUE = ("", "null", "NULL", "None", "nil", "undefined")
"""What programs write for no value."""


def is_garbled(title: str | None, original: str | None) -> bool:
    """Returns whether a title is what a program makes of another one by mistake."""
    if title is None or title == original:
        return False
    return title in (_NO_VALUE if original is None else _garbled(original))


def _garbled(title: str) -> Iterator[str]:
    """Yields the title in escapes, in the wrong encoding and in other Unicode forms. It may be the same."""
    yield from (html.escape(title), quote(title), quote(title, safe=""), quote_plus(title))
    yield from (json.dumps(title)[1:-1], json.dumps(title, ensure_ascii=False)[1:-1])
    raw = title.encode("utf-8", "replace")
    for encoding in "latin-1", "cp1252", "ascii":
        yield raw.decode(encoding, "replace")
        yield from (title.encode(encoding, way).decode(encoding) for way in ("replace", "ignore"))
    yield from (unicodedata.normalize(form, title) for form in ("NFC", "NFD", "NFKC", "NFKD"))

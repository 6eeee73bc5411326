"""Titles that a program has garbled by mistake: no user renames a song to one of them."""

import html
import json
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import unquote, unquote_plus

_NO_VALUE = ("", "null", "NULL", "None", "nil", "undefined")
"""What programs write for no value."""


def is_garbled(title: str | None, original: str | None) -> bool:
    """Returns whether a title is what a program makes of another one by mistake."""
    if title is None or title == original:
        return False
    if original is None:
        return title in _NO_VALUE
    return original in _restored(title) or title in _garbled(original)


def _restored(title: str) -> Iterator[str]:
    """Yields the title without its escapes, whichever characters are escaped."""
    yield from (html.unescape(title), unquote(title), unquote_plus(title))
    with suppress(ValueError):  # it is not a string in JSON
        yield json.loads(f'"{title}"', strict=False)


def _garbled(title: str) -> Iterator[str]:
    """Yields the title in the wrong encoding and in other Unicode forms. It may be the same."""
    raw = title.encode("utf-8", "replace")
    for encoding in "latin-1", "cp1252", "ascii":
        yield raw.decode(encoding, "replace")
        yield from (title.encode(encoding, way).decode(encoding) for way in ("replace", "ignore"))
    yield from (unicodedata.normalize(form, title) for form in ("NFC", "NFD", "NFKC", "NFKD"))

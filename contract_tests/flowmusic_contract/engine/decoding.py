"""Strict decoding of a body by RFC 8259, with what decoders disagree on."""

import codecs
import json
import math
from collections import Counter
from collections.abc import Iterable
from typing import Any, NoReturn, cast

from attrs import define, field, frozen

_LONG_NUMBER = b"0" * 300
"""Digits of a number that may be outside the range of a double."""

_OTHER_CONTENT = {
    b"\x1f\x8b": "compressed data, which `Content-Encoding` does not name",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
"""What a body is that is not UTF-8, by its first bytes."""

_LEVELS = 3
"""Levels of objects that a documented body has."""

_DIGITS_AS_0 = bytes.maketrans(b"123456789", b"000000000")
_WHITE_SPACE = b" \t\n\r"


@frozen
class Body:
    """The raw bytes of a 200 response, and what decoding them found."""

    raw: bytes = field(repr=False)
    document: object = field(default=None, repr=False)
    not_json: str | None = None
    """Why the bytes are not one JSON document in UTF-8; then there is no document."""
    out_of_range_number: str | None = None
    """The first number outside the range of a double; then nothing can be computed from the document."""
    has_lone_surrogates: bool = False
    """Whether a string contains half of a surrogate pair, which no encoding can represent."""
    duplicate_key: str | None = None
    """The first key that an object has twice."""

    @property
    def is_usable(self) -> bool:
        """Whether there is a document whose shape can be judged."""
        return self.not_json is None and self.out_of_range_number is None and not self.has_lone_surrogates

    @property
    def has_byte_order_mark(self) -> bool:
        """Whether the body starts with the mark that RFC 8259 forbids."""
        return self.raw.startswith(codecs.BOM_UTF8)


def decode(raw: bytes) -> Body:
    """Decodes the bytes of a body."""
    findings = _Findings()
    try:
        text = raw.removeprefix(codecs.BOM_UTF8).decode("utf-8")
        document = findings.load_quickly(text, raw)
        has_lone_surrogates = _has_lone_surrogates(raw, document)
    except UnicodeDecodeError as error:
        known = next((name for start, name in _OTHER_CONTENT.items() if raw.startswith(start)), "")
        return Body(raw, not_json=known or f"not UTF-8 at byte {error.start}")
    except json.JSONDecodeError as error:
        where = f"{error.msg.removesuffix(' at')} at line {error.lineno} column {error.colno}"
        return Body(raw, not_json=where if raw else "nothing")
    except RecursionError:
        return Body(raw, not_json="arrays or objects nested too deeply")
    except ValueError as error:  # NaN, or an integer with too many digits
        return Body(raw, not_json=str(error))
    return Body(
        raw,
        document,
        out_of_range_number=findings.out_of_range_number,
        has_lone_surrogates=has_lone_surrogates,
        duplicate_key=findings.duplicate_key,
    )


def _has_lone_surrogates(raw: bytes, document: object) -> bool:
    if b"\\" not in raw or (b"\\ud" not in raw and b"\\uD" not in raw):
        return False
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


@define
class _Findings:
    duplicate_key: str | None = None
    out_of_range_number: str | None = None

    def load(self, text: str) -> object:
        """Decodes a document. Everything that decoders disagree on is found."""
        return json.loads(
            text,
            parse_constant=_reject,
            parse_int=self.parse_int,
            parse_float=self.parse_float,
            object_pairs_hook=self.build_object,
        )

    def load_quickly(self, text: str, raw: bytes) -> object:
        """Decodes a document with fewer calls, unless it may have a long integer or a key twice.

        Without white space, each key that was written ends in `":`. If there are no more of these than members, no key
        was written twice.
        """
        compact = raw.translate(_DIGITS_AS_0, delete=_WHITE_SPACE)
        if _LONG_NUMBER in compact:
            return self.load(text)
        keys = compact.count(b'":')
        del compact  # it is as large as the body
        document = json.loads(text, parse_constant=_reject, parse_float=self.parse_float)
        return document if keys == _least_members(document) else self.load(text)

    def parse_int(self, digits: str) -> int:
        if math.isinf(float(digits)):
            self.out_of_range_number = self.out_of_range_number or digits
        return int(digits)

    def parse_float(self, digits: str) -> float:
        number = float(digits)
        if math.isinf(number):
            self.out_of_range_number = self.out_of_range_number or digits
        return number

    def build_object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members = dict(pairs)
        if len(members) < len(pairs) and self.duplicate_key is None:
            self.duplicate_key = _first_duplicate(name for name, _ in pairs)
        return members


def _least_members(value: object, levels: int = _LEVELS) -> int:
    """Counts the members of objects, with each key once, but not those in deeper levels or within rows of an array."""
    if isinstance(value, dict) and levels:
        members = cast("dict[str, object]", value)
        return len(members) + sum(_least_members(member, levels - 1) for member in members.values())
    if isinstance(value, list) and set(map(type, rows := cast("list[dict[str, object]]", value))) == {dict}:
        return sum(map(len, rows))
    return 0


def _first_duplicate(names: Iterable[str]) -> str | None:
    count = Counter(names)
    return next((name for name in count if count[name] > 1), None)


def _reject(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")

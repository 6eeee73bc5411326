"""Strict decoding of a body: RFC 8259, and what decoders differ on."""

import codecs
import json
import math
import sys
from typing import Any, NoReturn

from attrs import define, field, frozen


@frozen
class Body:
    """The raw bytes of a 200, and what decoding them brought to light."""

    raw: bytes = field(repr=False)
    document: object = field(default=None, repr=False)
    not_json: str | None = None
    """Why the bytes are not one JSON document in UTF-8, if they are none; then there is no document."""
    unbounded_number: str | None = None
    """The first number that is beyond the range of a double; then nothing can be computed from the document."""
    has_half_characters: bool = False
    """Whether a text has one half of a surrogate pair, which no encoding can carry on."""
    repeated_name: str | None = None
    """The first name that stands twice in one object."""

    @property
    def is_usable(self) -> bool:
        """Tells whether there is a document whose shape can be judged."""
        return self.not_json is None and self.unbounded_number is None and not self.has_half_characters

    @property
    def has_byte_order_mark(self) -> bool:
        """Tells whether the body starts with the mark that RFC 8259 forbids to send."""
        return self.raw.startswith(codecs.BOM_UTF8)


def read(raw: bytes) -> Body:
    """Decodes the bytes of a body."""
    members = _Members()
    try:
        text = raw.removeprefix(codecs.BOM_UTF8).decode("utf-8")
        document = json.loads(
            text,
            parse_constant=_refuse,
            parse_int=members.integer,
            parse_float=members.fraction,
            object_pairs_hook=members.object,
        )
    except UnicodeDecodeError as error:
        return Body(raw, not_json=f"no UTF-8 at byte {error.start}")
    except json.JSONDecodeError as error:
        where = f"{error.msg} at line {error.lineno} column {error.colno}"
        return Body(raw, not_json=where if raw else "nothing")
    except RecursionError:
        return Body(raw, not_json="arrays or objects nested too deeply")
    except ValueError as error:  # NaN, or an integer of too many digits
        return Body(raw, not_json=str(error))
    return Body(
        raw,
        document,
        unbounded_number=members.unbounded,
        has_half_characters=_has_half_characters(raw, document),
        repeated_name=members.repeated,
    )


def _has_half_characters(raw: bytes, document: object) -> bool:
    if b"\\ud" not in raw and b"\\uD" not in raw:
        return False
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


@define
class _Members:
    repeated: str | None = None
    unbounded: str | None = None

    def integer(self, digits: str) -> int:
        if len(digits) > sys.float_info.max_10_exp:
            self.unbounded = self.unbounded or digits
        return int(digits)

    def fraction(self, digits: str) -> float:
        number = float(digits)
        if math.isinf(number):
            self.unbounded = self.unbounded or digits
        return number

    def object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members = dict(pairs)
        if len(members) < len(pairs) and self.repeated is None:
            names = [name for name, _ in pairs]
            self.repeated = next(name for name in names if names.count(name) > 1)
        return members


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant}, which is no JSON")

"""The form that HTTP gives the values of some headers."""

import re
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from functools import lru_cache
from types import MappingProxyType

from attrs import frozen

_DAY, _MONTH = "(Mon|Tue|Wed|Thu|Fri|Sat|Sun)", "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_DATE = re.compile(rf"{_DAY}, [0-9]{{2}} {_MONTH} [0-9]{{4}} [0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}} GMT")
_ENTITY_TAG = re.compile(r'(W/)?"[\x21\x23-\x7e\x80-\xff]*"')
_WHOLE = re.compile(r"[0-9]+")


@frozen
class HeaderForm:
    """The form of a value, in words and as a check."""

    words: str
    fits: Callable[[str], object]


@lru_cache(maxsize=16)  # the responses of a second have the same date
def _is_date(value: str) -> bool:
    if not _DATE.fullmatch(value):
        return False
    try:
        parsedate_to_datetime(value)
    except ValueError:
        return False
    return True


def _is_wait(value: str) -> object:
    return _WHOLE.fullmatch(value) or _is_date(value)


_HTTP_DATE = HeaderForm("a date such as `Sun, 06 Nov 1994 08:49:37 GMT`", _is_date)

HEADER_FORMS: Mapping[str, HeaderForm] = MappingProxyType(
    {
        "age": HeaderForm("a whole number of seconds", _WHOLE.fullmatch),
        "date": _HTTP_DATE,
        "etag": HeaderForm("a text in double quotes", _ENTITY_TAG.fullmatch),
        "last-modified": _HTTP_DATE,
        "retry-after": HeaderForm("a whole number of seconds or a date", _is_wait),
    }
)
"""By the name of the header in small letters. The blanks around a value do not belong to it."""

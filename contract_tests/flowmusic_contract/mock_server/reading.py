"""Reads what a user gives the mock server: files, JSON, and raw billing events."""

import json
import math
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NoReturn

from flowmusic_contract import input_files
from flowmusic_contract.mock_server.events import FIELDS, BillingEvent
from flowmusic_contract.mock_server.ledger_file import LedgerError
from flowmusic_contract.mock_server.values import shown

_REQUIRED = ("type", "amount", "created_at")

_LONGEST_LINE = 100_000_000

_MOST_DIGITS = 4000
"""Longer integers are far beyond a double, and Python refuses to read some of them."""


class InputError(LedgerError, ValueError):
    """An input that cannot be imported; the message is one line that says where and why."""


def billing_event(raw: Any, now: datetime | None = None) -> BillingEvent:
    """Returns the event with these fields; `now` is used if it has no `created_at`.

    Raises:
        InputError: if it is not an event.
    """
    fields = object_with(FIELDS, raw)
    if now and "created_at" not in fields:
        fields["created_at"] = now.isoformat()
    for name in _REQUIRED:
        if name not in fields:
            raise InputError(f"{name} is missing")
    for name in set(fields) - {"amount"}:
        if not isinstance(fields[name], str) and (name in _REQUIRED or fields[name] is not None):
            raise InputError(f"{name}: expected a string, got {shown(fields[name])}")
    try:
        fields["created_at"] = _created_at(fields["created_at"])
        return BillingEvent(**fields)
    except ValueError as error:
        raise InputError(str(error)) from error


def _created_at(text: str) -> datetime:
    try:
        return timestamp(text)
    except InputError as error:
        raise InputError(f"created_at: {error}") from error


def timestamp(text: Any) -> datetime:
    """Returns a timestamp in UTC. A date means its first second, and no offset means UTC.

    Raises:
        InputError: if it is not a timestamp.
    """
    try:
        at = datetime.fromisoformat(text)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise InputError(f"expected a timestamp such as 2026-06-01T18:42:55Z, got {shown(text)}") from None


def parsed(text: bytes) -> Any:
    """Returns a JSON document, decoded strictly.

    Raises:
        InputError: if it is not one.
    """
    try:
        decoded = text.decode()
        document = _DECODER.decode(decoded)
        if "\\u" in decoded:  # only this can mean half of a surrogate pair, which cannot be stored
            json.dumps(document, ensure_ascii=False).encode()
        return document
    except InputError:
        raise
    except json.JSONDecodeError as error:
        raise InputError(f"not JSON: line {error.lineno} column {error.colno}: {error.msg}") from error
    except (UnicodeDecodeError, UnicodeEncodeError) as error:
        raise InputError(f"not UTF-8: {error.reason}") from error
    except ValueError as error:
        raise InputError(f"not JSON: {error}") from error
    except RecursionError as error:
        raise InputError("not JSON: nested too deeply") from error


def parsed_line(line: bytes) -> Any:
    """Returns the JSON document on one line of a file. The message names the column only.

    Raises:
        InputError: if it is not one.
    """
    try:
        return parsed(line.rstrip())
    except InputError as error:
        raise InputError(str(error).replace("line 1 ", "")) from error


def content_of(path: str) -> bytes:
    """Returns the content of a file, without the byte order mark that Windows programs write before UTF-8.

    Raises:
        InputError: if it cannot be read.
    """
    try:
        return input_files.read_file(path).removeprefix(BOM_UTF8)
    except OSError as error:
        raise InputError(f"{path}: cannot read this file: {error.strerror or error}") from error


def lines_of(path: str) -> Iterator[bytes]:
    """Yields the lines of a file, one at a time, without the byte order mark of Windows programs.

    Raises:
        InputError: if the file cannot be read.
    """
    try:
        with input_files.open_file(path) as file:
            line = file.readline(_LONGEST_LINE).removeprefix(BOM_UTF8)
            while line:
                if len(line) == _LONGEST_LINE:
                    raise InputError(f"{path}: a line is longer than {_LONGEST_LINE} bytes")
                yield line
                line = file.readline(_LONGEST_LINE)
    except OSError as error:
        raise InputError(f"{path}: cannot read this file: {error.strerror or error}") from error


def object_with(names: tuple[str, ...], raw: Any) -> dict[str, Any]:
    """Returns the fields of an object that has none but these.

    Raises:
        InputError: if it is not an object, or has another field.
    """
    if not isinstance(raw, Mapping):
        raise InputError(f"expected an object, got {shown(raw)}")
    for name in raw:
        if name not in names:
            raise InputError(f"unknown field {shown(name)}; the fields are {', '.join(names)}")
    return dict(raw)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a number in JSON")


def _number(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise InputError(f"the number {text[:50]} is too large: a double cannot hold it")
    return number


def _integer(text: str) -> int:
    if len(text) > _MOST_DIGITS:
        raise InputError(f"the number {text[:50]}… is too large: a double cannot hold it")
    return int(text)


def _unique(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(fields)
    if len(document) < len(fields):
        names = [name for name, _ in fields]
        raise InputError(f"the field {shown(next(name for name in names if names.count(name) > 1))} occurs twice")
    return document


_DECODER = json.JSONDecoder(parse_constant=_refuse, parse_float=_number, parse_int=_integer, object_pairs_hook=_unique)

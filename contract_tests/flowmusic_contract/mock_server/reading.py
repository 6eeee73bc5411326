"""Reads raw billing events from JSON: one at a time, or a file of JSON lines."""

import json
import math
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from flowmusic_contract.mock_server.events import FIELDS, BillingEvent
from flowmusic_contract.mock_server.ledger import Ledger, SumError
from flowmusic_contract.mock_server.ledger_file import LedgerError
from flowmusic_contract.mock_server.values import filled, shown, token_text

_REQUIRED = ("type", "amount", "created_at")


class InputError(LedgerError, ValueError):
    """An input that cannot be imported; the message is one line that says where and why."""


def read_seed(ledger: Ledger, path: str, token: str) -> int:
    """Adds the events in a file of JSON lines, those without a token under `token`; returns the number of lines.

    Raises:
        InputError: if a line is not an event; then nothing is added.
    """
    count = 0
    with ledger.transaction():
        for number, line in enumerate(_lines(path), 1):
            if line.strip():
                count += 1
                try:
                    add_raw_event(ledger, parsed(line), token)
                except (InputError, SumError) as error:
                    raise InputError(f"{path}: line {number}: {error}") from error
    return count


def add_raw_event(ledger: Ledger, raw: Any, token: str) -> None:
    """Adds an event that names its account. If it has no other fields, only the account is configured.

    Raises:
        InputError: if it is not an event.
    """
    fields = _object(raw, ("token", "email", *FIELDS))
    if "email" not in fields:
        raise InputError("email is missing")
    try:
        token, email = token_text("token", fields.pop("token", token)), filled("email", fields.pop("email"))
    except (TypeError, ValueError) as error:
        raise InputError(str(error)) from error
    ledger.add(token, email, [billing_event(fields)] if fields else [])


def billing_event(raw: Any, now: datetime | None = None) -> BillingEvent:
    """Returns the event with these fields; `now` is used if it has no `created_at`.

    Raises:
        InputError: if it is not an event.
    """
    fields = _object(raw, FIELDS)
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


def parsed(text: bytes | str) -> Any:
    """Returns a JSON document, decoded strictly.

    Raises:
        InputError: if it is not one.
    """
    try:
        decoded = text if isinstance(text, str) else text.decode()
        document = json.loads(decoded, parse_constant=_refuse, parse_float=_number, object_pairs_hook=_unique)
        json.dumps(document, ensure_ascii=False).encode()  # half of a surrogate pair cannot be stored
        return document
    except InputError:
        raise
    except json.JSONDecodeError as error:
        raise InputError(f"not JSON: line {error.lineno} column {error.colno}: {error.msg}") from error
    except (UnicodeDecodeError, UnicodeEncodeError) as error:
        raise InputError(f"not UTF-8: {error.reason}") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"not JSON: {error}") from error


def content_of(path: str) -> bytes:
    """Returns the content of a file, without the byte order mark that Windows programs write before UTF-8.

    Raises:
        InputError: if it cannot be read.
    """
    try:
        return Path(path).read_bytes().removeprefix(BOM_UTF8)
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot read this file: {_reason(error)}") from error


def _lines(path: str) -> Iterator[bytes]:
    try:
        with Path(path).open("rb") as file:
            yield file.readline().removeprefix(BOM_UTF8)
            yield from file
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot read this file: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _object(raw: Any, names: tuple[str, ...]) -> dict[str, Any]:
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


def _unique(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(fields)
    if len(document) < len(fields):
        names = [name for name, _ in fields]
        raise InputError(f"the field {shown(next(name for name in names if names.count(name) > 1))} occurs twice")
    return document

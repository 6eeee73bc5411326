"""Adds the raw billing events in a file of JSON lines to a ledger."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from attrs import frozen

from flowmusic_contract.mock_server.events import FIELDS, BillingEvent
from flowmusic_contract.mock_server.ledger import Ledger, SumError
from flowmusic_contract.mock_server.reading import InputError, billing_event, lines_of, object_with, parsed_line
from flowmusic_contract.mock_server.values import non_empty_text, token_text

_BYTES_AT_ONCE = 1_000_000
"""The size of the lines that are added together: many at once are faster, and all at once would take all memory."""


@frozen
class _Line:
    """An event with its account; a line that only configures an account has no event."""

    number: int
    token: str
    email: str
    event: BillingEvent | None


def read_seed(ledger: Ledger, path: str, token: str) -> int:
    """Adds the events in a file of JSON lines, those without a token under `token`; returns the number of lines.

    Raises:
        InputError: if a line is not an event; then nothing is added.
    """
    count = 0
    with ledger.transaction():
        for lines in _pieces(path, token):
            count += len(lines)
            _add(ledger, path, lines)
    return count


def _pieces(path: str, token: str) -> Iterator[list[_Line]]:
    """Yields the lines, many at once. What is before a line that is not an event is yielded first."""
    lines: list[_Line] = []
    size = 0
    for number, text in enumerate(lines_of(path), 1):
        if text.strip():
            try:
                lines.append(_line(number, parsed_line(text), token))
            except InputError as error:
                yield lines
                raise InputError(f"{path}: line {number}: {error}") from error
        size += len(text)
        if size > _BYTES_AT_ONCE:
            yield lines
            lines, size = [], 0
    yield lines


def _line(number: int, raw: Any, token: str) -> _Line:
    fields = object_with(("token", "email", *FIELDS), raw)
    if "email" not in fields:
        raise InputError("email is missing")
    try:
        token, email = token_text("token", fields.pop("token", token)), non_empty_text("email", fields.pop("email"))
    except (TypeError, ValueError) as error:
        raise InputError(str(error)) from error
    return _Line(number, token, email, billing_event(fields) if fields else None)


def _add(ledger: Ledger, path: str, lines: Sequence[_Line]) -> None:
    try:
        with ledger.savepoint():
            _add_together(ledger, lines)
    except SumError:
        for line in lines:  # again one by one, which finds the line
            try:
                _add_together(ledger, [line])
            except SumError as error:
                raise InputError(f"{path}: line {line.number}: {error}") from error


def _add_together(ledger: Ledger, lines: Iterable[_Line]) -> None:
    accounts: dict[tuple[str, str], list[BillingEvent]] = {}
    for line in lines:
        events = accounts.setdefault((line.token, line.email), [])
        if line.event:
            events.append(line.event)
    for (token, email), events in accounts.items():
        ledger.add(token, email, events)

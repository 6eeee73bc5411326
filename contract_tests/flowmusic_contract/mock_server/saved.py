"""Accounts from saved responses and from recorded traffic. Each answers as it did when it was saved."""

import base64
import binascii
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flowmusic_contract.mock_server.api import PATH
from flowmusic_contract.mock_server.events import BillingEvent
from flowmusic_contract.mock_server.ledger import Ledger, SumError
from flowmusic_contract.mock_server.reading import InputError, billing_event, content_of, parsed
from flowmusic_contract.mock_server.values import shown

_ENDPOINT = PATH.removeprefix("/v1")


def read_saved(ledger: Ledger, path: str, token: str) -> None:
    """Adds an account for a usage report, or one for each usage report of a recording (HAR, or HAR entries as lines).

    Raises:
        InputError: if the file has no usage report, or one that is not as documented; then nothing is added.
    """
    content = content_of(path)
    with ledger.transaction():
        count = 0
        for count, (where, email, body) in enumerate(_reports(path, content), 1):  # noqa: B007 - it is the number
            try:
                report = parsed(body)
                events = list(_events(report))
                ledger.keep_answer(token, email or report["email"], body, events)
            except (InputError, SumError) as error:
                raise InputError(f"{where}: {error}") from error
        if not count:
            raise InputError(f"{path}: no usage report: expected a 200 response to GET …{_ENDPOINT}")


def _reports(path: str, content: bytes) -> Iterator[tuple[str, str | None, bytes]]:
    """Yields where each usage report is, the email address that was requested if it is known, and the body."""
    lines = [(number, line) for number, line in enumerate(content.splitlines(), 1) if line.strip()]
    try:
        document = parsed(content)
    except InputError as error:
        if len(lines) < 2 or not _is_object(lines[0][1]):
            raise InputError(f"{path}: {error}") from error
        for number, line in lines:
            try:
                document = parsed(line)
            except InputError as bad:
                raise InputError(f"{path}: line {number}: {str(bad).replace('line 1 ', '')}") from bad
            yield from _in_document(f"{path}: line {number}", document, line)
    else:
        yield from _in_document(path, document, content)


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(parsed(line), dict)
    except InputError:
        return False


def _in_document(where: str, document: Any, content: bytes) -> Iterator[tuple[str, str | None, bytes]]:
    match document:
        case {"log": {"entries": [*entries]}}:
            for index, entry in enumerate(entries):
                yield from _in_entry(f"{where}: $.log.entries[{index}]", entry)
        case {"request": _, "response": _}:
            yield from _in_entry(where, document)
        case _:
            yield where, None, content


def _in_entry(where: str, entry: Any) -> Iterator[tuple[str, str | None, bytes]]:
    match entry:
        case {"request": {"method": "GET", "url": str(url)}, "response": {"status": 200, "content": content}}:
            if not urlsplit(url).path.endswith(_ENDPOINT):
                return
            emails = parse_qs(urlsplit(url).query).get("email", [])
            yield where, emails[0] if len(emails) == 1 else None, _body(where, content)
        case _:
            pass


def _body(where: str, content: Any) -> bytes:
    match content:
        case {"text": str(text), "encoding": "base64"}:
            try:
                return base64.b64decode(text, validate=True)
            except binascii.Error as error:
                raise InputError(f"{where}: the body is not Base64: {error}") from error
        case {"text": str(text)}:
            return text.encode("utf-8", "surrogatepass")
        case _:
            raise InputError(f"{where}: the response has no body; record it with its content")


def _events(report: Any) -> Iterator[BillingEvent]:
    match report:
        case {"email": str(), "events": [*rows], "summary": {}}:
            for index, row in enumerate(rows):
                try:
                    yield _event(row)
                except InputError as error:
                    raise InputError(f"$.events[{index}]: {error}") from error
        case _:
            raise InputError(f"expected a usage report with email, events and summary, got {shown(report)}")


def _event(row: Any) -> BillingEvent:
    if not isinstance(row, dict):
        raise InputError(f"expected an object, got {shown(row)}")
    names = "type", "amount", "conversation_id", "conversation_title"
    fields = {name: row[name] for name in names if name in row}
    return billing_event(fields | ({"created_at": row["max_created_at"]} if "max_created_at" in row else {}))

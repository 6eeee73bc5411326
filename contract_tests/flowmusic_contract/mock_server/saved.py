"""Accounts from saved responses and recorded traffic. The usage report of each is the saved one."""

from collections.abc import Iterator
from typing import Any

from flowmusic_contract.mock_server.events import BillingEvent
from flowmusic_contract.mock_server.ledger import Ledger
from flowmusic_contract.mock_server.reading import InputError, billing_event, content_of, parsed
from flowmusic_contract.mock_server.recorded import ENDPOINT, recorded_reports
from flowmusic_contract.mock_server.values import shown


def read_saved(ledger: Ledger, path: str, token: str) -> None:
    """Adds an account for a usage report, or one for each usage report of a recording.

    Raises:
        InputError: if the file has no usage report, or one that is not as documented; then nothing is added.
    """
    content = content_of(path)
    with ledger.transaction():
        has_reports = False
        for recorded in recorded_reports(path, content):
            has_reports = True
            try:
                report = parsed(recorded.body)
                events = list(_events(report))
                ledger.save_report(token, recorded.email or report["email"], recorded.body, events)
            except ValueError as error:
                raise InputError(f"{recorded.where}: {error}") from error
        if not has_reports:
            raise InputError(f"{path}: no usage report: expected a 200 response to GET …{ENDPOINT}")


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

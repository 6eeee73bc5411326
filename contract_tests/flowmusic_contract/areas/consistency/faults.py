"""Servers whose responses contradict each other."""

from collections.abc import Callable
from typing import Any

from flowmusic_contract.areas.consistency import rules
from flowmusic_contract.engine.fault import response_fault, server_fault
from flowmusic_contract.mock_server import Handler, Request, Response

_UNCHARGED = "stem-export"


_SONG = "22223333-4444-4555-8666-777788889999"


def _each_call(handler: Handler, change: Callable[[dict[str, Any], int], None]) -> Handler:
    """Returns the server whose usages of one account change with the number of the call."""
    calls = 0

    def handle(request: Request) -> Response:
        nonlocal calls
        correct = handler(request)
        if correct.status != 200 or request.method != "GET" or correct.json()["email"] != "listener@example.com":
            return correct
        calls += 1
        usage = correct.json()
        change(usage, calls)
        return correct.with_json(usage)

    return handle


def _uncharged(usage: dict[str, Any], tokens: float) -> None:
    """Makes the amount of the type that the page does not name something else, consistently."""
    next(event for event in usage["events"] if event["type"] == _UNCHARGED)["amount"] = tokens
    usage["summary"]["by_type_tokens"][_UNCHARGED] = tokens
    usage["summary"]["by_type_credits"][_UNCHARGED] = tokens / 12


@response_fault(breaks=[rules.same_request_gets_same_status])
def order_of_parameters_matters(request: Request, handler: Handler) -> Response:
    """The parameter `email` is found only if it is the first."""
    return (
        Response.of(400, {}) if "&email=listener" in request.query and "other=1" in request.query else handler(request)
    )


@server_fault(breaks=[rules.past_days_do_not_change])
def past_grows_with_every_call(handler: Handler) -> Handler:
    """An amount of a day that is over grows with every call, and the totals with it."""
    return _each_call(handler, lambda usage, calls: _uncharged(usage, 24 + calls))


@server_fault(breaks=[rules.past_days_do_not_change])
def every_other_call_lacks_a_row(handler: Handler) -> Handler:
    """A row of a day that is over is missing from every other answer, and from its totals."""

    def change(usage: dict[str, Any], calls: int) -> None:
        if calls % 2:
            usage["events"] = [event for event in usage["events"] if event["type"] != _UNCHARGED]
            for unit in "by_type_tokens", "by_type_credits":
                del usage["summary"][unit][_UNCHARGED]

    return _each_call(handler, change)


@server_fault(breaks=[rules.past_days_do_not_change])
def titles_change_with_every_call(handler: Handler) -> Handler:
    """A song that was not charged for has another title in every answer."""

    def change(usage: dict[str, Any], calls: int) -> None:
        next(event for event in usage["events"] if event["type"] == _UNCHARGED)["conversation_title"] = f"Take {calls}"

    return _each_call(handler, change)


@server_fault(breaks=[rules.same_events_give_same_summary])
def total_changes_its_mind(handler: Handler) -> Handler:
    """A type that the page does not name is charged in every other answer."""

    def change(usage: dict[str, Any], calls: int) -> None:
        if calls % 2:
            usage["summary"]["total_charged_credits"] += 25 / 12

    return _each_call(handler, change)


@response_fault(breaks=[rules.accounts_share_no_events])
def row_shared_by_accounts(request: Request, handler: Handler) -> Response:
    """An event of one account is listed for another, with consistent totals."""
    correct = handler(request)
    if correct.status != 200 or request.method != "GET" or correct.json()["email"] != "duo+live@example.com":
        return correct
    usage = correct.json()
    usage["events"].append(
        {
            "type": _UNCHARGED,
            "amount": 25,
            "conversation_id": _SONG,
            "conversation_title": None,
            "event_at": "2026-06-02T00:00:00",
            "max_created_at": "2026-06-02T12:30:00.000000Z",
            "_account_email": usage["email"],
        }
    )
    usage["summary"]["by_type_tokens"][_UNCHARGED] = 25
    usage["summary"]["by_type_credits"][_UNCHARGED] = 25 / 12
    return correct.with_json(usage)

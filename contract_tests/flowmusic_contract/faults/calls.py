"""Servers whose calls do not agree with one another."""

from collections.abc import Callable
from typing import Any

from flowmusic_contract.faults.fault import answer_fault, server_fault
from flowmusic_contract.mock_server import Answer, Request, Respond

_STATUS = "calls.the-same-request-gets-the-same-status"
_PAST = "calls.past-days-do-not-change"
_SUMMARY = "calls.the-same-events-have-the-same-summary"
_SHARED = "calls.two-accounts-share-no-row"
_TELLS = "calls.a-refused-token-does-not-tell-accounts"

_UNCHARGED = "stem-export"
_SONG = "22223333-4444-4555-8666-777788889999"


def _each_call(respond: Respond, change: Callable[[dict[str, Any], int], None]) -> Respond:
    """Returns the server whose usages of one account change with the number of the call."""
    calls = 0

    def answer(request: Request) -> Answer:
        nonlocal calls
        right = respond(request)
        if right.status != 200 or request.method != "GET" or right.json()["email"] != "listener@example.com":
            return right
        calls += 1
        usage = right.json()
        change(usage, calls)
        return right.with_json(usage)

    return answer


def _uncharged(usage: dict[str, Any], tokens: float) -> None:
    """Makes the amount of the type that the page does not name something else, consistently."""
    next(event for event in usage["events"] if event["type"] == _UNCHARGED)["amount"] = tokens
    usage["summary"]["by_type_tokens"][_UNCHARGED] = tokens
    usage["summary"]["by_type_credits"][_UNCHARGED] = tokens / 12


@answer_fault(breaks=[_STATUS])
def order_of_parameters_matters(request: Request, respond: Respond) -> Answer:
    """The parameter `email` is found only if it is the first."""
    return Answer.of(400, {}) if "&email=listener" in request.query and "other=1" in request.query else respond(request)


@server_fault(breaks=[_PAST])
def past_grows_with_every_call(respond: Respond) -> Respond:
    """An amount of a day that is over grows with every call, and the totals with it."""
    return _each_call(respond, lambda usage, calls: _uncharged(usage, 24 + calls))


@server_fault(breaks=[_PAST])
def every_other_call_lacks_a_row(respond: Respond) -> Respond:
    """A row of a day that is over is missing from every other answer, and from its totals."""

    def change(usage: dict[str, Any], calls: int) -> None:
        if calls % 2:
            usage["events"] = [event for event in usage["events"] if event["type"] != _UNCHARGED]
            for unit in "by_type_tokens", "by_type_credits":
                del usage["summary"][unit][_UNCHARGED]

    return _each_call(respond, change)


@server_fault(breaks=[_PAST])
def titles_change_with_every_call(respond: Respond) -> Respond:
    """A song that was not charged for has another title in every answer."""

    def change(usage: dict[str, Any], calls: int) -> None:
        next(event for event in usage["events"] if event["type"] == _UNCHARGED)["conversation_title"] = f"Take {calls}"

    return _each_call(respond, change)


@server_fault(breaks=[_SUMMARY])
def total_changes_its_mind(respond: Respond) -> Respond:
    """A type that the page does not name is charged in every other answer."""

    def change(usage: dict[str, Any], calls: int) -> None:
        if calls % 2:
            usage["summary"]["total_charged_credits"] += 25 / 12

    return _each_call(respond, change)


@answer_fault(breaks=[_SHARED])
def row_shared_by_accounts(request: Request, respond: Respond) -> Answer:
    """An event of one account is listed for another, with consistent totals."""
    right = respond(request)
    if right.status != 200 or request.method != "GET" or right.json()["email"] != "duo+live@example.com":
        return right
    usage = right.json()
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
    return right.with_json(usage)


@answer_fault(breaks=[_TELLS])
def refusal_tells_accounts(request: Request, respond: Respond) -> Answer:
    """Who has no valid token is told whether the account is configured."""
    answer = respond(request)
    known = request.emails() == ["listener@example.com"]
    return answer.with_json({"error": "Unauthorized", "known": known}) if answer.status == 401 else answer

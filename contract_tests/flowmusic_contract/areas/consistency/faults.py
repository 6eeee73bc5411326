"""Servers whose responses contradict each other."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from attrs import evolve

from flowmusic_contract.areas.consistency import rules
from flowmusic_contract.areas.summary import rules as summary_rules
from flowmusic_contract.engine.fault import UsageJson, is_report_of, response_fault, server_fault
from flowmusic_contract.engine.fault_parts import UnderWay, let_others_arrive
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, Handler, Request, Response

_UNCHARGED = "stem-export"
"""An event type that the docs page does not name, on a past day."""

_WITHOUT_EVENTS = DEMO_EMAILS[1]

_CONVERSATION = "22223333-4444-4555-8666-777788889999"


def _each_report(
    handler: Handler, change: Callable[[UsageJson, int], None], email: str = "listener@example.com"
) -> Handler:
    """Returns the server that changes each report of one account; `change` gets the report and its number."""
    number = 0

    def handle(request: Request) -> Response:
        nonlocal number
        correct = handler(request)
        if not is_report_of(email, request, correct):
            return correct
        number += 1
        usage = correct.json()
        change(usage, number)
        return correct.with_json(usage)

    return handle


def _uncharged(usage: UsageJson) -> UsageJson:
    event: UsageJson = next(event for event in usage["events"] if event["type"] == _UNCHARGED)
    return event


def _add_uncharged(usage: UsageJson, tokens: int) -> None:
    _uncharged(usage)["amount"] += tokens
    usage["summary"]["by_type_tokens"][_UNCHARGED] += tokens
    usage["summary"]["by_type_credits"][_UNCHARGED] = _uncharged(usage)["amount"] / 12


@response_fault(breaks=[rules.same_request_gets_same_status], effects={"other parameter first": "200 -> 400"})
def email_must_be_the_first_parameter(request: Request, handler: Handler) -> Response:
    """A request in which `email` is not the first parameter gets a 400 response."""
    is_later = "&email=" in request.query and not request.query.startswith("email")
    return Response.of(400, {}) if is_later else handler(request)


@response_fault(
    breaks=[rules.same_request_gets_same_status],
    effects={"similar parameter first": "200 -> 404", "two emails": "400 -> 200"},
    requests={
        "similar parameter first": evolve(
            Request.get(DEMO_EMAILS[0]).authorized_by(DEMO_TOKEN),
            query=f"reply_email=x@y.example&email={DEMO_EMAILS[0]}",
        )
    },
)
def first_email_in_the_query_counts(request: Request, handler: Handler) -> Response:
    """The text after the first `email=` of a query is the address, also in a parameter whose name ends like that."""
    first = request.query.partition("email=")[2].partition("&")[0]
    return handler(evolve(request, query=f"email={first}")) if "email=" in request.query else handler(request)


@server_fault(
    breaks=[rules.what_was_billed_stays],
    effects={
        "other parameter $.events[9].amount": "25 -> 24",
        "other parameter $.summary.by_type_tokens['stem-export']": "25 -> 24",
        "other parameter $.summary.by_type_credits['stem-export']": "2.0833333333333335 -> 2.0",
        "other parameter first $.events[9].amount": "25 -> 23",
        "other parameter first $.summary.by_type_tokens['stem-export']": "25 -> 23",
        "other parameter first $.summary.by_type_credits['stem-export']": "2.0833333333333335 -> 1.9166666666666667",
        "listener again $.events[9].amount": "25 -> 22",
        "listener again $.summary.by_type_tokens['stem-export']": "25 -> 22",
        "listener again $.summary.by_type_credits['stem-export']": "2.0833333333333335 -> 1.8333333333333333",
    },
)
def past_shrinks_with_every_request(handler: Handler) -> Handler:
    """An amount of a past day shrinks with every request, and the totals with it."""

    def change(usage: UsageJson, number: int) -> None:
        _add_uncharged(usage, 1 - number)

    return _each_report(handler, change)


@server_fault(
    breaks=[rules.reading_does_not_bill],
    effects={
        "duo $.events[*].amount": "600 -> 1200",
        "duo $.summary.by_type_tokens[*]": "600 -> 1200",
        "duo $.summary.by_type_credits[*]": "50 -> 100",
        "duo $.summary.total_charged_credits": "18.333333333333332 -> 36.666666666666664",
        "duo $.summary.total_received_tokens": "600 -> 1200",
        "duo $.summary.per_conversation[0].tokens": "220 -> 440",
        "duo $.summary.per_conversation[0].credits": "18.333333333333332 -> 36.666666666666664",
    },
)
def amounts_add_up_over_requests(handler: Handler) -> Handler:
    """Each usage report of an account adds its amounts to those of the reports before."""

    def change(usage: UsageJson, number: int) -> None:
        summary = usage["summary"]
        amounts = [(event, "amount") for event in usage["events"]]
        amounts += [(row, unit) for row in summary["per_conversation"] for unit in ("tokens", "credits")]
        amounts += [(summary[unit], type_) for unit in ("by_type_tokens", "by_type_credits") for type_ in summary[unit]]
        amounts += [(summary, name) for name in ("total_charged_credits", "total_received_tokens")]
        for place, name in amounts:
            place[name] *= number + 1

    return _each_report(handler, change, "duo+live@example.com")


@server_fault(
    breaks=[rules.reading_does_not_bill],
    effects={
        "$.events[9].amount": "25 -> 26",
        "$.summary.by_type_tokens['stem-export']": "25 -> 26",
        "$.summary.by_type_credits['stem-export']": "2.0833333333333335 -> 2.1666666666666665",
        "other parameter $.events[9].amount": "25 -> 27",
        "other parameter $.summary.by_type_tokens['stem-export']": "25 -> 27",
        "other parameter $.summary.by_type_credits['stem-export']": "2.0833333333333335 -> 2.25",
        "other parameter first $.events[9].amount": "25 -> 28",
        "other parameter first $.summary.by_type_tokens['stem-export']": "25 -> 28",
        "other parameter first $.summary.by_type_credits['stem-export']": "2.0833333333333335 -> 2.3333333333333335",
        "listener again $.events[9].amount": "25 -> 29",
        "listener again $.summary.by_type_tokens['stem-export']": "25 -> 29",
        "listener again $.summary.by_type_credits['stem-export']": "2.0833333333333335 -> 2.4166666666666665",
    },
)
def last_event_is_billed_with_every_request(handler: Handler) -> Handler:
    """Each usage report bills an event once more, with the same timestamp."""

    def change(usage: UsageJson, number: int) -> None:
        _add_uncharged(usage, number)

    return _each_report(handler, change)


@server_fault(
    breaks=[rules.what_was_billed_stays, rules.no_event_comes_back],
    effects={
        "$.events": "array of 10 -> array of 9",
        "$.summary.by_type_tokens['stem-export']": "25 -> absent",
        "$.summary.by_type_credits['stem-export']": "2.0833333333333335 -> absent",
    },
)
def every_other_report_lacks_an_event(handler: Handler) -> Handler:
    """An event of a past day is missing from every other usage report and its totals."""

    def change(usage: UsageJson, number: int) -> None:
        if number % 2:
            usage["events"].remove(_uncharged(usage))
            del usage["summary"]["by_type_tokens"][_UNCHARGED]
            del usage["summary"]["by_type_credits"][_UNCHARGED]

    return _each_report(handler, change)


@server_fault(
    breaks=[rules.what_was_billed_stays],
    effects={
        "other parameter $.events[9].max_created_at": '"2026-06-02T12:30:00.000000Z" -> "2026-06-02T12:28:00Z"',
        "other parameter first $.events[9].max_created_at": '"2026-06-02T12:30:00.000000Z" -> "2026-06-02T12:27:00Z"',
        "listener again $.events[9].max_created_at": '"2026-06-02T12:30:00.000000Z" -> "2026-06-02T12:26:00Z"',
        "$.events[9].max_created_at": '"2026-06-02T12:30:00.000000Z" -> "2026-06-02T12:29:00Z"',
    },
)
def latest_event_moves_back_in_time(handler: Handler) -> Handler:
    """The timestamp of the latest event of a past day is a minute earlier in every usage report."""

    def change(usage: UsageJson, number: int) -> None:
        earlier = datetime(2026, 6, 2, 12, 30, tzinfo=UTC) - timedelta(minutes=number)
        _uncharged(usage)["max_created_at"] = f"{earlier:%Y-%m-%dT%H:%M:%SZ}"

    return _each_report(handler, change)


@server_fault(
    breaks=[rules.no_title_vanishes],
    effects={"$.events[2,4,6].conversation_title": '"Sample Song" -> null'},
)
def every_other_report_lacks_titles(handler: Handler) -> Handler:
    """The events of every other usage report have no titles."""

    def change(usage: UsageJson, number: int) -> None:
        for event in usage["events"] if number % 2 else []:
            event["conversation_title"] = None

    return _each_report(handler, change)


@server_fault(
    breaks=[rules.same_events_give_same_summary],
    effects={"$.summary.by_type_credits['stem-export']": "2.0833333333333335 -> 2.08"},
)
def credits_are_rounded_in_every_other_report(handler: Handler) -> Handler:
    """The credits of a type are rounded in every other usage report."""

    def change(usage: UsageJson, number: int) -> None:
        if number % 2:
            credits = usage["summary"]["by_type_credits"]
            credits[_UNCHARGED] = round(credits[_UNCHARGED], 2)

    return _each_report(handler, change)


@server_fault(
    breaks=[rules.same_events_give_same_summary, summary_rules.other_types_count_in_one_way],
    effects={"$.summary.total_charged_credits": "111.66666666666667 -> 113.75"},
)
def type_is_charged_in_every_other_report(handler: Handler) -> Handler:
    """An undocumented event type is charged in every other usage report."""

    def change(usage: UsageJson, number: int) -> None:
        if number % 2:
            usage["summary"]["total_charged_credits"] += usage["summary"]["by_type_credits"][_UNCHARGED]

    return _each_report(handler, change)


@response_fault(
    breaks=[rules.accounts_share_no_events],
    effects={
        "duo $.events": "array of 3 -> array of 4",
        "duo $.summary.by_type_tokens['stem-export']": "absent -> 25",
        "duo $.summary.by_type_credits['stem-export']": "absent -> 2.0833333333333335",
    },
)
def event_shared_by_accounts(request: Request, handler: Handler) -> Response:
    """An event of one account is also listed for another account."""
    correct = handler(request)
    if not is_report_of("duo+live@example.com", request, correct):
        return correct
    usage = correct.json()
    usage["events"].append(
        {
            "type": _UNCHARGED,
            "amount": 25,
            "conversation_id": _CONVERSATION,
            "conversation_title": None,
            "event_at": "2026-06-02T00:00:00",
            "max_created_at": "2026-06-02T12:30:00.000000Z",
            "_account_email": usage["email"],
        }
    )
    usage["summary"]["by_type_tokens"][_UNCHARGED] = 25
    usage["summary"]["by_type_credits"][_UNCHARGED] = 25 / 12
    return correct.with_json(usage)


@response_fault(
    breaks=[rules.what_was_billed_stays, rules.no_event_comes_back],
    effects={"other letter case": "404 -> 200"},
    requests={"other letter case": Request.get(DEMO_EMAILS[0].swapcase()).authorized_by(DEMO_TOKEN)},
)
def other_letter_case_gets_an_empty_report(request: Request, handler: Handler) -> Response:
    """The account is found in any letter case, and its events only in the configured one."""
    [email, *_] = request.emails() or [""]
    correct = handler(request)
    if correct.status != 404 or email.lower() not in DEMO_EMAILS:
        return correct
    empty = handler(request.for_account(_WITHOUT_EVENTS))
    return empty.with_fields(email=email) if empty.status == 200 else correct


def _add_event_of_today(usage: UsageJson) -> None:
    # In the first minutes of a day, the day before has not settled, and this one has only new events.
    midnight = f"{datetime.now(UTC) - timedelta(minutes=5):%Y-%m-%dT00:00:00}"
    today = {"event_at": midnight, "max_created_at": f"{midnight}Z", "amount": 0}
    usage["events"].append(usage["events"][0] | today)


@server_fault(breaks=[rules.no_event_comes_back], effects={"$.events": "array of 10 -> array of 11"})
def event_of_today_comes_and_goes(handler: Handler) -> Handler:
    """Every other usage report lacks an event of today."""

    def change(usage: UsageJson, number: int) -> None:
        if number % 2:
            _add_event_of_today(usage)

    return _each_report(handler, change)


@server_fault(breaks=[rules.no_event_comes_back], effects={"$.events": "array of 10 -> array of 11"})
def event_of_today_is_missing_under_load(handler: Handler) -> Handler:
    """A usage report lacks an event of today while another request is under way."""
    under_way = UnderWay()

    def change(usage: UsageJson, _number: int) -> None:
        if under_way.number == 1:
            _add_event_of_today(usage)

    reporting = _each_report(handler, change)

    def handle(request: Request) -> Response:
        with under_way.one_more():
            if request.method == "GET":
                let_others_arrive()
            return reporting(request)

    return handle


@server_fault(
    breaks=[rules.same_etag_means_same_events],
    effects={
        "$.events[9].amount": "25 -> 24",
        "$.summary.by_type_tokens['stem-export']": "25 -> 24",
        "$.summary.by_type_credits['stem-export']": "2.0833333333333335 -> 2.0",
        "HEAD etag": 'absent -> "1"',
        "every 200 etag": 'absent -> "1"',
    },
)
def etag_stays_while_the_report_changes(handler: Handler) -> Handler:
    """The first usage report lacks a token of a later one, and both have the same `ETag`."""

    def change(usage: UsageJson, number: int) -> None:
        if number == 1:
            _add_uncharged(usage, -1)

    changing = _each_report(handler, change)

    def handle(request: Request) -> Response:
        response = changing(request)
        return response.with_header("etag", '"1"') if response.status == 200 else response

    return handle

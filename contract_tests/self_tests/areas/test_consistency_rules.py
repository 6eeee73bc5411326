"""The rules on several responses together, at their boundaries."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from attrs import evolve

from flowmusic_contract.areas.consistency import rules as consistency
from flowmusic_contract.areas.consistency.comparison import RecentRows, are_same_rows
from flowmusic_contract.engine.exchange import Exchange, RequestIntent, Transfer
from flowmusic_contract.engine.expectation import Words
from self_tests.samples import EMAIL, HOLDS, NOON, broken_at, compared, conversation, event, session_of, usage


@pytest.mark.parametrize(
    ("statuses", "outcomes"),
    [
        ([("a", 200), ("a", 200)], [True]),
        ([("a", 200), ("b", 404), ("a", 401), ("a", 200)], [False, False]),
        ([("a", 200), ("a", 0), ("a", 200)], [True]),
        ([("a", 0), ("a", 0)], []),
        ([("", 200), ("", 404)], []),
    ],
)
def test_same_request_same_status(statuses: list[tuple[str, int]], outcomes: list[bool]) -> None:
    """The statuses of equal requests are compared, each with the next; a missing response has no status."""
    exchanges = [Exchange(RequestIntent(fingerprint=(key,) if key else ()), status) for key, status in statuses]

    assert outcomes == compared(consistency.same_request_gets_same_status(session_of(*exchanges)))


CONVERSATION = conversation(conversation_id="c2")


def at(sent_at: datetime, report: Any, account: Any = "configured") -> Exchange:
    return Exchange(RequestIntent(account=account), 200, usage=report, sent_at=sent_at)


@pytest.mark.parametrize(
    ("sent_at", "outcomes"),
    [
        (datetime(2026, 5, 31, 12, tzinfo=UTC), []),
        (datetime(2026, 6, 1, 23, 59, tzinfo=UTC), []),
        (datetime(2026, 6, 2, 0, 4, 59, tzinfo=UTC), []),
        (datetime(2026, 6, 2, 0, 5, tzinfo=UTC), [False]),
        (NOON, [False]),
    ],
)
def test_a_day_is_past_five_minutes_after_midnight(sent_at: datetime, outcomes: list[bool]) -> None:
    """A day may change until five minutes after its end."""
    exchanges = at(sent_at, usage(event())), at(sent_at + timedelta(days=1), usage(event(amount=59)))

    assert outcomes == compared(consistency.what_was_billed_stays(session_of(*exchanges)))


@pytest.mark.parametrize(
    ("before", "after", "outcomes"),
    [
        ([event()], [event()], [True]),
        ([event()], [], [False]),
        ([], [event()], []),
        ([event()], [event(type="grant"), event()], [True]),
        ([event(event_at="x")], [], []),
        ([event()], [event(event_at="2026-06-01T00:00:00Z")], [True]),
        ([event()], [event(conversation_title="Renamed")], [True]),
        ([event()], [event(row_id=7)], [True]),
        ([event()], [event(amount=61)], [True]),
        ([event()], [event(amount=59)], [False]),
        ([event(amount=0.3)], [event(amount=0.1 + 0.2)], [True]),
        ([event(amount=0.1 + 0.2)], [event(amount=0.3)], [True]),
        ([event(amount=0.3)], [event(amount=0.3 - 1e-8)], [False]),
        ([event(amount=-60)], [event(amount=-61)], [True]),
        ([event(amount=0)], [event(amount=-1)], [True]),
        ([event(amount=1)], [event(amount=0)], [False]),
        ([event()], [event(max_created_at="2026-06-01T18:42:55.123457Z")], [True]),
        ([event()], [event(max_created_at="2026-06-01T18:42:55.123455Z")], [False]),
        ([event()], [event(max_created_at="2026-06-01T20:42:55.123456+02:00")], [True]),
        ([event()], [event(max_created_at="x")], [True]),
        ([event(max_created_at="x")], [event()], [True]),
        ([event(amount=40), event(amount=20, conversation_title="Renamed")], [event()], [True]),
        ([event(amount=40), event(amount=20, conversation_title="Renamed")], [event(amount=59)], [False]),
    ],
)
def test_past_rows(before: list[Any], after: list[Any], outcomes: list[bool]) -> None:
    """Of a past day, nothing vanishes, no amount shrinks and no timestamp becomes earlier."""
    exchanges = at(NOON, usage(*before)), at(NOON, usage(*after, email=EMAIL.upper()))

    assert outcomes == compared(consistency.what_was_billed_stays(session_of(*exchanges)))


@pytest.mark.parametrize(
    ("reports", "outcomes"),
    [
        ([[event()], [event()], [event()]], [True, True]),
        ([[event()], [], [event()]], [True, False]),
        ([[event()], [], [], [event()]], [True, False]),
        ([[event()], [], [event(amount=61)]], [True]),
        ([[event()], [], [event(max_created_at="2026-06-01T18:42:56Z")]], [True]),
        ([[event()], [], [event(amount=61)], [event()]], [True, True]),
        ([[event()], [], [event()], [event()]], [True, False, True]),
        ([[], [event()], [event()]], [True]),
        ([[event(), event(type="grant")], [], [event(), event(type="grant")]], [True, False]),
    ],
)
def test_event_that_comes_back(reports: list[list[dict[str, Any]]], outcomes: list[bool]) -> None:
    """An event may vanish on its day, and another may come, but not the same again."""
    evening = datetime(2026, 6, 1, 20, tzinfo=UTC)
    exchanges = [at(evening, usage(*rows)) for rows in reports]

    assert outcomes == compared(consistency.no_event_comes_back(session_of(*exchanges)))


@pytest.mark.parametrize(("seconds", "outcomes"), [(299, [True]), (300, [True, False])])
def test_new_event_that_comes_back(seconds: int, outcomes: list[bool]) -> None:
    """A replica may lack an event that is less than five minutes old."""
    happened = datetime(2026, 6, 1, 18, 42, 55, tzinfo=UTC)
    new = event(max_created_at="2026-06-01T18:42:55Z")
    reports = [at(happened + timedelta(seconds=seconds), usage(*rows)) for rows in ([new], [], [new])]

    assert outcomes == compared(consistency.no_event_comes_back(session_of(*reports)))


@pytest.mark.parametrize(
    ("before", "after", "outcomes"),
    [
        ([event()], [event(amount=61)], [True]),
        ([event()], [event(conversation_title="Renamed")], [True]),
        ([event()], [event(conversation_title=None)], [False]),
        ([event(conversation_title=None)], [event()], []),
        ([event()], [], []),
        ([event()], [event(conversation_title=None), event()], [True]),
        (
            [event(), event(type="grant")],
            [event(conversation_title=None), event(type="grant", conversation_title=None)],
            [False],
        ),
    ],
)
def test_title_that_vanishes(before: list[dict[str, Any]], after: list[dict[str, Any]], outcomes: list[bool]) -> None:
    """A title may change, and come, but not vanish while its event stays."""
    exchanges = at(NOON, usage(*before)), at(NOON + timedelta(seconds=1), usage(*after))

    assert outcomes == compared(consistency.no_title_vanishes(session_of(*exchanges)))


OLD, MIDDLE, YOUNG = event(event_at="2026-05-01T00:00:00"), event(event_at="2026-05-02T00:00:00"), event()


@pytest.mark.parametrize(
    ("hours", "after", "outcomes"),
    [
        (12, [YOUNG], [True]),
        (11, [YOUNG], [False]),
        (11, [MIDDLE, YOUNG], [True]),
        (11, [OLD | {"amount": 1}, MIDDLE, YOUNG], [True]),
        (12, [OLD, MIDDLE], [False]),
        (12, [], [False, False]),
    ],
)
def test_oldest_day_may_drop_out(hours: int, after: list[dict[str, Any]], outcomes: list[bool]) -> None:
    """The first day may lose events, and more days once another has begun; but no report has a gap or ends earlier."""
    exchanges = at(NOON, usage(OLD, MIDDLE, YOUNG)), at(NOON + timedelta(hours=hours), usage(*after))

    assert outcomes == compared(consistency.what_was_billed_stays(session_of(*exchanges)))


def growing(*amounts: float, names: Sequence[str] = ("c1", "c2", "c3")) -> list[Any]:
    """Returns a report for each amount: one event of a past day has it, and the others have twice as much."""
    return [
        usage(*(event(amount=amount * (1 + (name != "c1")), conversation_id=name) for name in names))
        for amount in amounts
    ]


@pytest.mark.parametrize(
    ("reports", "outcomes"),
    [
        (growing(1, 2, 3, 4), [False]),
        (growing(*range(1, 11), names=["c1"]), [False]),
        ([usage(*each["events"], event(conversation_id="c4")) for each in growing(1, 2, 3, 4)], [False]),
        (growing(4, 3, 2, 1), [True]),
        (growing(1, 2, 3, 3), [True]),
        (growing(1, 1, 2, 3), [True]),
        (growing(1, 2, 3, names="123456"), []),
        (growing(1, 2, 3, 4, names=["c1", "c2"]), []),
        (growing(*range(1, 10), names=["c1"]), []),
        ([usage(*each["events"][:2], event(conversation_id="c3")) for each in growing(1, 2, 3, 4)], [True]),
        ([usage(*each["events"][:2]) if number else each for number, each in enumerate(growing(1, 2, 3, 4))], [True]),
    ],
    ids=[
        "three amounts grow three times",
        "one amount grows nine times",
        "another amount stays",
        "all shrink",
        "none grows at the end",
        "none grows at first",
        "few responses",
        "few events",
        "few responses with one event",
        "one of three amounts stays",
        "one of three events vanishes",
    ],
)
def test_reading_that_bills(reports: list[Any], outcomes: list[bool]) -> None:
    """A rule is broken if amounts grow with each of at least three later responses, and nine times in all."""
    exchanges = [at(NOON + timedelta(hours=number), report) for number, report in enumerate(reports)]

    assert outcomes == compared(consistency.reading_does_not_bill(session_of(*exchanges)))


def test_reading_that_bills_is_shown_by_the_first_and_the_last_response() -> None:
    """A finding names the first response and the last one."""
    exchanges = [at(NOON + timedelta(hours=number), report) for number, report in enumerate(growing(1, 2, 3, 4))]
    named = [evolve(exchange, source=f"response {number}") for number, exchange in enumerate(exchanges)]
    [finding] = consistency.reading_does_not_bill(session_of(*named))

    assert ("response 0", "response 3") == finding.sources


def test_amounts_may_grow_with_every_response_if_events_are_later() -> None:
    """An amount may grow with every response if the latest event of its row is another one each time."""
    latest = [{"max_created_at": f"2026-06-01T18:0{number}:00Z"} for number in range(10)]
    exchanges = [at(NOON, usage(event(amount=60 + number) | each)) for number, each in enumerate(latest)]

    assert [True] == compared(consistency.reading_does_not_bill(session_of(*exchanges)))


def test_reading_that_bills_today() -> None:
    """An amount of a day that has not ended does not grow with every response either, while no event is later."""
    today = datetime(2026, 6, 1, 19, tzinfo=UTC)
    exchanges = [at(today, report) for report in growing(1, 2, 3, 4)]

    assert [False] == compared(consistency.reading_does_not_bill(session_of(*exchanges)))


@pytest.mark.parametrize(("seconds", "outcomes"), [(60, [False]), (60.001, [])])
def test_overlapping_requests_have_no_order(seconds: float, outcomes: list[bool]) -> None:
    """A response is compared with the last one that was complete before the request was sent."""
    first, second = at(NOON, usage(event())), at(NOON + timedelta(seconds=60), usage())
    exchanges = evolve(first, transfer=Transfer(seconds=seconds)), second

    assert outcomes == compared(consistency.what_was_billed_stays(session_of(*exchanges)))


def test_amounts_of_a_row_that_shrank() -> None:
    """A finding shows both amounts, because a report may have hundreds of events."""
    exchanges = at(NOON, usage(event(amount=60))), at(NOON, usage(event(amount=12.5)))
    [expectation] = consistency.what_was_billed_stays(session_of(*exchanges))

    assert Words("an amount of 12.5 after 60") == expectation.actual


def test_report_that_is_to_be_refused_is_not_compared() -> None:
    """What a caller gets for the account of another tenant says nothing about that account."""
    theirs = at(NOON, usage())
    refused = evolve(theirs, intent=RequestIntent(token="valid", account="unclear", names_only_others=True))

    assert [] == compared(consistency.what_was_billed_stays(session_of(at(NOON, usage(event())), refused)))


def test_each_response_is_compared_with_the_last_one_before() -> None:
    """An event that appears once is missed in the next response only."""
    answers = usage(), usage(event()), usage(), usage()

    assert [False] == compared(consistency.what_was_billed_stays(session_of(*(at(NOON, report) for report in answers))))


@pytest.mark.parametrize(("account", "outcomes"), [("unclear", [False]), ("not configured", []), ("absent", [])])
def test_only_accounts_that_may_be_the_same_are_compared(account: str, outcomes: list[bool]) -> None:
    """Responses are compared if the account is or may be configured."""
    exchanges = at(NOON, usage(event())), at(NOON, usage(), account)

    assert outcomes == compared(consistency.what_was_billed_stays(session_of(*exchanges)))


@pytest.mark.parametrize(
    ("changes", "at_"),
    [
        ({}, HOLDS),
        ({"total_charged_credits": 6}, ["$.summary.total_charged_credits"]),
        ({"per_conversation": [conversation(conversation_id="c2"), conversation()]}, HOLDS),
        ({"per_conversation": [conversation()]}, ["$.summary.per_conversation"]),
        ({"per_conversation": []}, ["$.summary.per_conversation"]),
        (
            {"per_conversation": [conversation(), CONVERSATION, conversation(conversation_id="c3")]},
            ["$.summary.per_conversation"],
        ),
        ({"per_conversation": [conversation(tokens=61), CONVERSATION]}, ["$.summary.per_conversation"]),
        ({"per_conversation": [conversation(credits=6), CONVERSATION]}, ["$.summary.per_conversation"]),
        ({"per_conversation": [conversation(email=None), CONVERSATION]}, ["$.summary.per_conversation"]),
        ({"per_conversation": [conversation(title="Renamed"), CONVERSATION]}, HOLDS),
        ({"per_conversation": [conversation(new=1), CONVERSATION]}, HOLDS),
        ({"by_type_tokens": {"riffusion": 61}}, ["$.summary.by_type_tokens"]),
        ({"by_type_tokens": {}}, ["$.summary.by_type_tokens"]),
        ({"by_type_credits": {"riffusion": 5, "new": 0}}, ["$.summary.by_type_credits"]),
        ({"by_type_credits": {"riffusion": 5.000000000000001}}, HOLDS),
        ({"total_charged_credits": 5.000000000000001}, HOLDS),
        ({"total_received_tokens": 1}, ["$.summary.total_received_tokens"]),
        ({"new": 1}, HOLDS),
    ],
)
def test_same_events_same_summary(changes: dict[str, Any], at_: list[str]) -> None:
    """The same events give summaries with the same numbers, with their conversations in any order."""
    songs = [conversation(), CONVERSATION]
    summary: dict[str, Any] = {"per_conversation": songs}
    first, second = usage(event(), **summary), usage(event(), **(summary | changes))

    assert at_ == broken_at(consistency.same_events_give_same_summary(session_of(at(NOON, first), at(NOON, second))))


@pytest.mark.parametrize(
    ("changes", "is_compared"),
    [
        ({}, True),
        ({"amount": 60.00000000000001}, True),
        ({"amount": 61}, False),
        ({"type": "grant"}, False),
        ({"max_created_at": "2026-06-01T18:42:54Z"}, False),
        ({"max_created_at": "2026-06-01T18:42:56Z"}, False),
        ({"conversation_title": "Renamed"}, True),
        ({"row_id": 7}, True),
    ],
)
def test_what_the_same_events_are(changes: dict[str, Any], is_compared: bool) -> None:  # noqa: FBT001 - a table
    """Events are the same if what the docs page documents is the same, except for their titles."""
    first, second = usage(event()), usage(event(**changes), total_charged_credits=6)
    broken = broken_at(consistency.same_events_give_same_summary(session_of(at(NOON, first), at(NOON, second))))

    assert is_compared == bool(broken)


def test_an_event_that_bills_nothing_is_an_event() -> None:
    """Reports differ if one has a further event, even if it has no amount and no timestamp."""
    fewer, more = usage(event()), usage(event(), event(type="grant", amount=0, max_created_at="x"))

    assert (False, False) == (are_same_rows(fewer, more), are_same_rows(more, fewer))


@pytest.mark.parametrize(
    ("changes", "outcomes"),
    [
        ({}, [False]),
        ({"amount": 61}, [True]),
        ({"conversation_id": None}, [True]),
        ({"conversation_title": "Renamed"}, [False]),
    ],
)
def test_two_accounts_share_no_row(changes: dict[str, Any], outcomes: list[bool]) -> None:
    """An event of a conversation belongs to one account; an event without one may occur in several."""
    ours = usage(event(), event(conversation_id=None), event(conversation_id="c8"))
    theirs = usage(event(**changes), event(conversation_id="c9"), email="other@example.com")
    exchanges = at(NOON, ours), at(NOON, theirs)

    assert outcomes == compared(consistency.accounts_share_no_events(session_of(*exchanges)))


def test_every_two_accounts_are_compared() -> None:
    """Each pair of three accounts is compared once."""
    exchanges = [at(NOON, usage(event(), email=f"{name}@example.com")) for name in "aabc"]

    assert [False] * 3 == compared(consistency.accounts_share_no_events(session_of(*exchanges)))


def test_shared_rows_are_counted() -> None:
    """The finding shows how many events are another account's, and one of them."""
    rows = event(), event(type="grant")
    exchanges = at(NOON, usage(*rows)), at(NOON, usage(*rows, event(type="x"), email="other@example.com"))
    [expectation] = consistency.accounts_share_no_events(session_of(*exchanges))

    assert Words("2 of another account, such as grant at 2026-06-01T18:42:55.123456Z in c1") == expectation.actual


@pytest.mark.parametrize(
    ("etags", "amounts", "outcomes"),
    [
        (['"1"', '"1"'], [60, 60], [True]),
        (['"1"', '"1"'], [60, 61], [False]),
        (['W/"1"', 'W/"1"'], [60, 61], [False]),
        (['"1"', '"2"'], [60, 61], [True]),
        (['"1"', None], [60, 61], [True]),
        ([None, None], [60, 61], [True]),
        (['"1"', '"2"', '"1"'], [60, 61, 61], [False]),
        (['"1"', '"1"'], [0.3, 0.1 + 0.2], [True]),
    ],
)
def test_etags(etags: list[str | None], amounts: list[float], outcomes: list[bool]) -> None:
    """Two responses with the same `ETag` are compared, however many lie between them."""
    responses = [
        evolve(at(NOON, usage(event(amount=amount))), headers=(("etag", etag),) if etag else ())
        for etag, amount in zip(etags, amounts, strict=True)
    ]

    assert outcomes == compared(consistency.same_etag_means_same_events(session_of(*responses)))


def test_rows_of_equal_events_are_computed_once() -> None:
    """Reports with the same events share their rows, also if something else of them differs."""
    recent = RecentRows()

    assert recent.of(usage(event())) is recent.of(usage(event(), email="a@example.com"))
    assert recent.of(usage(event())) is not recent.of(usage(event(amount=61)))


def test_rows_of_two_reports_are_remembered() -> None:
    """The rows of the last two reports are remembered, and those of the one before are not."""
    recent = RecentRows()
    first, second = recent.of(usage(event())), recent.of(usage(event(amount=61)))
    both = [recent.of(usage(event())) is first, recent.of(usage(event(amount=61))) is second]
    recent.of(usage(event(amount=62)))

    assert [True, True] == both
    assert recent.of(usage(event())) is not first

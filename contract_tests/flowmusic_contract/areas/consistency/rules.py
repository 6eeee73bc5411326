"""Rules on several responses together."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import chain, combinations, pairwise
from typing import Any

from attrs import frozen

from flowmusic_contract.engine.billing import total
from flowmusic_contract.engine.expectation import (
    Expectation,
    Words,
    all_hold,
    broken,
    equal,
    holds,
    is_at_least,
    is_same_number,
    short_repr,
)
from flowmusic_contract.engine.rule import inferred
from flowmusic_contract.engine.subjects import Exchange, Session
from flowmusic_contract.engine.timestamps import timestamp, utc_day
from flowmusic_contract.engine.usage import ConversationUsage, Usage, UsageEvent, UsageSummary

Key = tuple[object, ...]


@frozen
class _Row:
    """What is billed for a day, a type and a conversation. A renamed conversation may have several events for them."""

    amount: float
    latest: datetime | None


@inferred(because="nothing that the request asks for has changed", about=Session, needs="the same request twice")
def same_request_gets_same_status(session: Session) -> Iterator[Expectation]:
    """Requests with the same parameters, in any order, get the same status."""
    for same in _by_fingerprint(session):
        for before, after in pairwise(same):
            yield equal(before.status, after.status, "status").within(before.source, after.source)


@inferred(because="what was billed was billed; a late event only adds to it", about=Session)
def what_was_billed_stays(session: Session) -> Iterator[Expectation]:
    """Nothing of a day that has ended vanishes or shrinks in a later response for the same account."""
    for earlier, later in chain.from_iterable(map(_in_turn, _by_account(session))):
        today = (earlier.sent_at - timedelta(minutes=5)).date()
        before, after = _rows(_usage(earlier)), _rows(_usage(later))
        first = _first_day(after) if later.sent_at.date() > earlier.sent_at.date() else date.min
        for key, row in before.items():
            day = key[0]
            if isinstance(day, date) and first <= day < today:
                yield _kept_row(row, after.get(key), key).within(earlier.source, later.source)


@inferred(because="an event that was taken back does not come again at the same time", about=Session)
def no_event_comes_back(session: Session) -> Iterator[Expectation]:
    """An event that vanishes from the responses for an account does not come back as it was."""
    for same in _by_account(session):
        gone: dict[Key, _Row] = {}
        for earlier, later in _in_turn(same):
            before, after = _rows(_usage(earlier)), _rows(_usage(later))
            back = [key for key in gone.keys() & after.keys() if gone.pop(key) == after[key]]
            gone |= {key: row for key, row in before.items() if key not in after}
            actual = Words("one that an earlier response had, and the one before this had not")
            wrong = [broken("a new event, or one of the response before", actual, "events") for _ in back[:1]]
            yield from (each.within(earlier.source, later.source) for each in all_hold(before, wrong))


@inferred(because="the summary is computed from the events", about=Session)
def same_events_give_same_summary(session: Session) -> Iterator[Expectation]:
    """Responses with the same events have the same summary."""
    for same in _by_account(session):
        for earlier, later in pairwise(same):
            before, after = _usage(earlier), _usage(later)
            if _are_same_rows(_rows(before), _rows(after)):
                for expectation in _same_summary(before["summary"], after["summary"]):
                    yield expectation.within(earlier.source, later.source)


@inferred(
    because="an event of one account would be visible to the user of another",
    about=Session,
    needs="two accounts with events: --email twice",
)
def accounts_share_no_events(session: Session) -> Iterator[Expectation]:
    """No event of a conversation is listed for two accounts."""
    for first, second in combinations([same[0] for same in _by_account(session)], 2):
        ours, theirs = ({_identity(event) for event in _usage(of)["events"]} - {None} for of in (first, second))
        shared = ours & theirs
        expectation = holds(not shared, "events of its own", Words(f"{len(shared)} of another account"), "events")
        yield expectation.within(first.source, second.source)


def _by_fingerprint(session: Session) -> list[list[Exchange]]:
    groups: defaultdict[Key, list[Exchange]] = defaultdict(list)
    for exchange in session.exchanges:
        if exchange.intent.fingerprint and exchange.status:
            groups[exchange.intent.fingerprint].append(exchange)
    return list(groups.values())


def _by_account(session: Session) -> list[list[Exchange]]:
    groups: defaultdict[str, list[Exchange]] = defaultdict(list)
    for exchange in session.exchanges:
        if exchange.usage is not None and exchange.intent.account in ("configured", "unclear"):
            groups[exchange.usage["email"].casefold()].append(exchange)
    return list(groups.values())


def _usage(exchange: Exchange) -> Usage:
    assert exchange.usage is not None  # noqa: S101 - only exchanges with a usage report are grouped
    return exchange.usage


def _in_turn(same: Sequence[Exchange]) -> Iterator[tuple[Exchange, Exchange]]:
    """Yields each response with the last one before it. Of two that overlap, neither is later."""
    for number, later in enumerate(same):
        ended = [each for each in same[:number] if _ended_at(each) <= later.sent_at]
        if ended:
            yield ended[-1], later


def _ended_at(exchange: Exchange) -> datetime:
    return exchange.sent_at + timedelta(seconds=exchange.transfer.seconds)


def _rows(usage: Usage) -> dict[Key, _Row]:
    groups: defaultdict[Key, list[UsageEvent]] = defaultdict(list)
    for event in usage["events"]:
        groups[utc_day(event["event_at"]), event["type"], event["conversation_id"]].append(event)
    return {key: _row(events) for key, events in groups.items()}


def _row(events: Sequence[UsageEvent]) -> _Row:
    timestamps = [timestamp(event["max_created_at"]) for event in events]
    latest = max((each for each in timestamps if each), default=None)
    return _Row(total(event["amount"] for event in events), latest)


def _first_day(rows: Mapping[Key, _Row]) -> date:
    """Returns the first day of a report. When a new day begins, the oldest one may drop out."""
    return min((day for day, *_ in rows if isinstance(day, date)), default=date.min)


def _kept_row(before: _Row, after: _Row | None, key: Key) -> Expectation:
    day, type_, conversation = key
    event = f"{type_} on {day} in {short_repr(conversation)}"
    expected = f"the event {event} as before, or more"
    if after is None:
        return broken(expected, Words("no such event"), "events")
    # A refund has a negative amount, and a late refund lowers it further.
    if before.amount > 0 and not is_at_least(before.amount, after.amount):
        return broken(expected, Words("a smaller amount"), "events")
    is_later = not before.latest or not after.latest or before.latest <= after.latest
    return holds(is_later, expected, Words("an earlier `max_created_at`"), "events")


def _are_same_rows(before: Mapping[Key, _Row], after: Mapping[Key, _Row]) -> bool:
    return before.keys() == after.keys() and all(
        row.latest == after[key].latest and is_same_number(row.amount, after[key].amount) for key, row in before.items()
    )


def _same_summary(before: UsageSummary, after: UsageSummary) -> Iterator[Expectation]:
    """Compares what the docs page documents, and not the titles, which may change at any time."""
    for unit in "by_type_tokens", "by_type_credits":
        yield _same(_are_same_numbers(before[unit], after[unit]), "summary", unit)
    for name in "total_charged_credits", "total_received_tokens":
        yield _same(is_same_number(before[name], after[name]), "summary", name)
    one, other = (_by_conversation(each["per_conversation"]) for each in (before, after))
    are_same = one.keys() == other.keys() and all(_are_same_numbers(one[key], other[key]) for key in one)
    yield _same(are_same, "summary", "per_conversation")


def _same(is_same: bool, *location: str) -> Expectation:  # noqa: FBT001 - the result of a comparison
    return holds(is_same, "the same value for the same events", Words("a different value"), *location)


def _by_conversation(rows: Sequence[ConversationUsage]) -> dict[Key, dict[str, float]]:
    return {
        (row["conversation_id"], row["email"]): {"tokens": row["tokens"], "credits": row["credits"]} for row in rows
    }


def _are_same_numbers(before: Mapping[str, float], after: Mapping[str, float]) -> bool:
    return before.keys() == after.keys() and all(is_same_number(before[name], after[name]) for name in before)


def _identity(event: Any) -> Key | None:
    if event["conversation_id"] is None:
        return None
    return tuple(event[name] for name in ("conversation_id", "type", "event_at", "amount", "max_created_at"))

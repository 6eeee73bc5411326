"""Rules on several responses together."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import Any

from flowmusic_contract.engine.expectation import Expectation, Words, equal, holds, short_repr
from flowmusic_contract.engine.rule import inferred
from flowmusic_contract.engine.subjects import Exchange, Session
from flowmusic_contract.engine.timestamps import utc_day
from flowmusic_contract.engine.usage import Usage, UsageEvent

Row = dict[str, Any]
Key = tuple[object, ...]


@inferred(because="nothing that the request asks for has changed", about=Session, needs="the same request twice")
def same_request_gets_same_status(session: Session) -> Iterator[Expectation]:
    """Requests with the same parameters, in any order, get the same status."""
    for same in _by_fingerprint(session):
        for before, after in pairwise(same):
            yield equal(before.status, after.status, "status").within(before.source, after.source)


@inferred(because="the events of a day that has ended do not change", about=Session)
def past_days_do_not_change(session: Session) -> Iterator[Expectation]:
    """Responses for the same account agree about the days that have ended."""
    for same in _by_account(session):
        today = (same[0].sent_at - timedelta(minutes=5)).date()
        for earlier, later in pairwise(same):
            before, after = _rows(_usage(earlier)), _rows(_usage(later))
            for key in before.keys() | after.keys():
                day = key[0]
                if isinstance(day, date) and day < today:
                    yield _same_row(before.get(key), after.get(key), key).within(earlier.source, later.source)


@inferred(because="the summary is computed from the events", about=Session)
def same_events_give_same_summary(session: Session) -> Iterator[Expectation]:
    """Responses with the same events have the same summary."""
    for same in _by_account(session):
        for earlier, later in pairwise(same):
            before, after = _usage(earlier), _usage(later)
            if _rows(before) == _rows(after):
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


def _rows(usage: Usage) -> dict[Key, Row]:
    return {_key(event): dict(event) for event in usage["events"]}


def _key(event: UsageEvent) -> Key:
    return utc_day(event["event_at"]), event["type"], event["conversation_id"], event["conversation_title"]


def _same_row(before: Row | None, after: Row | None, key: Key) -> Expectation:
    day, type_, conversation, _ = key
    event = f"{type_} on {day} in {short_repr(conversation)}"
    return holds(before == after, f"the event {event} as before", Words("a different event"), "events")


def _same_summary(before: Any, after: Any) -> Iterator[Expectation]:
    for name in before.keys() | after.keys():
        one, other = before.get(name), after.get(name)
        if isinstance(one, list) and isinstance(other, list):
            one, other = (sorted(rows, key=lambda row: str(row.get("conversation_id"))) for rows in (one, other))
        yield holds(one == other, "the same value for the same events", Words("a different value"), "summary", name)


def _identity(event: Any) -> Key | None:
    if event["conversation_id"] is None:
        return None
    return tuple(event[name] for name in ("conversation_id", "type", "event_at", "amount", "max_created_at"))

"""Rules on several responses together."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import chain, combinations, pairwise
from typing import Any

from flowmusic_contract.areas.consistency.comparison import (
    Key,
    RecentRows,
    after_first_day,
    are_same_rows,
    first_day,
    has_grown,
    has_title,
    is_same_row,
    kept_row,
    latest_of,
    same_summary,
)
from flowmusic_contract.engine.exchange import Exchange
from flowmusic_contract.engine.expectation import Expectation, Words, all_hold, broken, equal, holds
from flowmusic_contract.engine.rule import inferred
from flowmusic_contract.engine.subjects import Session
from flowmusic_contract.engine.usage import Usage, UsageEvent, normalized_email

_SEVERAL = 3
"""In how many later responses an amount must grow before late events cannot be the reason."""

_MANY = 9
"""How often amounts must grow in all, such as three of them in three responses, or one in nine."""

_SETTLED = timedelta(minutes=5)
"""The time in which a new event reaches every replica of a server."""

_WITH_EVENTS = "two 200 responses of the documented shape for the same account, with events"


@inferred(because="nothing that the request asks for has changed", about=Session, needs="the same request twice")
def same_request_gets_same_status(session: Session) -> Iterator[Expectation]:
    """Requests with the same parameters, in any order, get the same status."""
    for same in _by_fingerprint(session):
        for before, after in pairwise(same):
            yield equal(before.status, after.status, "status").within(before.source, after.source)


@inferred(
    because="what was billed is not taken back; a late event only adds to it. The first of several days is not "
    "compared: it shrinks if a report covers, say, the last 30 days up to now",
    about=Session,
    needs=_WITH_EVENTS,
)
def what_was_billed_stays(session: Session) -> Iterator[Expectation]:
    """Once a day has ended, nothing on it vanishes or shrinks in a later response for the same account."""
    recent = RecentRows()
    for earlier, later in chain.from_iterable(map(_in_turn, _by_account(session))):
        before, after = recent.of(_usage(earlier)), recent.of(_usage(later))
        whole = after_first_day(before)
        past = [key for key in _past(recent, earlier, later) if key in whole]
        kept = (kept_row(before[key], after.get(key, ()), key) for key in past)
        wrong = [each.within(earlier.source, later.source) for each in kept if not each.holds]
        yield from all_hold(past, wrong)


@inferred(
    because="reading a report bills nothing, and a late event does not arrive with every request",
    about=Session,
    needs="four 200 responses of the documented shape for an account with three events",
)
def reading_does_not_bill(session: Session) -> Iterator[Expectation]:
    """No amount grows with every response for the same account while the latest event stays the same."""
    recent = RecentRows()
    for same in _by_account(session):
        pairs = list(_in_turn(same))
        rows = len(recent.of(_usage(same[0])))
        is_exercised = len(pairs) >= _SEVERAL and rows * len(pairs) >= _MANY
        if is_exercised:
            growing = len(_growing_with_each(recent, pairs))
            actual = Words(f"{growing} that grew {len(pairs)} times")
            expectation = holds(growing * len(pairs) < _MANY, "amounts as in the response before", actual, "events")
            yield expectation.within(same[0].source, same[-1].source)


@inferred(
    because="an event that was removed does not happen again at the same time. A new one may need five minutes to "
    "reach every replica of a server",
    about=Session,
    needs=_WITH_EVENTS,
)
def no_event_comes_back(session: Session) -> Iterator[Expectation]:
    """An event that vanishes from the responses for an account does not come back as it was."""
    recent = RecentRows()
    for same in _by_account(session):
        gone: dict[Key, Sequence[UsageEvent]] = {}
        for earlier, later in _in_turn(same):
            before, after = recent.of(_usage(earlier)), recent.of(_usage(later))
            back = [key for key in gone.keys() & after.keys() if is_same_row(gone.pop(key), after[key])]
            gone |= {key: row for key, row in before.items() if key not in after and not _is_new(row, later)}
            actual = Words("one that an earlier response had, and the one before this had not")
            wrong = [broken("a new event, or one of the response before", actual, "events") for _ in back[:1]]
            yield from (each.within(earlier.source, later.source) for each in all_hold(before, wrong))


@inferred(because="renaming a song does not remove its title", about=Session, needs=f"{_WITH_EVENTS} that have a title")
def no_title_vanishes(session: Session) -> Iterator[Expectation]:
    """An event that has a title keeps one in every later response for the same account."""
    recent = RecentRows()
    for earlier, later in chain.from_iterable(map(_in_turn, _by_account(session))):
        before, after = recent.of(_usage(earlier)), recent.of(_usage(later))
        titled = [key for key in before.keys() & after.keys() if has_title(before[key])]
        lost = [key for key in titled if not has_title(after[key])] if before is not after else []
        wrong = [broken("a title, as before", None, "events") for _ in lost[:1]]
        yield from (each.within(earlier.source, later.source) for each in all_hold(titled, wrong))


@inferred(because="the summary is computed from the events", about=Session)
def same_events_give_same_summary(session: Session) -> Iterator[Expectation]:
    """Responses with the same events have the same summary."""
    for same in _by_account(session):
        for earlier, later in pairwise(same):
            before, after = _usage(earlier), _usage(later)
            if are_same_rows(before, after):
                for expectation in same_summary(before["summary"], after["summary"]):
                    yield expectation.within(earlier.source, later.source)


@inferred(because="a cache treats responses with the same `ETag` as one (RFC 9110, section 8.8.3)", about=Session)
def same_etag_means_same_events(session: Session) -> Iterator[Expectation]:
    """Responses for the same account with the same `ETag` have the same events."""
    for same in _by_account(session):
        first: dict[str, Exchange] = {}
        pairs = [(first.setdefault(etag, later), later) for later in same if (etag := later.header("etag"))]
        wrong = [
            broken("another `ETag` for other events", later.header("etag"), "etag").within(earlier.source, later.source)
            for earlier, later in pairs
            if not are_same_rows(_usage(earlier), _usage(later))
        ]
        yield from all_hold(same, wrong)


@inferred(
    because="an event of one account would be visible to the user of another",
    about=Session,
    needs="200 responses of the documented shape for two accounts with events (use --email twice)",
)
def accounts_share_no_events(session: Session) -> Iterator[Expectation]:
    """No event of a conversation is listed for two accounts."""
    for first, second in combinations([same[0] for same in _by_account(session)], 2):
        shared = _identities(_usage(first)) & _identities(_usage(second))
        example = "".join(f", such as {type_} at {at} in {name}" for name, type_, *_, at in sorted(shared, key=str)[:1])
        actual = Words(f"{len(shared)} of another account{example}")
        expectation = holds(not shared, "events of its own", actual, "events")
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
        is_own = exchange.intent.account in ("configured", "unclear") and not exchange.intent.names_only_others
        if exchange.usage is not None and is_own:
            groups[normalized_email(exchange.usage["email"])].append(exchange)
    return list(groups.values())


def _usage(exchange: Exchange) -> Usage:
    assert exchange.usage is not None  # noqa: S101 - only exchanges with a usage report are grouped
    return exchange.usage


def _past(recent: RecentRows, earlier: Exchange, later: Exchange) -> list[Key]:
    """Returns the keys of the rows that stay: those of days that had ended, and that are not too old to be listed."""
    today = (earlier.sent_at - _SETTLED).date()
    before, after = recent.of(_usage(earlier)), recent.of(_usage(later))
    first = first_day(after) if later.sent_at.date() > earlier.sent_at.date() else date.min
    return [key for key in before if isinstance(key[0], date) and first <= key[0] < today]


def _is_new(row: Sequence[UsageEvent], later: Exchange) -> bool:
    """Returns whether an event is so new that a replica may not have it yet."""
    latest = latest_of(row)
    return latest is not None and latest > later.sent_at - _SETTLED


def _growing_with_each(recent: RecentRows, pairs: Sequence[tuple[Exchange, Exchange]]) -> list[Key]:
    """Returns the keys of the rows whose amount grew from each response to the next one."""
    growing = list(recent.of(_usage(pairs[0][0])))
    for earlier, later in pairs:
        before, after = recent.of(_usage(earlier)), recent.of(_usage(later))
        compared = growing if before is not after else []
        growing = [key for key in compared if has_grown(before.get(key, ()), after.get(key, ()))]
    return growing


def _in_turn(same: Sequence[Exchange]) -> Iterator[tuple[Exchange, Exchange]]:
    """Yields each response with the last one before it. Of two that overlap, neither is later.

    A response with `Age` comes from a cache (RFC 9111, section 5.1), and may be older than those before it.
    """
    fresh = [exchange for exchange in same if exchange.header("age") is None]
    for number, later in enumerate(fresh):
        ended = [each for each in fresh[:number] if _ended_at(each) <= later.sent_at]
        if ended:
            yield ended[-1], later


def _ended_at(exchange: Exchange) -> datetime:
    return exchange.sent_at + timedelta(seconds=exchange.transfer.seconds)


def _identities(usage: Usage) -> set[Key]:
    """Returns what identifies each event of a conversation."""
    names = "conversation_id", "type", "event_at", "amount", "max_created_at"
    events: list[Any] = [event for event in usage["events"] if event["conversation_id"] is not None]
    return {tuple(event[name] for name in names) for event in events}

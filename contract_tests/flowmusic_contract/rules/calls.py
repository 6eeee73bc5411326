"""What calls that belong together have in common."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import Any
from urllib.parse import quote

from flowmusic_contract.rules.exchange import Dialogue, Exchange
from flowmusic_contract.rules.expectation import Expectation, brief, equal, holds
from flowmusic_contract.rules.instants import utc_day
from flowmusic_contract.rules.rule import inferred
from flowmusic_contract.rules.shape import Usage, UsageEvent

Row = dict[str, Any]
Key = tuple[object, ...]


@inferred(because="nothing that was asked has changed")
def the_same_request_gets_the_same_status(dialogue: Dialogue) -> Iterator[Expectation]:
    """Requests that ask the same, whatever the order of their parameters, get the same status."""
    for same in _by_key(dialogue):
        for before, after in pairwise(same):
            yield equal(before.status, after.status, "status")


@inferred(because="the events of a day that is over are what they are")
def past_days_do_not_change(dialogue: Dialogue) -> Iterator[Expectation]:
    """Calls for the same account agree about the days that are over."""
    for same in _by_account(dialogue):
        today = (same[0].asked_at - timedelta(minutes=5)).date()
        for earlier, later in pairwise(same):
            before, after = _rows(_usage(earlier)), _rows(_usage(later))
            for key in before.keys() | after.keys():
                day = key[0]
                if isinstance(day, date) and day < today:
                    yield _same(before.get(key), after.get(key), key)


@inferred(because="the summary is computed from the events")
def the_same_events_have_the_same_summary(dialogue: Dialogue) -> Iterator[Expectation]:
    """Calls for the same account that list the same events give the same summary."""
    for same in _by_account(dialogue):
        for before, after in pairwise(map(_usage, same)):
            if _rows(before) == _rows(after):
                yield from _same_summary(before["summary"], after["summary"])


@inferred(because="a row that two accounts have has crossed the line between them")
def two_accounts_share_no_row(dialogue: Dialogue) -> Iterator[Expectation]:
    """No event of a conversation is listed for two accounts."""
    for first, second in combinations([same[0] for same in _by_account(dialogue)], 2):
        ours, theirs = ({_identity(event) for event in _usage(of)["events"]} - {None} for of in (first, second))
        yield holds(not ours & theirs, "events of its own", f"{len(ours & theirs)} of another account", "events")


@inferred(because="who may not ask could learn from the difference which accounts there are")
def a_refused_token_does_not_tell_accounts(dialogue: Dialogue) -> Iterator[Expectation]:
    """Without a valid token, a configured account is answered just as any other."""
    for configured, others in _refusals(dialogue):
        if len(configured) == len(others) == 1:
            yield holds(configured == others, "the same answer as for another account", "another answer", "body")


def _by_key(dialogue: Dialogue) -> list[list[Exchange]]:
    groups: defaultdict[Key, list[Exchange]] = defaultdict(list)
    for exchange in dialogue.exchanges:
        if exchange.question.key and exchange.status:
            groups[exchange.question.key].append(exchange)
    return list(groups.values())


def _by_account(dialogue: Dialogue) -> list[list[Exchange]]:
    groups: defaultdict[str, list[Exchange]] = defaultdict(list)
    for exchange in dialogue.exchanges:
        if exchange.usage is not None and exchange.question.account in ("configured", "unclear"):
            groups[exchange.usage["email"].casefold()].append(exchange)
    return list(groups.values())


def _usage(exchange: Exchange) -> Usage:
    assert exchange.usage is not None  # noqa: S101 - only such are grouped
    return exchange.usage


def _rows(usage: Usage) -> dict[Key, Row]:
    return {_key(event): dict(event) for event in usage["events"]}


def _key(event: UsageEvent) -> Key:
    return utc_day(event["event_at"]), event["type"], event["conversation_id"], event["conversation_title"]


def _same(before: Row | None, after: Row | None, key: Key) -> Expectation:
    day, type_, conversation, _ = key
    row = f"{type_} of {day} in {brief(conversation)}"
    return holds(before == after, f"the row {row} as it was", "another one", "events")


def _same_summary(before: Any, after: Any) -> Iterator[Expectation]:
    for name in before.keys() | after.keys():
        one, other = before.get(name), after.get(name)
        if isinstance(one, list) and isinstance(other, list):
            one, other = (sorted(rows, key=lambda row: str(row.get("conversation_id"))) for rows in (one, other))
        yield holds(one == other, "what it was for the same events", "something else", "summary", name)


def _identity(event: Any) -> Key | None:
    if event["conversation_id"] is None:
        return None
    return tuple(event[name] for name in ("conversation_id", "type", "event_at", "amount", "max_created_at"))


def _refusals(dialogue: Dialogue) -> Iterator[tuple[set[Key], set[Key]]]:
    """Yields, for each authorization that was refused, the answers for configured accounts and for others.

    An answer that differs from call to call tells nothing, so each is asked twice, and only a single one counts.
    """
    groups: defaultdict[object, dict[str, list[Key]]] = defaultdict(lambda: defaultdict(list))
    for exchange in dialogue.exchanges:
        question = exchange.question
        if question.method == "GET" and question.token in ("invalid", "absent") and len(question.emails) == 1:
            groups[question.key[-1]][question.account].append((exchange.status, _impersonal(exchange)))
    for answers in groups.values():
        configured, others = answers["configured"], answers["not configured"]
        if len(configured) > 1 and len(others) > 1:
            yield set(configured), set(others)


def _impersonal(exchange: Exchange) -> bytes:
    body = exchange.body
    for email in exchange.question.emails:
        for form in email, quote(email), quote(email, safe=""):
            body = body.replace(form.encode(), b"")
    return body

"""The rules one by one, at their boundaries: where an answer is just right, and where it is just wrong."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from math import inf
from typing import Any

import pytest

from flowmusic_contract.rules import (
    CLIENT_RULES,
    RULES,
    SERVER_RULES,
    Rule,
    account,
    body,
    calls,
    conversations,
    events,
    responses,
    schema,
    summary,
    transport,
)
from flowmusic_contract.rules.decoding import read
from flowmusic_contract.rules.exchange import Delivery, Dialogue, Exchange, Question
from flowmusic_contract.rules.expectation import ABSENT, Expectation, amounts_to, between, brief, equal, holds
from flowmusic_contract.rules.instants import moment, utc_day
from flowmusic_contract.rules.paths import json_path, normalised_path
from flowmusic_contract.rules.terms import CHARGED, bounds, total

EMAIL = "listener@example.com"
NOON = datetime(2026, 6, 3, 12, tzinfo=UTC)
BOM = b"\xef\xbb\xbf"

HOLDS: list[str] = []
"""What `broken_at` returns if every comparison came out right."""


def event(**changes: Any) -> dict[str, Any]:
    return {
        "type": "riffusion",
        "amount": 60,
        "conversation_id": "c1",
        "conversation_title": "Song",
        "event_at": "2026-06-01T00:00:00",
        "max_created_at": "2026-06-01T18:42:55.123456Z",
        "_account_email": EMAIL,
    } | changes


def song(**changes: Any) -> dict[str, Any]:
    return {"conversation_id": "c1", "title": "Song", "email": EMAIL, "tokens": 60, "credits": 5} | changes


def usage(*rows: dict[str, Any], email: str = EMAIL, **changes: Any) -> Any:
    totals = {
        "by_type_tokens": {"riffusion": 60},
        "by_type_credits": {"riffusion": 5},
        "total_charged_credits": 5,
        "total_received_tokens": 0,
        "per_conversation": [song()],
    }
    return {"email": email, "events": list(rows), "summary": totals | changes}


def exchange(status: int = 200, *, body: bytes = b"", usage: Any = None, **question: Any) -> Exchange:
    asking: dict[str, Any] = {"token": "valid", "account": "configured", "emails": (EMAIL,)}
    asking.update(question)
    return Exchange(Question(**asking), status, body=body, usage=usage, asked_at=NOON)


def dialogue(*exchanges: Exchange) -> Dialogue:
    return Dialogue(exchanges)


def compared(expectations: Iterator[Expectation]) -> list[bool]:
    return [expectation.holds for expectation in expectations]


def broken_at(expectations: Iterator[Expectation]) -> list[str]:
    return [json_path(expectation.at) for expectation in expectations if not expectation.holds]


# What comparisons there are


@pytest.mark.parametrize(
    ("expected", "actual", "is_right"),
    [
        (5, 5, True),
        (5, 5.0, True),
        (5, 5.004, False),
        (5, 4.996, False),
        (0, 0.001, False),
        (5.5, 5.505, True),
        (5.5, 5.495, True),
        (5.5, 5.506, False),
        (5.5, 5.494, False),
        (5.5, 5.5049, True),
        (-5.5, -5.505, True),
        (-5.5, -5.506, False),
        (10 / 3, 3.33, True),
        (10 / 3, 3.3, False),
        (0.25, 1.25, False),
        (0.25, -0.75, False),
        (3e6, 3e6 + 2e-6, True),
        (3e6, 3e6 - 2e-6, True),
        (3e6, 3e6 + 4e-6, False),
        (-3e6, -3e6 - 2e-6, True),
        (3e9 + 0.25, 3e9 + 0.2575, True),
        (3e9 + 0.25, 3e9 + 0.259, False),
        (5, "5", False),
        (5, None, False),
        (5, ABSENT, False),
        (2**60 + 1, 2**60 + 1, True),
    ],
)
def test_amounts_to(expected: float, actual: object, is_right: bool) -> None:  # noqa: FBT001 - a table
    """An amount is exact or rounded to 2 decimals; a whole number is exact, but for the noise of doubles."""

    assert is_right == amounts_to(expected, actual).holds


@pytest.mark.parametrize(
    ("actual", "is_right"),
    [(1.25, True), (1.245, True), (1.244, False), (2, True), (4, True), (4.001, False), ("2", False)],
)
def test_between(actual: object, is_right: bool) -> None:  # noqa: FBT001 - a table
    """A number lies between two bounds, each of which may be rounded if it is no whole number."""

    assert is_right == between(1.25, 4, actual).holds


@pytest.mark.parametrize(
    ("expectation", "expected"),
    [
        (between(5, 5, 6, "a", 1), ("5", 6, ("a", 1))),
        (between(5, 7, 8, "a"), ("5 to 7", 8, ("a",))),
        (between(5.5, float("5.5"), 8, "a"), ("5.5", 8, ("a",))),
        (amounts_to(5.5, 6, "a"), ("5.5", 6, ("a",))),
        (equal("x", "y", "a"), ('"x"', "y", ("a",))),
        (holds(0, "words", "y", "a"), ("words", "y", ("a",))),
    ],
)
def test_broken_expectation_says_what_and_where(expectation: Expectation, expected: object) -> None:
    """An expectation that does not hold says what was expected, what was there, and where."""

    assert (False, expected) == (expectation.holds, (expectation.expected, expectation.actual, expectation.at))


@pytest.mark.parametrize("expectation", [equal([1], [1.0]), holds("words", "", None), between(1, 2, 1.5)])
def test_kept_expectation(expectation: Expectation) -> None:
    """An expectation holds if its values are equal, its condition is true, its number is in between."""

    assert expectation.holds


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (ABSENT, "nothing"),
        (ValueError("words"), "words"),
        ({"a": 1}, "an object of 1"),
        ([1, 2], "an array of 2"),
        (5.0, "5"),
        (-5.0, "-5"),
        (5.5, "5.5"),
        (999999999999999.0, "999999999999999"),
        (1e15, "1000000000000000.0"),
        (-1e15, "-1000000000000000.0"),
        (1e16, "1e+16"),
        (float("inf"), "Infinity"),
        (5, "5"),
        (None, "null"),
        ("é", '"é"'),
    ],
)
def test_brief(value: object, text: str) -> None:
    """A value is told in a few words, and a whole number without its decimals."""

    assert text == brief(value)


@pytest.mark.parametrize(
    ("at", "path"),
    [
        ((), "$"),
        (("events", 10, "_account_email"), "$.events[*]._account_email"),
        (("by_type_tokens", "daily-free", 0), "$.by_type_tokens['daily-free'][*]"),
        (("line\nfeed",), r"$['line\nfeed']"),
    ],
)
def test_normalised_path(at: tuple[str | int, ...], path: str) -> None:
    """A normalised path names no row, so it is the same from answer to answer."""

    assert path == normalised_path(at)


@pytest.mark.parametrize(
    ("at", "path"),
    [(("events", 10, "amount"), "$.events[10].amount"), (("a\\'\n", "é"), r"$['a\\\'\n']['é']")],
)
def test_json_path(at: tuple[str | int, ...], path: str) -> None:
    """A path names the row, and quotes what is no plain name."""

    assert path == json_path(at)


# Which rules there are


def test_rules_are_asked_about_servers_or_clients() -> None:
    """Every rule is about servers or about clients."""

    assert [*SERVER_RULES, *CLIENT_RULES] == RULES
    assert {"client"} == {rule.id.partition(".")[0] for rule in CLIENT_RULES}


def test_header_is_found_by_its_name() -> None:
    """A header is found by its name, and is None where there is none."""
    heard = Exchange(Question(), 200, headers=(("z", "0"), ("a", "1"), ("b", "2"), ("b", "3")))

    assert ("2", None) == (heard.header("b"), heard.header("c"))


@pytest.mark.parametrize("secret", ["user:1-secret", "curl -H secret", "secret-key", "stranger@example.com"])
def test_exchange_shows_no_secret(secret: str) -> None:
    """What is printed of an exchange by accident tells no token, no command and no body."""
    question = Question(key=("secret-key",))
    kept: dict[str, Any] = {"tokens": ("user:1-secret",), "other_emails": ("stranger@example.com",)}
    heard = Exchange(question, 200, body=b"secret-key", curl="curl -H secret", usage=usage(email="secret-key"), **kept)

    assert secret not in repr(heard)


def test_body_shows_no_content() -> None:
    """What is printed of a body by accident tells nothing that it says."""

    assert "secret" not in repr(read(b'["secret"]'))


# Moments and days


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-06-01T00:00:00", date(2026, 6, 1)),
        ("2026-06-01T00:00:01", None),
        ("2026-06-31T00:00:00", None),
        ("2026-06-01", None),
        (" 2026-06-01T00:00:00", None),
    ],
)
def test_utc_day(text: str, day: date | None) -> None:
    """A day starts at midnight and is in the calendar."""

    assert day == utc_day(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-06-01T18:42:55.123456Z", datetime(2026, 6, 1, 18, 42, 55, 123456, UTC)),
        ("2026-06-01T18:42:55.1234569Z", datetime(2026, 6, 1, 18, 42, 55, 123456, UTC)),
        ("2026-06-01T18:42:55.5Z", datetime(2026, 6, 1, 18, 42, 55, 500000, UTC)),
        ("2026-06-01t18:42:55z", datetime(2026, 6, 1, 18, 42, 55, tzinfo=UTC)),
        ("2026-06-01 18:42:55", datetime(2026, 6, 1, 18, 42, 55, tzinfo=UTC)),
        ("2026-06-01T18:42:55+02:00", datetime(2026, 6, 1, 16, 42, 55, tzinfo=UTC)),
        ("2026-06-01T24:00:01Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("2026-06-01", None),
        ("٢٠٢٦-06-01T18:42:55Z", None),
    ],
)
def test_moment(text: str, expected: datetime | None) -> None:
    """A moment is in UTC, to the microsecond."""

    assert expected == moment(text)


# Totals


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [([], 0), ([2**53, 1], 2**53 + 1), ([0.1] * 10, 1.0), ([1, 0.5], 1.5), ([2.0**53, 1, 1], 2**53 + 2)],
)
def test_total(amounts: list[float], expected: float) -> None:
    """A sum is exact for integers, and correctly rounded otherwise."""

    assert expected == total(amounts)


@pytest.mark.parametrize(
    ("amounts", "low_and_high"),
    [
        ([("riffusion", 7), ("producer-usage", 2), ("grant", 40), ("daily-free", 30)], (9, 9)),
        ([("riffusion", 7), ("new", 3), ("newer", 1), ("newest", 0.5)], (7, 11.5)),
        ([("riffusion", 7), ("new", -3), ("newer", -1), ("newest", -0.5)], (2.5, 7)),
        ([("riffusion", 7), ("new", -3), ("newer", 2)], (4, 9)),
        ([("new", 1)], (0, 1)),
    ],
)
def test_bounds(amounts: list[tuple[str, float]], low_and_high: tuple[float, float]) -> None:
    """A type that the page does not name may count or not; one that it names counts where it says."""

    assert low_and_high == bounds(CHARGED, amounts)


@pytest.mark.parametrize(
    ("tokens", "at"),
    [
        ({"riffusion": 60}, []),
        ({"riffusion": 61}, ["riffusion"]),
        ({"riffusion": 60, "other": 0}, []),
        ({"riffusion": 60, "other": 1}, ["other"]),
        ({}, ["riffusion"]),
    ],
)
def test_tokens_by_type(tokens: dict[str, float], at: list[str]) -> None:
    """The tokens of a type are the sum of its events, and nothing where there are none."""
    answer = usage(event(amount=50), event(amount=10), by_type_tokens=tokens)

    assert [f"$.summary.by_type_tokens.{type_}" for type_ in at] == broken_at(
        summary.tokens_by_type_are_sums_of_events(answer)
    )


@pytest.mark.parametrize(
    ("credits", "at"),
    [
        ({"riffusion": 1}, HOLDS),
        ({}, ["$.summary.by_type_credits.riffusion"]),
        ({"riffusion": 1, "grant": 1}, ["$.summary.by_type_tokens.grant"]),
    ],
)
def test_credits_have_types(credits: dict[str, float], at: list[str]) -> None:
    """A type that has tokens has credits, and the other way round."""

    assert at == broken_at(summary.credits_have_the_types_of_tokens(usage(by_type_credits=credits)))


@pytest.mark.parametrize(
    ("tokens", "credits", "at"),
    [(60, 5, HOLDS), (61, 5.08, HOLDS), (61, 5.09, ["$"]), (61, 61 / 12, HOLDS), (60, 5.001, ["$"]), (60, 6, ["$"])],
)
def test_credits_are_tokens_over_12(tokens: float, credits: float, at: list[str]) -> None:
    """12 tokens are a credit, for a type as for a conversation."""
    by_type = usage(by_type_tokens={"a": tokens, "b": 0}, by_type_credits={"a": credits})
    by_song = usage(per_conversation=[song(tokens=tokens, credits=credits)])

    assert [f"{place}.summary.by_type_credits.a" for place in at] == broken_at(
        summary.credits_are_tokens_over_12(by_type)
    )
    assert [f"{place}.summary.per_conversation[0].credits" for place in at] == broken_at(
        conversations.credits_are_tokens_over_12(by_song)
    )


@pytest.mark.parametrize(
    ("tokens", "credits", "charged", "at"),
    [
        ({"riffusion": 60, "producer-usage": 12, "grant": 600}, {}, 6, HOLDS),
        ({"riffusion": 60, "producer-usage": 12}, {}, 6.004, ["$.summary.total_charged_credits"]),
        ({"riffusion": 61, "producer-usage": 61}, {"riffusion": 5.08, "producer-usage": 5.08}, 10.17, HOLDS),
        ({"riffusion": 61, "producer-usage": 61}, {"riffusion": 5.08, "producer-usage": 5.08}, 10.16, HOLDS),
        (
            {"riffusion": 61, "producer-usage": 61},
            {"riffusion": 5.08, "producer-usage": 5.08},
            10.15,
            ["$.summary.total_charged_credits"],
        ),
        ({"riffusion": 60, "new": 12}, {}, 6, HOLDS),
        ({"riffusion": 60, "new": 12}, {}, 5, HOLDS),
        ({"riffusion": 60, "new": 12}, {}, 6.1, ["$.summary.total_charged_credits"]),
        ({"riffusion": 60, "new": 12}, {}, 4.9, ["$.summary.total_charged_credits"]),
    ],
)
def test_charged_credits(tokens: Any, credits: Any, charged: float, at: list[str]) -> None:
    """The charged credits are computed from the tokens, or from credits that were rounded before."""
    answer = usage(by_type_tokens=tokens, by_type_credits=credits, total_charged_credits=charged)

    assert at == broken_at(summary.charged_credits_sum_the_charged_types(answer))


@pytest.mark.parametrize(("received", "at"), [(70, HOLDS), (69, ["$"]), (71, ["$"]), (30, ["$"])])
def test_received_tokens(received: float, at: list[str]) -> None:
    """Grants and free allowances are received, and nothing else."""
    answer = usage(by_type_tokens={"grant": 40, "daily-free": 30, "riffusion": 9}, total_received_tokens=received)

    assert [f"{place}.summary.total_received_tokens" for place in at] == broken_at(
        summary.received_tokens_sum_the_received_types(answer)
    )


# Conversations


@pytest.mark.parametrize(
    ("rows", "outcomes"),
    [
        ([event()], [True]),
        ([event(conversation_id="c2"), event(conversation_id="c3")], [False, False]),
        ([event(conversation_id="c2", type="grant"), event(conversation_id=None)], []),
        ([event(conversation_id="c2", type="producer-usage")], [False]),
    ],
)
def test_charged_conversation_is_listed(rows: list[dict[str, Any]], outcomes: list[bool]) -> None:
    """A conversation needs its row if an event of it was charged."""

    assert outcomes == compared(conversations.every_charged_conversation_is_listed(usage(*rows)))


@pytest.mark.parametrize(
    ("ids", "at"),
    [
        (["c1", "c2"], HOLDS),
        (["c1", "c2", "c1"], ["$.summary.per_conversation[2].conversation_id"]),
        (["c1"] * 3, [f"$.summary.per_conversation[{row}].conversation_id" for row in (1, 2)]),
    ],
)
def test_no_conversation_twice(ids: list[str], at: list[str]) -> None:
    """The second row of a conversation is one too many."""
    answer = usage(per_conversation=[song(conversation_id=name) for name in ids])

    assert at == broken_at(conversations.no_conversation_is_listed_twice(answer))


@pytest.mark.parametrize(
    ("tokens", "at"),
    [(60, HOLDS), (61, ["$"]), (59, ["$"]), (72, ["$"])],
)
def test_tokens_of_a_conversation(tokens: float, at: list[str]) -> None:
    """What a conversation has spent is what its charged events sum up to."""
    rows = event(amount=50), event(amount=10), event(type="grant", amount=12), event(conversation_id="c2")

    assert [f"{place}.summary.per_conversation[0].tokens" for place in at] == broken_at(
        conversations.tokens_are_the_charged_events(usage(*rows, per_conversation=[song(tokens=tokens)]))
    )


@pytest.mark.parametrize(("email", "outcomes"), [(EMAIL, [True]), (None, []), ("other@example.com", [False])])
def test_songs_belong_to_the_account(email: str | None, outcomes: list[bool]) -> None:
    """A song may name no account, or the one reported on."""
    answer = usage(per_conversation=[song(email=email)])

    assert outcomes == compared(conversations.songs_belong_to_the_account_reported_on(answer))


@pytest.mark.parametrize(
    ("rule", "changes", "outcomes"),
    [
        (conversations.every_listed_conversation_has_events, {}, [True]),
        (conversations.every_listed_conversation_has_events, {"conversation_id": "c2"}, [False]),
        (conversations.a_title_is_that_of_its_events, {}, [True]),
        (conversations.a_title_is_that_of_its_events, {"title": "Older song"}, [True]),
        (conversations.a_title_is_that_of_its_events, {"title": None}, [False]),
        (conversations.a_title_is_that_of_its_events, {"conversation_id": "c2", "title": None}, []),
    ],
)
def test_song_and_its_events(rule: Rule[Any], changes: dict[str, Any], outcomes: list[bool]) -> None:
    """A song has events, and the title that one of them gives; without events there is no title to compare."""
    answer = usage(event(), event(conversation_title="Older song"), per_conversation=[song(**changes)])

    assert outcomes == compared(rule(answer))


# Events


@pytest.mark.parametrize(
    ("rule", "changes", "outcomes"),
    [
        (events.event_at_is_the_start_of_a_utc_day, {}, [True]),
        (events.event_at_is_the_start_of_a_utc_day, {"event_at": "2026-06-01T00:00:01"}, [False]),
        (events.max_created_at_is_a_moment, {}, [True]),
        (events.max_created_at_is_a_moment, {"max_created_at": "yesterday"}, [False]),
        (events.max_created_at_is_within_its_day, {"max_created_at": "2026-06-01T00:00:00Z"}, [True]),
        (events.max_created_at_is_within_its_day, {"max_created_at": "2026-06-01T23:59:59.999999Z"}, [True]),
        (events.max_created_at_is_within_its_day, {"max_created_at": "2026-06-02T00:00:00Z"}, [False]),
        (events.max_created_at_is_within_its_day, {"max_created_at": "2026-05-31T23:59:59.999999Z"}, [False]),
        (events.max_created_at_is_within_its_day, {"max_created_at": "2026-06-02T01:00:00+02:00"}, [True]),
        (events.max_created_at_is_within_its_day, {"max_created_at": "yesterday"}, []),
        (events.max_created_at_is_within_its_day, {"event_at": "yesterday"}, []),
        (events.rows_belong_to_the_account_reported_on, {}, [True]),
        (events.rows_belong_to_the_account_reported_on, {"_account_email": "other@example.com"}, [False]),
    ],
)
def test_event(rule: Rule[Any], changes: dict[str, Any], outcomes: list[bool]) -> None:
    """An event is of one UTC day, to its last microsecond, and of the account reported on."""

    assert outcomes == compared(rule(usage(event(**changes))))


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({}, ["$.events[1]"]),
        ({"amount": 1}, ["$.events[1]"]),
        ({"event_at": "2026-06-02T00:00:00"}, HOLDS),
        ({"type": "grant"}, HOLDS),
        ({"conversation_id": None}, HOLDS),
        ({"conversation_title": "Renamed"}, HOLDS),
    ],
)
def test_no_two_events_share_their_key(changes: dict[str, Any], at: list[str]) -> None:
    """Two events differ in their day, type, conversation or title."""

    assert at == broken_at(events.no_two_share_day_type_and_conversation(usage(event(), event(**changes))))


def test_days_that_are_none_are_told_apart_by_their_text() -> None:
    """An event that has no day shares it only with one that has the same text in its place."""
    rows = [event(event_at=text) for text in ("yesterday", "today", "yesterday")]

    assert ["$.events[2]"] == broken_at(events.no_two_share_day_type_and_conversation(usage(*rows)))


@pytest.mark.parametrize(
    ("event_at", "outcomes"),
    [
        ("2026-06-03T00:00:00", [True]),
        ("2026-06-04T00:00:00", [True]),
        ("2026-06-05T00:00:00", [False]),
        ("tomorrow", []),
    ],
)
def test_future(event_at: str, outcomes: list[bool]) -> None:
    """A day is left for clocks that differ, and no more."""

    assert outcomes == compared(events.no_event_lies_in_the_future(exchange(usage=usage(event(event_at=event_at)))))


def test_no_usage_has_no_future() -> None:
    """An answer without a usage has no event to compare."""

    assert [] == compared(events.no_event_lies_in_the_future(exchange(401)))


# Statuses


@pytest.mark.parametrize(
    ("rule", "question", "status", "outcomes"),
    [
        (responses.a_configured_account_is_answered_with_200, {}, 200, [True]),
        (responses.a_configured_account_is_answered_with_200, {}, 201, [False]),
        (responses.a_configured_account_is_answered_with_200, {"account": "unclear"}, 404, []),
        (responses.a_configured_account_is_answered_with_200, {"token": "unclear"}, 401, []),
        (responses.a_configured_account_is_answered_with_200, {"method": "HEAD"}, 405, []),
        (responses.an_invalid_token_is_answered_with_401, {"token": "invalid"}, 401, [True]),
        (responses.an_invalid_token_is_answered_with_401, {"token": "invalid", "account": "absent"}, 400, [False]),
        (responses.an_invalid_token_is_answered_with_401, {}, 200, []),
        (responses.a_missing_token_is_answered_with_401, {"token": "absent"}, 401, [True]),
        (responses.a_missing_token_is_answered_with_401, {"token": "absent"}, 403, [False]),
        (responses.another_scheme_is_answered_with_401, {"token": "other scheme"}, 401, [True]),
        (responses.another_scheme_is_answered_with_401, {"token": "other scheme"}, 200, [False]),
        (responses.an_account_not_configured_is_answered_with_404, {"account": "not configured"}, 404, [True]),
        (responses.an_account_not_configured_is_answered_with_404, {"account": "not configured"}, 410, [False]),
        (responses.an_account_not_configured_is_answered_with_404, {}, 200, []),
        (responses.a_malformed_email_is_refused, {"account": "malformed"}, 399, [False]),
        (responses.a_malformed_email_is_refused, {"account": "malformed"}, 400, [True]),
        (responses.a_malformed_email_is_refused, {"account": "malformed"}, 499, [True]),
        (responses.a_malformed_email_is_refused, {"account": "malformed"}, 500, [False]),
        (responses.a_malformed_email_is_refused, {"account": "absent"}, 200, []),
        (responses.a_missing_email_is_refused, {"account": "absent"}, 400, [True]),
        (responses.a_missing_email_is_refused, {"account": "absent"}, 200, [False]),
        (responses.a_missing_email_is_refused, {"account": "absent", "token": "absent"}, 200, []),
        (responses.no_request_crashes_the_server, {}, 499, [True]),
        (responses.no_request_crashes_the_server, {}, 500, [False]),
        (responses.no_request_crashes_the_server, {}, 501, [False]),
        (responses.no_request_crashes_the_server, {"method": "get".upper()}, 501, [False]),
        (responses.no_request_crashes_the_server, {"method": "PUT"}, 501, [True]),
        (responses.no_request_crashes_the_server, {"method": "DELETE"}, 501, [True]),
        (responses.no_request_crashes_the_server, {"method": "PUT"}, 500, [False]),
        (responses.no_request_crashes_the_server, {"method": "PUT"}, 502, [False]),
        (responses.no_other_method_succeeds, {"method": "POST"}, 199, [True]),
        (responses.no_other_method_succeeds, {"method": "POST"}, 200, [False]),
        (responses.no_other_method_succeeds, {"method": "POST"}, 299, [False]),
        (responses.no_other_method_succeeds, {"method": "POST"}, 300, [True]),
        (responses.no_other_method_succeeds, {"method": "GET"}, 200, []),
        (responses.no_other_method_succeeds, {"method": "HEAD"}, 200, []),
    ],
)
def test_status(rule: Rule[Any], question: dict[str, Any], status: int, outcomes: list[bool]) -> None:
    """A status is compared for the requests that the rule is about, and with its very bounds."""

    assert outcomes == compared(rule(exchange(status, **question)))


@pytest.mark.parametrize("method", ["DELETE", "ABC", "PUT"])
@pytest.mark.parametrize(
    "rule",
    [
        responses.a_configured_account_is_answered_with_200,
        calls.a_refused_token_does_not_tell_accounts,
        body.the_body_is_said_to_be_json,
    ],
)
def test_rule_is_about_get(rule: Rule[Any], method: str) -> None:
    """What is said of GET is said of no other method."""
    heard = Exchange(Question(method, "valid", "configured"), 200, headers=())

    assert [] == compared(rule(dialogue(heard) if rule.subject is Dialogue else heard))


# Whose it is


@pytest.mark.parametrize(
    ("asked", "reported", "outcomes"),
    [
        ((EMAIL,), EMAIL, [True]),
        ((EMAIL,), f" {EMAIL.upper()} ", [True]),
        ((EMAIL,), "other@example.com", [False]),
        ((EMAIL, "other@example.com"), "other@example.com", [True]),
        ((), EMAIL, []),
    ],
)
def test_account_reported_on(asked: tuple[str, ...], reported: str, outcomes: list[bool]) -> None:
    """The account reported on is one asked for, in whatever case it is written."""
    heard = exchange(usage=usage(email=reported), emails=asked)

    assert outcomes == compared(account.the_account_reported_on_is_the_one_asked_for(heard))


def test_first_account_asked_for_is_named() -> None:
    """The finding names the account that was asked for first."""
    heard = exchange(usage=usage(), emails=("first@example.com", "second@example.com"))
    [expectation] = account.the_account_reported_on_is_the_one_asked_for(heard)

    assert '"first@example.com"' == expectation.expected


@pytest.mark.parametrize(
    ("said", "headers", "is_right"),
    [
        (b"nothing", (), True),
        (b"nothing", None, True),
        (b"is a+b@example.com known?", (), False),
        (b"a%2Bb%40example.com", (), False),
        (b"", (("location", "/a+b@example.com"),), False),
        (b"", (("x", "a+b@exam"), ("y", "ple.com")), True),
        (b"a+b@", (("x", "example.com"),), True),
        (b"", (("x", "\udcff a+b@example.com"),), False),
    ],
)
def test_other_account_and_token(said: bytes, headers: Any, is_right: bool) -> None:  # noqa: FBT001 - a table
    """No answer names another account or repeats a token: in no spelling, in the body or in a header."""
    secret = ("a+b@example.com",)
    heard = Exchange(Question(), 200, headers, said, tokens=secret, other_emails=secret)

    assert [is_right] == compared(account.no_answer_names_another_account(heard))
    assert [is_right] == compared(account.no_answer_repeats_a_token(heard))


def test_slash_of_a_token() -> None:
    """A token is found with its slash encoded or left as it is."""
    heard = [Exchange(Question(), 200, body=said, tokens=("a/ b",)) for said in (b"a/%20b", b"a%2F%20b", b"a%2F b")]

    assert [[False], [False], [True]] == [compared(account.no_answer_repeats_a_token(each)) for each in heard]


# Over the wire


@pytest.mark.parametrize(
    ("delivery", "complete", "in_time"),
    [
        (Delivery(None, 10, 10), [True], [True]),
        (Delivery("cut", 10, 10), [False], [True]),
        (Delivery("cut", 9, 10), [False], [True]),
        (Delivery("timeout", inf, 10), [], [False]),
        (Delivery(None, 10.1, 10), [], [False]),
        (Delivery(), [True], [True]),
    ],
)
def test_delivery(delivery: Delivery, complete: list[bool], in_time: list[bool]) -> None:
    """An answer that is late is not said to be cut, too."""

    assert complete == compared(transport.every_answer_is_complete(delivery))
    assert in_time == compared(transport.every_answer_is_in_time(delivery))


@pytest.mark.parametrize(("seconds", "took"), [(inf, "no answer by then"), (12.34, "12.3 s")])
def test_how_long_it_took(seconds: float, took: str) -> None:
    """A finding says how long it took, if it came to an end."""
    [expectation] = transport.every_answer_is_in_time(Delivery(None, seconds, 10))

    assert ("10 s or less", took) == (expectation.expected, str(expectation.actual))


# Bodies


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"{}", None),
        (BOM + b"{}", None),
        (b"", "nothing"),
        (b"\xff", "no UTF-8 at byte 0"),
        (b"{} {}", "Extra data at line 1 column 4"),
        (b"[NaN]", "NaN, which is no JSON"),
        (b"[" * 100_000, "arrays or objects nested too deeply"),
    ],
)
def test_not_json(raw: bytes, why: str | None) -> None:
    """A body that is not one JSON document is said to be none, and why."""
    heard = read(raw)

    assert why == heard.not_json
    assert [why is None] == compared(body.the_body_is_one_json_document(heard))


def test_integer_of_too_many_digits_is_no_json() -> None:
    """An integer that Python refuses to read is not taken for a number."""

    assert read(b"9" * 5000).not_json is not None


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        (b"[1e308]", None),
        (b"[1e309, 1e310]", "1e309"),
        (b"9" * 308, None),
        (b"1" + b"0" * 308, "1" + "0" * 308),
        (b"[1" + b"0" * 308 + b", 2" + b"0" * 308 + b"]", "1" + "0" * 308),
        (b"[-1e309]", "-1e309"),
    ],
)
def test_number_fits_a_double(raw: bytes, number: str | None) -> None:
    """The first number beyond the range of a double is told; 308 digits are within it."""
    heard = read(raw)

    assert number == heard.unbounded_number
    assert [number is None] == compared(body.every_number_fits_a_double(heard))


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b'{"a": 1, "b": {"a": 1}}', None),
        (b'{"a": 1, "b": 2, "b": 3, "a": 4}', "a"),
        (b'{"c": 1, "a": 1, "a": 2}', "a"),
        (json.dumps(dict.fromkeys(map(str, range(1000)))).encode(), None),
        (b'[{"a": 1, "a": 1}, {"b": 1, "b": 1}, {"c": 1}]', "a"),
    ],
)
def test_names_are_unique(raw: bytes, name: str | None) -> None:
    """The first name that an object has twice is told."""
    heard = read(raw)

    assert name == heard.repeated_name
    assert [name is None] == compared(body.names_are_unique(heard))


@pytest.mark.parametrize(("raw", "is_right"), [(b"{}", True), (BOM + b"{}", False), (b"{}" + BOM, True)])
def test_byte_order_mark(raw: bytes, is_right: bool) -> None:  # noqa: FBT001 - a table
    """A body starts with no byte order mark."""

    assert [is_right] == compared(body.no_byte_order_mark_is_sent(read(raw)))


@pytest.mark.parametrize(
    ("status", "headers", "outcomes"),
    [
        (200, (("content-type", "application/json"),), [True]),
        (200, (("content-type", "Application/JSON ; charset=utf-8"),), [True]),
        (200, (("content-type", "application/problem+json"),), [True]),
        (200, (("content-type", "text/html"),), [False]),
        (200, (("content-type", ""),), [False]),
        (200, (), [False]),
        (200, None, []),
        (404, (), []),
        (100, (), []),
    ],
)
def test_content_type(status: int, headers: Any, outcomes: list[bool]) -> None:
    """A usage is said to be JSON, by whatever of its names; nothing is said of other answers."""

    assert outcomes == compared(body.the_body_is_said_to_be_json(Exchange(Question(), status, headers)))


@pytest.mark.parametrize("said", [None, "text/html"])
def test_content_type_is_told(said: str | None) -> None:
    """The finding has the content type, or says that there is none."""
    headers = () if said is None else (("content-type", said),)
    [expectation] = body.the_body_is_said_to_be_json(Exchange(Question(), 200, headers))

    assert (ABSENT if said is None else said) == expectation.actual


def test_missing_fields() -> None:
    """Every field that is missing is told with its place."""
    answer = usage(event())
    del answer["email"], answer["events"][0]["amount"]

    missing = broken_at(schema.every_documented_field_is_present(schema.Document(answer)))

    assert ["$.email", "$.events[0].amount"] == sorted(missing)
    assert [True] == compared(schema.every_field_has_its_documented_type(schema.Document(answer)))


def test_wrong_types() -> None:
    """A field of another type is told with its place and the types that it may have."""
    answer = usage(event(conversation_id=1, amount=True))
    found = list(schema.every_field_has_its_documented_type(schema.Document(answer)))

    assert {("$.events[0].conversation_id", "string or null"), ("$.events[0].amount", "number")} == {
        (json_path(expectation.at), expectation.expected) for expectation in found
    }
    assert [True] == compared(schema.every_documented_field_is_present(schema.Document(answer)))


@pytest.mark.parametrize(("rows", "counted"), [(999, 999), (1000, 1000), (1001, 1000)])
def test_errors_are_counted_up_to_many(rows: int, counted: int) -> None:
    """No more than 1000 errors are counted in one document."""
    answer = usage(*[event(amount=None) for _ in range(rows)])

    assert [False] * counted == compared(schema.every_field_has_its_documented_type(schema.Document(answer)))


# Calls that belong together


@pytest.mark.parametrize(
    ("asked", "outcomes"),
    [
        ([("a", 200), ("a", 200)], [True]),
        ([("a", 200), ("b", 404), ("a", 401), ("a", 200)], [False, False]),
        ([("a", 200), ("a", 0), ("a", 200)], [True]),
        ([("a", 0), ("a", 0)], []),
        ([("", 200), ("", 404)], []),
    ],
)
def test_same_request_same_status(asked: list[tuple[str, int]], outcomes: list[bool]) -> None:
    """The statuses of requests that ask the same are compared, one with the next; no answer is no status."""
    heard = [Exchange(Question(key=(key,) if key else ()), status) for key, status in asked]

    assert outcomes == compared(calls.the_same_request_gets_the_same_status(dialogue(*heard)))


def at(asked_at: datetime, answer: Any, account: Any = "configured") -> Exchange:
    return Exchange(Question(account=account), 200, usage=answer, asked_at=asked_at)


@pytest.mark.parametrize(
    ("asked_at", "outcomes"),
    [
        (datetime(2026, 5, 31, 12, tzinfo=UTC), []),
        (datetime(2026, 6, 1, 23, 59, tzinfo=UTC), []),
        (datetime(2026, 6, 2, 0, 4, 59, tzinfo=UTC), []),
        (datetime(2026, 6, 2, 0, 5, tzinfo=UTC), [False]),
        (NOON, [False]),
    ],
)
def test_a_day_is_past_five_minutes_after_midnight(asked_at: datetime, outcomes: list[bool]) -> None:
    """A day may change until five minutes after its end."""
    heard = at(asked_at, usage(event())), at(asked_at + timedelta(days=1), usage(event(amount=61)))

    assert outcomes == compared(calls.past_days_do_not_change(dialogue(*heard)))


@pytest.mark.parametrize(
    ("before", "after", "outcomes"),
    [
        ([event()], [event()], [True]),
        ([event()], [], [False]),
        ([], [event()], [False]),
        ([event()], [event(type="grant"), event()], [True, False]),
        ([event(event_at="x")], [], []),
    ],
)
def test_past_rows(before: list[Any], after: list[Any], outcomes: list[bool]) -> None:
    """A row of a past day neither goes nor comes."""
    heard = at(NOON, usage(*before)), at(NOON, usage(*after, email=EMAIL.upper()))

    assert outcomes == sorted(compared(calls.past_days_do_not_change(dialogue(*heard))), reverse=True)


@pytest.mark.parametrize(("account", "outcomes"), [("unclear", [False]), ("not configured", []), ("absent", [])])
def test_only_accounts_that_may_be_the_same_are_compared(account: str, outcomes: list[bool]) -> None:
    """Calls are compared if the account is configured, or may be."""
    heard = at(NOON, usage(event())), at(NOON, usage(), account)

    assert outcomes == compared(calls.past_days_do_not_change(dialogue(*heard)))


@pytest.mark.parametrize(
    ("changes", "at_"),
    [
        ({}, HOLDS),
        ({"total_charged_credits": 6}, ["$.summary.total_charged_credits"]),
        ({"per_conversation": [song(conversation_id="c2"), song()]}, HOLDS),
        ({"per_conversation": [song()]}, ["$.summary.per_conversation"]),
        ({"per_conversation": None}, ["$.summary.per_conversation"]),
        ({"new": 1}, ["$.summary.new"]),
    ],
)
def test_same_events_same_summary(changes: dict[str, Any], at_: list[str]) -> None:
    """Two summaries of the same events have the same members, their conversations in any order."""
    songs = [song(), song(conversation_id="c2")]
    summary: dict[str, Any] = {"per_conversation": songs}
    first, second = usage(event(), **summary), usage(event(), **(summary | changes))

    assert at_ == broken_at(calls.the_same_events_have_the_same_summary(dialogue(at(NOON, first), at(NOON, second))))


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
    """A row of a conversation is of one account, whatever else the accounts list; one without may be of many."""
    ours = usage(event(), event(conversation_id=None), event(conversation_id="c8"))
    theirs = usage(event(**changes), event(conversation_id="c9"), email="other@example.com")
    heard = at(NOON, ours), at(NOON, theirs)

    assert outcomes == compared(calls.two_accounts_share_no_row(dialogue(*heard)))


def test_every_two_accounts_are_compared() -> None:
    """Of three accounts, every two are compared once."""
    heard = [at(NOON, usage(event(), email=f"{name}@example.com")) for name in "aabc"]

    assert [False] * 3 == compared(calls.two_accounts_share_no_row(dialogue(*heard)))


def test_shared_rows_are_counted() -> None:
    """The finding says how many rows are another account's."""
    rows = event(), event(type="grant")
    heard = at(NOON, usage(*rows)), at(NOON, usage(*rows, event(type="x"), email="other@example.com"))
    [expectation] = calls.two_accounts_share_no_row(dialogue(*heard))

    assert "2 of another account" == expectation.actual


def refusals(known: list[str], unknown: list[str], **changes: Any) -> Dialogue:
    """Returns refused calls: the statuses and bodies for a configured account, and those for one that is not."""
    shared: dict[str, Any] = {"token": "invalid", "key": ("x", "t")} | changes
    first: dict[str, Any] = {"account": "configured", "emails": (EMAIL,)} | shared
    second: dict[str, Any] = {"account": "not configured", "emails": ("a+b@example.com",)} | shared
    heard = [(first, said) for said in known] + [(second, said) for said in unknown]
    return dialogue(*(Exchange(Question(**question), 401, body=said.encode()) for question, said in heard))


@pytest.mark.parametrize(
    ("known", "unknown", "outcomes"),
    [
        (["no", "no"], ["no", "no"], [True]),
        (["no", "no"], ["NO", "NO"], [False]),
        (["yes", "yes"], ["no", "no"], [False]),
        (["no", "no"], ["no", "yes"], []),
        (["no", "yes"], ["no", "no"], []),
        (["no", "no"], ["yes"], []),
        (["no"], ["yes", "yes"], []),
        ([f"{EMAIL}?"] * 2, ["a+b@example.com?"] * 2, [True]),
        (["listener%40example.com?"] * 2, ["a%2Bb%40example.com?"] * 2, [True]),
        (["listener%40example.com?"] * 2, ["a+b@example.com"] * 2, [False]),
    ],
)
def test_refusals(known: list[str], unknown: list[str], outcomes: list[bool]) -> None:
    """Two refusals of each account are compared, without the address, unless they differ among themselves."""

    assert outcomes == compared(calls.a_refused_token_does_not_tell_accounts(refusals(known, unknown)))


@pytest.mark.parametrize(
    ("changes", "outcomes"),
    [
        ({"token": "absent"}, [False]),
        ({"token": "valid"}, []),
        ({"method": "HEAD"}, []),
        ({"method": "ABC"}, []),
        ({"emails": ()}, []),
        ({"emails": (EMAIL, EMAIL)}, []),
    ],
)
def test_which_refusals(changes: dict[str, Any], outcomes: list[bool]) -> None:
    """Compared is what was asked with GET, for one account, with no token or one that is not valid."""
    heard = refusals(["yes", "yes"], ["no", "no"], **changes)

    assert outcomes == compared(calls.a_refused_token_does_not_tell_accounts(heard))


def test_refusals_of_different_tokens_are_not_compared() -> None:
    """What one wrong token is answered says nothing of another."""
    one, other = refusals(["yes", "yes"], [], key=("x", "t1")), refusals([], ["no", "no"], key=("x", "t2"))

    assert [] == compared(calls.a_refused_token_does_not_tell_accounts(dialogue(*one.exchanges, *other.exchanges)))


def test_a_rule_is_its_function() -> None:
    """A rule has the sentence of its docstring, and an id of its module and its name."""
    rule = responses.a_configured_account_is_answered_with_200

    assert "responses.a-configured-account-is-answered-with-200" == rule.id
    assert "A request with a valid API token for a configured account returns status 200." == rule.sentence


@pytest.mark.parametrize(("rows", "made"), [([], []), ([event()], [True]), ([event(), event()], [False, True])])
def test_rows_are_compared_if_there_are_any(rows: list[dict[str, Any]], made: list[bool]) -> None:
    """Rows that share nothing are one comparison; a row that is there again is another."""

    assert made == compared(events.no_two_share_day_type_and_conversation(usage(*rows)))


@pytest.mark.parametrize("amounts", [[1e308, 1e308], [9 * 10**307] * 20])
def test_total_beyond_a_double_is_infinite(amounts: list[float]) -> None:
    """A sum that no double can hold is infinite, not a crash."""

    assert inf == total(amounts)

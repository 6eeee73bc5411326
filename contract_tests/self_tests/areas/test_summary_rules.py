"""The rules on the summary, at their boundaries."""

from typing import Any

import pytest
from attrs import evolve

from flowmusic_contract.areas.conversations import rules as conversations
from flowmusic_contract.areas.summary import rules as summary
from flowmusic_contract.engine.billing import MOST_OPEN
from flowmusic_contract.engine.exchange import Exchange, RequestIntent
from self_tests.samples import HOLDS, broken_at, compared, conversation, event, session_of, usage


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
    """The tokens of a type are the sum of its events, and zero without events."""
    report = usage(event(amount=50), event(amount=10), by_type_tokens=tokens)

    assert [f"$.summary.by_type_tokens.{type_}" for type_ in at] == broken_at(
        summary.tokens_by_type_are_sums_of_events(report)
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
    """A type with tokens has credits, and vice versa."""

    assert at == broken_at(summary.credits_and_tokens_have_the_same_types(usage(by_type_credits=credits)))


@pytest.mark.parametrize(
    ("tokens", "credits", "at"),
    [
        (60, 5, HOLDS),
        (61, 5.08, HOLDS),
        (61, 5.09, ["$"]),
        (61, 61 / 12, HOLDS),
        (60, 5.001, ["$"]),
        (60, 6, ["$"]),
        (60, 4, ["$"]),
    ],
)
def test_credits_are_tokens_over_12(tokens: float, credits: float, at: list[str]) -> None:
    """12 tokens are one credit, for a type and for a conversation."""
    by_type = usage(by_type_tokens={"a": tokens, "b": 0}, by_type_credits={"a": credits})
    by_song = usage(per_conversation=[conversation(tokens=tokens, credits=credits)])

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
    """The charged credits are computed from the tokens, or from rounded credits."""
    report = usage(by_type_tokens=tokens, by_type_credits=credits, total_charged_credits=charged)

    assert at == broken_at(summary.charged_credits_sum_the_charged_types(report))


@pytest.mark.parametrize(("received", "at"), [(70, HOLDS), (69, ["$"]), (71, ["$"]), (30, ["$"])])
def test_received_tokens(received: float, at: list[str]) -> None:
    """Only grants and free allowances count as received."""
    report = usage(by_type_tokens={"grant": 40, "daily-free": 30, "riffusion": 9}, total_received_tokens=received)

    assert [f"{place}.summary.total_received_tokens" for place in at] == broken_at(
        summary.received_tokens_sum_the_received_types(report)
    )


@pytest.mark.parametrize(
    ("others", "charged", "received", "outcomes"),
    [
        ({"new": 12}, 5, 40, [True]),
        ({"new": 12}, 6, 40, [True]),
        ({"new": 13}, 73 / 12, 40, [True]),
        ({"new": 12}, 5, 52, [True]),
        ({"new": 12}, 6, 52, [False]),
        ({"new": 12, "newer": 12}, 6, 52, [True]),
        ({"new": 12, "newer": 12}, 7, 52, [False]),
        ({"new": 12}, 5.5, 40, []),
        ({"new": 12}, 5, 46, []),
        ({}, 5, 40, []),
        ({f"new {number}": 12 for number in range(MOST_OPEN)}, 5 + MOST_OPEN, 52, [False]),
        ({f"new {number}": 12 for number in range(MOST_OPEN + 1)}, 6 + MOST_OPEN, 52, []),
    ],
)
def test_other_types(others: dict[str, int], charged: float, received: float, outcomes: list[bool]) -> None:
    """A type is charged, received or neither. Nothing is compared if one total is wrong, or with very many types."""
    tokens = {"riffusion": 60, "grant": 40} | others
    report = usage(by_type_tokens=tokens, total_charged_credits=charged, total_received_tokens=received)

    assert outcomes == compared(summary.other_types_count_in_one_way(report))


@pytest.mark.parametrize(
    ("charged", "songs", "outcomes"),
    [
        (5, (60, 0), [True]),
        (15, (180, 0), [True]),
        (15, (60, 0), [False]),
        (5, (180, 0), [False]),
        (15, (180, 240), [False]),
        (15, (60, 240), [False]),
        (35, (180, 240), [True]),
        (5, (120, 0), [True]),
    ],
)
def test_other_types_of_songs(charged: float, songs: tuple[float, float], outcomes: list[bool]) -> None:
    """A type counts in songs as in the total. A song whose tokens are wrong in any way says nothing about it."""
    events = [event(amount=60), event(amount=120, type="new")]
    events.append(event(amount=240, type="newer", conversation_id="c2"))
    rows = [conversation(tokens=songs[0]), conversation(tokens=songs[1], conversation_id="c2")]
    report = usage(*events, total_charged_credits=charged, per_conversation=rows)
    report["summary"]["by_type_tokens"] = {"riffusion": 60, "new": 120, "newer": 240}
    report["summary"]["by_type_credits"] = {"riffusion": 5, "new": 10, "newer": 20}

    assert outcomes == compared(summary.other_types_count_in_one_way(report))


def test_other_type_of_two_songs() -> None:
    """A type counts in one song as in another."""
    events = [event(amount=60), event(amount=120, type="new"), event(amount=120, type="new", conversation_id="c2")]
    rows = [conversation(tokens=180), conversation(tokens=0, conversation_id="c2")]
    report = usage(*events, total_charged_credits=25, per_conversation=rows)
    report["summary"]["by_type_tokens"] = {"riffusion": 60, "new": 240}

    assert [False] == compared(summary.other_types_count_in_one_way(report))


def test_song_with_many_other_types() -> None:
    """The types of a song are compared with the total if they are as many as a total may have."""
    others = [f"new {number}" for number in range(MOST_OPEN)]
    events = [event(amount=60), *(event(amount=12, type=type_) for type_ in others)]
    song = conversation(tokens=60 + 12 * MOST_OPEN)
    report = usage(*events, total_charged_credits=5, per_conversation=[song])
    report["summary"]["by_type_tokens"] = {"riffusion": 60, **dict.fromkeys(others, 12)}
    report["summary"]["by_type_credits"] = {"riffusion": 5, **dict.fromkeys(others, 1)}

    assert [False] == compared(summary.other_types_count_in_one_way(report))


def with_new_type(charged: float, received: float = 0, tokens: float = 120) -> Exchange:
    """Returns an exchange with a report that charges or receives an amount of an event type `new`."""
    report = usage(by_type_tokens={"new": tokens}, total_charged_credits=charged, total_received_tokens=received)
    return Exchange(RequestIntent(), 200, usage=report)


CHARGES, RECEIVES, NEITHER, UNCLEAR = with_new_type(10), with_new_type(0, 120), with_new_type(0), with_new_type(0, 0, 0)


@pytest.mark.parametrize(
    ("exchanges", "outcomes"),
    [
        ([CHARGES], []),
        ([CHARGES, CHARGES], [True]),
        ([CHARGES, NEITHER], [False]),
        ([RECEIVES, NEITHER], [False]),
        ([UNCLEAR, NEITHER, CHARGES], [True, False]),
        ([CHARGES, UNCLEAR, RECEIVES], [True, False]),
        ([CHARGES, NEITHER, CHARGES], [False, True]),
        ([CHARGES, Exchange(RequestIntent(), 404)], []),
    ],
)
def test_other_types_in_reports(exchanges: list[Exchange], outcomes: list[bool]) -> None:
    """A type counts in each report as in the first one that says so."""

    assert outcomes == compared(summary.other_types_count_alike_in_all_reports(session_of(*map(evolve, exchanges))))


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (CHARGES, RECEIVES, ('"new" as charged', "received")),
        (RECEIVES, NEITHER, ('"new" as received', "neither")),
    ],
)
def test_words_about_other_types(first: Exchange, second: Exchange, words: tuple[str, str]) -> None:
    """A finding says what a type counts as in both reports."""
    [finding] = summary.other_types_count_alike_in_all_reports(session_of(evolve(first), evolve(second)))

    assert words == (finding.expected, getattr(finding.actual, "text", ""))

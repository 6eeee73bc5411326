"""The rules on conversations, at their boundaries."""

from typing import Any

import pytest

from flowmusic_contract.areas.conversations import rules as conversations
from flowmusic_contract.areas.conversations.garbling import is_garbled
from flowmusic_contract.engine.rule import Rule
from self_tests.samples import EMAIL, HOLDS, broken_at, compared, conversation, event, usage


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
    """A conversation must be listed if one of its events was charged."""

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
    """The second element of a conversation breaks the rule."""
    report = usage(per_conversation=[conversation(conversation_id=name) for name in ids])

    assert at == broken_at(conversations.no_conversation_is_listed_twice(report))


@pytest.mark.parametrize(
    ("tokens", "at"),
    [(60, HOLDS), (61, ["$"]), (59, ["$"]), (72, ["$"])],
)
def test_tokens_of_a_conversation(tokens: float, at: list[str]) -> None:
    """The tokens of a conversation are the sum of its charged events."""
    rows = event(amount=50), event(amount=10), event(type="grant", amount=12), event(conversation_id="c2")

    assert [f"{place}.summary.per_conversation[0].tokens" for place in at] == broken_at(
        conversations.tokens_are_sums_of_charged_events(usage(*rows, per_conversation=[conversation(tokens=tokens)]))
    )


@pytest.mark.parametrize(("email", "outcomes"), [(EMAIL, [True]), (None, []), ("other@example.com", [False])])
def test_conversations_belong_to_the_account(email: str | None, outcomes: list[bool]) -> None:
    """A conversation names no account, or the reported one."""
    report = usage(per_conversation=[conversation(email=email)])

    assert outcomes == compared(conversations.conversations_belong_to_the_reported_account(report))


@pytest.mark.parametrize(
    ("rule", "changes", "outcomes"),
    [
        (conversations.title_is_its_own, {}, [True]),
        (conversations.title_is_its_own, {"title": "Older conversation"}, [True]),
        (conversations.title_is_its_own, {"title": "Renamed"}, [True]),
        (conversations.title_is_its_own, {"title": "Another conversation"}, [False]),
        (conversations.title_is_its_own, {"title": None}, [False]),
        (conversations.title_is_its_own, {"conversation_id": "c2", "title": None}, []),
    ],
)
def test_conversation_and_its_events(rule: Rule[Any], changes: dict[str, Any], outcomes: list[bool]) -> None:
    """A conversation has events, and a title of its own or a new one; without events, no title is compared."""
    events = (
        event(),
        event(conversation_title="Older conversation"),
        event(conversation_id="c3", conversation_title="Another conversation"),
    )
    report = usage(*events, per_conversation=[conversation(**changes)])

    assert outcomes == compared(rule(report))


@pytest.mark.parametrize(
    ("title", "listed", "outcomes"),
    [
        (None, "null", [False]),
        (None, "", [False]),
        (None, "Renamed", [True]),
        ("Sun & Moon", "Sun &amp; Moon", [False]),
        ('Sun & "Moon"', 'Sun &amp; "Moon"', [False]),
        ("Sun/Moon & Río", "Sun/Moon%20%26%20Río", [False]),
        ('A\tB "C"', 'A\tB \\"C\\"', [False]),
        ("Sun &amp; Moon", "Sun & Moon", [True]),
        ("Río", "R\u00c3\u00ado", [False]),
        ("Río", "R?o", [False]),
        ("Río", "Ri\u0301o", [False]),
        ("Río", "R%C3%ADo", [False]),
        ("Río", "R\\u00edo", [False]),
        ('"Río"', '\\"Río\\"', [False]),
        ("Río", "Río Grande", [True]),
        (" Río ", "Río", [True]),
    ],
)
def test_garbled_title(title: str | None, listed: str, outcomes: list[bool]) -> None:
    """A new title is not one that a program makes of the old one by mistake."""
    report = usage(event(conversation_title=title), per_conversation=[conversation(title=listed)])

    assert outcomes == compared(conversations.title_is_its_own(report))


@pytest.mark.parametrize(("title", "original"), [(None, None), (None, "Río"), ("Río", "Río".encode().decode())])
def test_same_title_is_not_garbled(title: str | None, original: str | None) -> None:
    """Neither an equal title nor null is what a program makes of a title by mistake."""

    assert not is_garbled(title, original)


@pytest.mark.parametrize(
    ("listed", "outcomes"),
    [
        (["Sample S", "Another ", "Short"], [False, False]),
        (["Sample S", "Another Song", "Short"], [True]),
        (["Sample S", "Anothers", "Short"], [True]),
        (["Sample Song", "Another Song", "Short"], [True]),
        (["Sample S", "Another", "Short"], [True]),
    ],
)
def test_cut_titles(listed: list[str], outcomes: list[bool]) -> None:
    """Several titles that end at the same length, which no other title exceeds, are cut."""
    titles = "Sample Song", "Another Song", "Short"
    report = usage(
        *(event(conversation_id=title, conversation_title=title) for title in titles),
        per_conversation=[
            conversation(conversation_id=id_, title=title) for id_, title in zip(titles, listed, strict=True)
        ],
    )

    assert outcomes == compared(conversations.title_is_its_own(report))

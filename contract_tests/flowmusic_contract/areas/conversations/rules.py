"""Rules on `$.summary.per_conversation`."""

from collections import defaultdict
from collections.abc import Iterator

from flowmusic_contract.engine.billing import CHARGED, RECEIVED, TOKENS_PER_CREDIT, bounds
from flowmusic_contract.engine.expectation import (
    ABSENT,
    Expectation,
    all_hold,
    amounts_to,
    between,
    broken,
    equal,
    holds,
)
from flowmusic_contract.engine.rule import documented, inferred
from flowmusic_contract.engine.usage import Usage

_LIST = ("summary", "per_conversation")
_CHARGED = "a 200 response with a charged event of a conversation"


@documented("#/components/schemas/UsageSummary/properties/per_conversation", about=Usage, needs=_CHARGED)
def every_charged_conversation_is_listed(usage: Usage) -> Iterator[Expectation]:
    """Every conversation with charged events is listed."""
    listed = {conversation["conversation_id"] for conversation in usage["summary"]["per_conversation"]}
    charged = set(filter(None, (event["conversation_id"] for event in usage["events"] if event["type"] in CHARGED)))
    missing = sorted(charged - listed)
    yield from all_hold(charged, [broken(f'an element for "{each}"', ABSENT, *_LIST) for each in missing])


@documented("#/components/schemas/UsageSummary/properties/per_conversation", about=Usage, needs=_CHARGED)
def no_conversation_is_listed_twice(usage: Usage) -> Iterator[Expectation]:
    """No conversation is listed twice."""
    rows: dict[str, int] = {}
    for row, conversation in enumerate(usage["summary"]["per_conversation"]):
        first = rows.setdefault(conversation["conversation_id"], row)
        expected = f"one element for it, which is $.summary.per_conversation[{first}]"
        yield holds(first == row, expected, conversation["conversation_id"], *_LIST, row, "conversation_id")


@documented("#/components/schemas/ConversationUsage/properties/tokens", about=Usage, needs=_CHARGED)
def tokens_are_sums_of_charged_events(usage: Usage) -> Iterator[Expectation]:
    """`tokens` is the sum of the amounts of the charged events of the conversation."""
    spent: defaultdict[str | None, list[tuple[str, float]]] = defaultdict(list)
    for event in usage["events"]:
        if event["type"] not in RECEIVED:
            spent[event["conversation_id"]].append((event["type"], event["amount"]))
    for row, conversation in enumerate(usage["summary"]["per_conversation"]):
        low, high = bounds(CHARGED, spent[conversation["conversation_id"]])
        yield between(low, high, conversation["tokens"], *_LIST, row, "tokens")


@documented("#/components/schemas/ConversationUsage/properties/credits", about=Usage, needs=_CHARGED)
def credits_are_tokens_over_12(usage: Usage) -> Iterator[Expectation]:
    """`credits` is `tokens` divided by 12."""
    for row, conversation in enumerate(usage["summary"]["per_conversation"]):
        credits = conversation["tokens"] / TOKENS_PER_CREDIT
        yield amounts_to(credits, conversation["credits"], *_LIST, row, "credits")


@inferred(because="a conversation of another account would be visible to the wrong user", about=Usage, needs=_CHARGED)
def conversations_belong_to_the_reported_account(usage: Usage) -> Iterator[Expectation]:
    """Every conversation that names an account belongs to the reported account."""
    for row, conversation in enumerate(usage["summary"]["per_conversation"]):
        if conversation["email"] is not None:
            yield equal(usage["email"], conversation["email"], *_LIST, row, "email")


@inferred(because="a conversation without events has no spend to break down", about=Usage, needs=_CHARGED)
def every_listed_conversation_has_events(usage: Usage) -> Iterator[Expectation]:
    """Every listed conversation has events."""
    with_events = {event["conversation_id"] for event in usage["events"]}
    for row, conversation in enumerate(usage["summary"]["per_conversation"]):
        listed = conversation["conversation_id"]
        yield holds(listed in with_events, "the conversation of an event", listed, *_LIST, row, "conversation_id")


@inferred(because="both fields hold the title of the same conversation", about=Usage, needs=_CHARGED)
def title_appears_in_its_events(usage: Usage) -> Iterator[Expectation]:
    """The title of a conversation is the title in one of its events."""
    titles: defaultdict[str | None, set[str | None]] = defaultdict(set)
    for event in usage["events"]:
        titles[event["conversation_id"]].add(event["conversation_title"])
    for row, conversation in enumerate(usage["summary"]["per_conversation"]):
        known = titles[conversation["conversation_id"]]
        title = conversation["title"]
        if known:
            yield holds(title in known, "a title from its events", title, *_LIST, row, "title")

"""The rows of `$.summary.per_conversation`."""

from collections import defaultdict
from collections.abc import Iterator

from flowmusic_contract.rules.expectation import ABSENT, Expectation, amounts_to, between, equal, holds
from flowmusic_contract.rules.rule import documented, inferred
from flowmusic_contract.rules.shape import Usage, UsageEvent
from flowmusic_contract.rules.terms import CHARGED, TOKENS_PER_CREDIT, bounds

_AT = ("summary", "per_conversation")


@documented("#/components/schemas/UsageSummary/properties/per_conversation")
def every_charged_conversation_is_listed(usage: Usage) -> Iterator[Expectation]:
    """Every conversation with charged events is listed."""
    listed = {conversation["conversation_id"] for conversation in usage["summary"]["per_conversation"]}
    charged = {event["conversation_id"] for event in usage["events"] if event["type"] in CHARGED}
    for conversation_id in sorted(filter(None, charged)):
        yield holds(conversation_id in listed, f'a row for "{conversation_id}"', ABSENT, *_AT)


@documented("#/components/schemas/UsageSummary/properties/per_conversation")
def no_conversation_is_listed_twice(usage: Usage) -> Iterator[Expectation]:
    """No conversation is listed twice."""
    rows: dict[str, int] = {}
    for row, conversation in enumerate(usage["summary"]["per_conversation"]):
        first = rows.setdefault(conversation["conversation_id"], row)
        expected = f"one row for it, which is $.summary.per_conversation[{first}]"
        yield holds(first == row, expected, conversation["conversation_id"], *_AT, row, "conversation_id")


@documented("#/components/schemas/ConversationUsage/properties/tokens")
def tokens_are_the_charged_events(usage: Usage) -> Iterator[Expectation]:
    """`tokens` is the sum of the amounts of the charged events of the conversation."""
    events: defaultdict[str | None, list[UsageEvent]] = defaultdict(list)
    for event in usage["events"]:
        events[event["conversation_id"]].append(event)
    for row, conversation in enumerate(usage["summary"]["per_conversation"]):
        spent = ((event["type"], event["amount"]) for event in events[conversation["conversation_id"]])
        low, high = bounds(CHARGED, spent)
        yield between(low, high, conversation["tokens"], *_AT, row, "tokens")


@documented("#/components/schemas/ConversationUsage/properties/credits")
def credits_are_tokens_over_12(usage: Usage) -> Iterator[Expectation]:
    """`credits` is `tokens` divided by 12."""
    for row, conversation in enumerate(usage["summary"]["per_conversation"]):
        credits = conversation["tokens"] / TOKENS_PER_CREDIT
        yield amounts_to(credits, conversation["credits"], *_AT, row, "credits")


@inferred(because="a song of another account has crossed the line between accounts")
def songs_belong_to_the_account_reported_on(usage: Usage) -> Iterator[Expectation]:
    """Every song that names an account belongs to the account reported on."""
    for row, conversation in enumerate(usage["summary"]["per_conversation"]):
        if conversation["email"] is not None:
            yield equal(usage["email"], conversation["email"], *_AT, row, "email")


@inferred(because="a song that no event names has spent nothing that could be broken down")
def every_listed_conversation_has_events(usage: Usage) -> Iterator[Expectation]:
    """Every conversation that is listed has events."""
    with_events = {event["conversation_id"] for event in usage["events"]}
    for row, conversation in enumerate(usage["summary"]["per_conversation"]):
        named = conversation["conversation_id"]
        yield holds(named in with_events, "the conversation of an event", named, *_AT, row, "conversation_id")


@inferred(because="a song is called what its events call it")
def a_title_is_that_of_its_events(usage: Usage) -> Iterator[Expectation]:
    """The title of a song is the title that one of its events gives."""
    titles: defaultdict[str | None, set[str | None]] = defaultdict(set)
    for event in usage["events"]:
        titles[event["conversation_id"]].add(event["conversation_title"])
    for row, conversation in enumerate(usage["summary"]["per_conversation"]):
        known = titles[conversation["conversation_id"]]
        title = conversation["title"]
        if known:
            yield holds(title in known, "a title of its events", title, *_AT, row, "title")

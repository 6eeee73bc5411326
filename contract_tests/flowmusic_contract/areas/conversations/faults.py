"""Servers whose spend per conversation is wrong."""

from flowmusic_contract.areas.accounts import rules as accounts_rules
from flowmusic_contract.areas.conversations import rules
from flowmusic_contract.engine.fault import UsageJson, fault


def _charges(usage: UsageJson, conversation_id: str | None) -> list[UsageJson]:
    events = [event for event in usage["events"] if event["type"] in ("producer-usage", "riffusion")]
    return [event for event in events if event["conversation_id"] == conversation_id]


@fault(
    breaks=[rules.every_charged_conversation_is_listed],
    effects={"$.summary.per_conversation": "array of 2 -> array of 1"},
)
def conversation_not_listed(usage: UsageJson) -> None:
    """A charged conversation is not listed."""
    del usage["summary"]["per_conversation"][0]


@fault(
    breaks=[rules.no_conversation_is_listed_twice], effects={"$.summary.per_conversation": "array of 2 -> array of 3"}
)
def conversation_listed_twice(usage: UsageJson) -> None:
    """A conversation is listed twice."""
    usage["summary"]["per_conversation"].append(usage["summary"]["per_conversation"][0])


@fault(
    breaks=[rules.tokens_are_sums_of_charged_events, rules.credits_are_tokens_over_12],
    effects={"$.summary.per_conversation[0].tokens": "660 -> 600"},
)
def first_day_only(usage: UsageJson) -> None:
    """The tokens of a conversation are those of its first day."""
    conversation = usage["summary"]["per_conversation"][0]
    charges = _charges(usage, conversation["conversation_id"])
    first_day = min(event["event_at"] for event in charges)
    conversation["tokens"] = sum(event["amount"] for event in charges if event["event_at"] == first_day)


@fault(
    breaks=[rules.tokens_are_sums_of_charged_events],
    effects={"$.summary.per_conversation": "array of 2 -> array of 3"},
)
def conversation_without_events_is_charged(usage: UsageJson) -> None:
    """A conversation without events is listed with tokens and credits."""
    usage["summary"]["per_conversation"].append(
        {"conversation_id": "unheard", "title": None, "email": None, "tokens": 24, "credits": 2}
    )


@fault(breaks=[rules.credits_are_tokens_over_12], effects={"$.summary.per_conversation[0].credits": "55 -> 660"})
def credits_in_tokens(usage: UsageJson) -> None:
    """The credits of a conversation are in tokens."""
    conversation = usage["summary"]["per_conversation"][0]
    conversation["credits"] = conversation["tokens"]


@fault(
    breaks=[rules.conversations_belong_to_the_reported_account, accounts_rules.no_response_names_another_account],
    effects={"$.summary.per_conversation[0].email": '"listener@example.com" -> "rival@example.com"'},
)
def conversation_of_another_account(usage: UsageJson) -> None:
    """A conversation belongs to another account."""
    usage["summary"]["per_conversation"][0]["email"] = "rival@example.com"


@fault(
    breaks=[rules.every_charged_conversation_is_listed],
    effects={"$.summary.per_conversation": "array of 2 -> array of 0"},
)
def no_conversation_listed(usage: UsageJson) -> None:
    """No conversation is listed."""
    usage["summary"]["per_conversation"] = []


@fault(breaks=[rules.credits_are_tokens_over_12], effects={"$.summary.per_conversation[*].credits": "55 -> 66.0"})
def credits_at_ten_tokens_each(usage: UsageJson) -> None:
    """A credit of a conversation is ten tokens."""
    for conversation in usage["summary"]["per_conversation"]:
        conversation["credits"] = conversation["tokens"] / 10


@fault(breaks=[rules.credits_are_tokens_over_12], effects={"$.summary.per_conversation[*].credits": "55 -> 60"})
def credits_rounded_to_tens(usage: UsageJson) -> None:
    """The credits of conversations are rounded to tens."""
    for conversation in usage["summary"]["per_conversation"]:
        conversation["credits"] = round(conversation["credits"], -1)


@fault(
    breaks=[rules.tokens_are_sums_of_charged_events, rules.credits_are_tokens_over_12],
    effects={"$.summary.per_conversation[*].tokens": "660 -> 55", "$.summary.per_conversation[*].credits": "55 -> 660"},
)
def units_swapped(usage: UsageJson) -> None:
    """The tokens and credits of conversations are swapped."""
    for conversation in usage["summary"]["per_conversation"]:
        conversation["tokens"], conversation["credits"] = conversation["credits"], conversation["tokens"]


@fault(
    breaks=[rules.tokens_are_sums_of_charged_events],
    effects={
        "$.summary.per_conversation[0].tokens": "660 -> 690",
        "$.summary.per_conversation[0].credits": "55 -> 57.5",
    },
)
def first_includes_charges_without_a_conversation(usage: UsageJson) -> None:
    """The first conversation includes the charges without a conversation."""
    conversation = usage["summary"]["per_conversation"][0]
    tokens = sum(event["amount"] for event in _charges(usage, None))
    conversation["tokens"] += tokens
    conversation["credits"] += tokens / 12


@fault(
    breaks=[rules.tokens_are_sums_of_charged_events],
    effects={
        "$.summary.per_conversation[*].tokens": "660 -> -660",
        "$.summary.per_conversation[*].credits": "55 -> -55",
    },
)
def spend_is_negative(usage: UsageJson) -> None:
    """The tokens and credits of conversations are negative."""
    for conversation in usage["summary"]["per_conversation"]:
        conversation["tokens"], conversation["credits"] = -conversation["tokens"], -conversation["credits"]


@fault(
    breaks=[rules.every_charged_conversation_is_listed, rules.tokens_are_sums_of_charged_events],
    effects={"$.summary.per_conversation[*].conversation_id": '"11112222-3333-4444-8555-666677778888" -> "11112222"'},
)
def ids_cut_short(usage: UsageJson) -> None:
    """The IDs of listed conversations are cut to eight characters."""
    for conversation in usage["summary"]["per_conversation"]:
        conversation["conversation_id"] = conversation["conversation_id"][:8]


@fault(
    breaks=[rules.title_is_its_own],
    effects={"$.summary.per_conversation[1].title": 'null -> "Sample Song"'},
)
def same_title_everywhere(usage: UsageJson) -> None:
    """Every listed conversation has the title of the first one."""
    for conversation in usage["summary"]["per_conversation"]:
        conversation["title"] = usage["summary"]["per_conversation"][0]["title"]


@fault(
    breaks=[rules.title_is_its_own],
    effects={"$.summary.per_conversation[0].title": '"Sample Song" -> null'},
)
def titles_are_null(usage: UsageJson) -> None:
    """No listed conversation has a title."""
    for conversation in usage["summary"]["per_conversation"]:
        conversation["title"] = None


@fault(
    breaks=[rules.title_is_its_own],
    effects={"$.summary.per_conversation[1].title": 'null -> "null"'},
)
def null_title_is_a_word(usage: UsageJson) -> None:
    """A conversation without a title has the title `null` where it is listed."""
    for conversation in usage["summary"]["per_conversation"]:
        conversation["title"] = conversation["title"] or "null"


@fault(
    breaks=[rules.conversations_belong_to_the_reported_account],
    effects={"$.summary.per_conversation[0].email": '"listener@example.com" -> ""'},
)
def conversation_without_an_account(usage: UsageJson) -> None:
    """The account of a conversation is an empty string."""
    usage["summary"]["per_conversation"][0]["email"] = ""

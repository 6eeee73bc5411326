"""Servers whose spend per conversation is wrong."""

from flowmusic_contract.areas.accounts import rules as accounts_rules
from flowmusic_contract.areas.conversations import rules
from flowmusic_contract.engine.fault import UsageJson, fault


@fault(breaks=[rules.every_charged_conversation_is_listed])
def song_not_listed(usage: UsageJson) -> None:
    """A song with spend is not listed."""
    del usage["summary"]["per_conversation"][0]


@fault(breaks=[rules.no_conversation_is_listed_twice])
def song_listed_twice(usage: UsageJson) -> None:
    """A song is listed twice."""
    usage["summary"]["per_conversation"].append(usage["summary"]["per_conversation"][0])


@fault(breaks=[rules.tokens_are_sums_of_charged_events, rules.credits_are_tokens_over_12])
def first_day_only(usage: UsageJson) -> None:
    """A song's tokens are those of one event."""
    usage["summary"]["per_conversation"][0]["tokens"] -= 60


@fault(breaks=[rules.tokens_are_sums_of_charged_events, rules.every_listed_conversation_has_events])
def song_that_spent_nothing(usage: UsageJson) -> None:
    """A song is listed with a spend that no event accounts for."""
    usage["summary"]["per_conversation"].append(
        {"conversation_id": "unheard", "title": None, "email": None, "tokens": 24, "credits": 2}
    )


@fault(breaks=[rules.credits_are_tokens_over_12])
def credits_in_tokens(usage: UsageJson) -> None:
    """A song's credits are its tokens."""
    row = usage["summary"]["per_conversation"][0]
    row["credits"] = row["tokens"]


@fault(breaks=[rules.conversations_belong_to_the_reported_account, accounts_rules.no_response_names_another_account])
def song_of_another_account(usage: UsageJson) -> None:
    """A song belongs to another account."""
    usage["summary"]["per_conversation"][0]["email"] = "rival@example.com"


@fault(breaks=[rules.every_charged_conversation_is_listed])
def no_song_listed(usage: UsageJson) -> None:
    """No song is listed."""
    usage["summary"]["per_conversation"] = []


@fault(breaks=[rules.credits_are_tokens_over_12])
def credits_at_ten_tokens_each(usage: UsageJson) -> None:
    """A song's credit is ten tokens."""
    for row in usage["summary"]["per_conversation"]:
        row["credits"] = row["tokens"] / 10


@fault(breaks=[rules.credits_are_tokens_over_12])
def credits_rounded_to_tens(usage: UsageJson) -> None:
    """A song's credits are rounded to tens."""
    for row in usage["summary"]["per_conversation"]:
        row["credits"] = round(row["credits"], -1)


@fault(breaks=[rules.tokens_are_sums_of_charged_events])
def units_swapped(usage: UsageJson) -> None:
    """A song's tokens and credits are both a twelfth of what they should be."""
    for row in usage["summary"]["per_conversation"]:
        row["tokens"], row["credits"] = row["tokens"] / 12, row["credits"] / 12


@fault(breaks=[rules.tokens_are_sums_of_charged_events])
def charges_without_a_song_on_the_first(usage: UsageJson) -> None:
    """What was charged without a song is counted on the first one."""
    row = usage["summary"]["per_conversation"][0]
    row["tokens"] += 36
    row["credits"] += 3


@fault(breaks=[rules.tokens_are_sums_of_charged_events])
def spend_is_negative(usage: UsageJson) -> None:
    """A song's spend is negative."""
    for row in usage["summary"]["per_conversation"]:
        row["tokens"], row["credits"] = -row["tokens"], -row["credits"]


@fault(
    breaks=[
        rules.every_charged_conversation_is_listed,
        rules.tokens_are_sums_of_charged_events,
        rules.every_listed_conversation_has_events,
    ]
)
def ids_cut_short(usage: UsageJson) -> None:
    """A song is listed by the first part of its id."""
    for row in usage["summary"]["per_conversation"]:
        row["conversation_id"] = row["conversation_id"][:8]


@fault(breaks=[rules.every_listed_conversation_has_events])
def song_without_events(usage: UsageJson) -> None:
    """A song that has no events is listed with nothing spent."""
    usage["summary"]["per_conversation"].append(
        {"conversation_id": "unheard", "title": None, "email": None, "tokens": 0, "credits": 0}
    )


@fault(breaks=[rules.title_appears_in_its_events])
def every_song_is_untitled(usage: UsageJson) -> None:
    """Every song has the same title."""
    for row in usage["summary"]["per_conversation"]:
        row["title"] = "Untitled"


@fault(breaks=[rules.conversations_belong_to_the_reported_account])
def song_of_nobody(usage: UsageJson) -> None:
    """A song belongs to nobody."""
    usage["summary"]["per_conversation"][0]["email"] = ""

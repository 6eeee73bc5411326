"""Servers whose spend per song is wrong."""

from flowmusic_contract.faults.fault import Usage, fault

_LISTED = "conversations.every-charged-conversation-is-listed"
_ONCE = "conversations.no-conversation-is-listed-twice"
_TOKENS = "conversations.tokens-are-the-charged-events"
_HAVE_EVENTS = "conversations.every-listed-conversation-has-events"
_CREDITS = "conversations.credits-are-tokens-over-12"


@fault(breaks=[_LISTED])
def song_not_listed(usage: Usage) -> None:
    """A song with spend is not listed."""
    del usage["summary"]["per_conversation"][0]


@fault(breaks=[_ONCE])
def song_listed_twice(usage: Usage) -> None:
    """A song is listed twice."""
    usage["summary"]["per_conversation"].append(usage["summary"]["per_conversation"][0])


@fault(breaks=[_TOKENS, _CREDITS])
def first_day_only(usage: Usage) -> None:
    """A song's tokens are those of one event."""
    usage["summary"]["per_conversation"][0]["tokens"] -= 60


@fault(breaks=[_TOKENS, _HAVE_EVENTS])
def song_that_spent_nothing(usage: Usage) -> None:
    """A song is listed with a spend that no event accounts for."""
    usage["summary"]["per_conversation"].append(
        {"conversation_id": "unheard", "title": None, "email": None, "tokens": 24, "credits": 2}
    )


@fault(breaks=[_CREDITS])
def credits_in_tokens(usage: Usage) -> None:
    """A song's credits are its tokens."""
    row = usage["summary"]["per_conversation"][0]
    row["credits"] = row["tokens"]


@fault(breaks=["conversations.songs-belong-to-the-account-reported-on", "account.no-answer-names-another-account"])
def song_of_another_account(usage: Usage) -> None:
    """A song belongs to another account."""
    usage["summary"]["per_conversation"][0]["email"] = "rival@example.com"


@fault(breaks=[_LISTED])
def no_song_listed(usage: Usage) -> None:
    """No song is listed."""
    usage["summary"]["per_conversation"] = []


@fault(breaks=[_CREDITS])
def credits_at_ten_tokens_each(usage: Usage) -> None:
    """A song's credit is ten tokens."""
    for row in usage["summary"]["per_conversation"]:
        row["credits"] = row["tokens"] / 10


@fault(breaks=[_CREDITS])
def credits_rounded_to_tens(usage: Usage) -> None:
    """A song's credits are rounded to tens."""
    for row in usage["summary"]["per_conversation"]:
        row["credits"] = round(row["credits"], -1)


@fault(breaks=[_TOKENS])
def units_swapped(usage: Usage) -> None:
    """A song's tokens and credits are both a twelfth of what they should be."""
    for row in usage["summary"]["per_conversation"]:
        row["tokens"], row["credits"] = row["tokens"] / 12, row["credits"] / 12


@fault(breaks=[_TOKENS])
def charges_without_a_song_on_the_first(usage: Usage) -> None:
    """What was charged without a song is counted on the first one."""
    row = usage["summary"]["per_conversation"][0]
    row["tokens"] += 36
    row["credits"] += 3


@fault(breaks=[_TOKENS])
def spend_is_negative(usage: Usage) -> None:
    """A song's spend is negative."""
    for row in usage["summary"]["per_conversation"]:
        row["tokens"], row["credits"] = -row["tokens"], -row["credits"]


@fault(breaks=[_LISTED, _TOKENS, _HAVE_EVENTS])
def ids_cut_short(usage: Usage) -> None:
    """A song is listed by the first part of its id."""
    for row in usage["summary"]["per_conversation"]:
        row["conversation_id"] = row["conversation_id"][:8]


@fault(breaks=[_HAVE_EVENTS])
def song_without_events(usage: Usage) -> None:
    """A song that has no events is listed with nothing spent."""
    usage["summary"]["per_conversation"].append(
        {"conversation_id": "unheard", "title": None, "email": None, "tokens": 0, "credits": 0}
    )


@fault(breaks=["conversations.a-title-is-that-of-its-events"])
def every_song_is_untitled(usage: Usage) -> None:
    """Every song has the same title."""
    for row in usage["summary"]["per_conversation"]:
        row["title"] = "Untitled"


@fault(breaks=["conversations.songs-belong-to-the-account-reported-on"])
def song_of_nobody(usage: Usage) -> None:
    """A song belongs to nobody."""
    usage["summary"]["per_conversation"][0]["email"] = ""

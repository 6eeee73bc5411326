"""Servers whose spend per song is wrong."""

from flowmusic_contract.faults.fault import Usage, fault

_LISTED = "conversations.every-charged-conversation-is-listed"
_ONCE = "conversations.no-conversation-is-listed-twice"
_TOKENS = "conversations.tokens-are-the-charged-events"
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


@fault(breaks=[_TOKENS])
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


@fault(breaks=["conversations.songs-belong-to-the-account-reported-on"])
def song_of_another_account(usage: Usage) -> None:
    """A song belongs to another account."""
    usage["summary"]["per_conversation"][0]["email"] = "rival@example.com"

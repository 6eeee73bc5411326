"""Rules on `$.summary.per_conversation`."""

from collections.abc import Iterator

from flowmusic_contract.areas.conversations.garbling import is_garbled
from flowmusic_contract.engine.billing import TOKENS_PER_CREDIT, amounts_by_conversation, total, totals_with
from flowmusic_contract.engine.columns import column, conversation_ids, once, own_emails, titled_conversations
from flowmusic_contract.engine.expectation import (
    ABSENT,
    HELD,
    Expectation,
    all_hold,
    amounts_to,
    broken,
    short_repr,
    within_one,
)
from flowmusic_contract.engine.rule import documented, inferred
from flowmusic_contract.engine.usage import Usage

_LIST = ("summary", "per_conversation")
_CHARGED = "a 200 response of the documented shape with a charged event of a conversation"


@documented("#/components/schemas/UsageSummary/properties/per_conversation", about=Usage, needs=_CHARGED)
def every_charged_conversation_is_listed(usage: Usage) -> Iterator[Expectation]:
    """Every conversation with charged events is listed."""
    listed = {conversation["conversation_id"] for conversation in usage["summary"]["per_conversation"]}
    charged = set(filter(None, amounts_by_conversation(usage)[0]))
    missing = sorted(charged - listed)
    yield from all_hold(charged, [broken(f'an element for "{each}"', ABSENT, *_LIST) for each in missing])


@documented("#/components/schemas/UsageSummary/properties/per_conversation", about=Usage, needs=_CHARGED)
def no_conversation_is_listed_twice(usage: Usage) -> Iterator[Expectation]:
    """No conversation is listed twice."""
    rows: dict[str, int] = {}
    wrong: list[Expectation] = []
    for row, conversation in enumerate(usage["summary"]["per_conversation"]):
        listed = conversation["conversation_id"]
        first = rows.setdefault(listed, row)
        if first != row:
            expected = f"one element for it, which is $.summary.per_conversation[{first}]"
            wrong.append(broken(expected, listed, *_LIST, row, "conversation_id"))
    yield from all_hold(rows, wrong)


@documented("#/components/schemas/ConversationUsage/properties/tokens", about=Usage, needs=_CHARGED)
def tokens_are_sums_of_charged_events(usage: Usage) -> Iterator[Expectation]:
    """`tokens` is the sum of the amounts of the charged events of the conversation."""
    charged, possible = amounts_by_conversation(usage)
    songs = [(each["conversation_id"], each["tokens"]) for each in usage["summary"]["per_conversation"]]
    for row, (conversation, tokens) in enumerate(songs):
        certain = charged.get(conversation, ())
        if total(certain) != tokens:  # seldom: sums of doubles, or events of a type that may count
            others = [total(amounts) for amounts in possible.get(conversation, {}).values()]
            yield within_one(totals_with(certain, others), tokens, *_LIST, row, "tokens")
    if songs:
        yield HELD


@documented("#/components/schemas/ConversationUsage/properties/credits", about=Usage, needs=_CHARGED)
def credits_are_tokens_over_12(usage: Usage) -> Iterator[Expectation]:
    """`credits` is `tokens` divided by 12."""
    songs = [(each["tokens"] / TOKENS_PER_CREDIT, each["credits"]) for each in usage["summary"]["per_conversation"]]
    for row, (expected, credits) in enumerate(songs):
        if expected != credits:  # seldom: rounded
            yield amounts_to(expected, credits, *_LIST, row, "credits")
    if songs:
        yield HELD


@inferred(because="a conversation of another account would be visible to the wrong user", about=Usage, needs=_CHARGED)
def conversations_belong_to_the_reported_account(usage: Usage) -> Iterator[Expectation]:
    """Every conversation that names an account belongs to the reported account."""
    emails = [conversation["email"] for conversation in usage["summary"]["per_conversation"]]
    own = own_emails(usage) | {None}
    wrong = [(email, row) for row, email in enumerate(emails) if email not in own]
    expected = short_repr(usage["email"])
    compared = list(filter(None, emails))
    yield from all_hold(compared, [broken(expected, email, *_LIST, row, "email") for email, row in wrong])


@inferred(
    because="a song may be renamed after its last event, but not to null, to the title of another song, or to what a "
    "program makes of its title by mistake",
    about=Usage,
    needs=_CHARGED,
)
def title_is_its_own(usage: Usage) -> Iterator[Expectation]:
    """The title of a conversation is one from its events, or a new one."""
    with_events, titled = conversation_ids(usage), titled_conversations(usage)
    listed = [(each["conversation_id"], each["title"]) for each in usage["summary"]["per_conversation"]]
    compared = [(row, *each) for row, each in enumerate(listed) if each[0] in with_events]
    renamed = [each for each in compared if each[1:] not in titled]
    wrong = [(row, title) for row, conversation, title in renamed if not _may_be_renamed(usage, conversation, title)]
    expected = "a title from its events, or a new one"
    yield from all_hold(compared, [broken(expected, title, *_LIST, row, "title") for row, title in wrong])


def _may_be_renamed(usage: Usage, conversation: str, title: str | None) -> bool:
    """Returns whether people may give a conversation this title, which none of its events has."""
    return (
        title not in _known_titles(usage)
        and (conversation, title) not in _cut_titles(usage)
        and not is_garbled(title, _last_titles(usage)[conversation])
    )


@once
def _last_titles(usage: Usage) -> dict[str | None, str | None]:
    """Returns the title of each conversation in its last event."""
    return dict(zip(column(usage, "conversation_id"), column(usage, "conversation_title"), strict=True))


@once
def _cut_titles(usage: Usage) -> set[tuple[str, str]]:
    """Returns the listed titles that are cut: several at the same length, which is also that of the longest one."""
    last_titles = _last_titles(usage)
    listed = [(each["conversation_id"], each["title"] or "") for each in usage["summary"]["per_conversation"]]
    longest = max((len(title) for _, title in listed), default=0)
    cut = {
        (conversation, title)
        for conversation, title in listed
        if len(title) == longest and _is_start_of(last_titles.get(conversation), title)
    }
    return cut if len(cut) > 1 else set()


def _is_start_of(original: str | None, title: str) -> bool:
    return original is not None and title != original and original.startswith(title)


@once
def _known_titles(usage: Usage) -> set[str | None]:
    """Returns the titles in events, and null: renaming a song does not remove its title."""
    return {None, *(title for _, title in titled_conversations(usage))}

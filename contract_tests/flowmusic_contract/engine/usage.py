"""The types of a usage report that has its documented shape."""

from typing import TypedDict

_TRIMMED = "".join(map(chr, range(33)))
"""What `trim` removes in Java, and in part in PHP: control characters and the space."""


def normalized_email(email: str) -> str:
    """Returns the form in which two spellings of an address are equal: letter case is ignored, and what is trimmed.

    A server may report the address as it was configured, or as it was requested.
    """
    return trimmed(email).casefold()


def trimmed(email: str) -> str:
    """Returns an address without the blanks and control characters around it, which many servers remove."""
    return email.strip().strip(_TRIMMED)


class UsageEvent(TypedDict):
    """An element of `$.events`; `amount` is in tokens."""

    type: str
    amount: float
    conversation_id: str | None
    conversation_title: str | None
    event_at: str
    max_created_at: str
    _account_email: str


class ConversationUsage(TypedDict):
    """An element of `$.summary.per_conversation`."""

    conversation_id: str
    title: str | None
    email: str | None
    tokens: float
    credits: float


class UsageSummary(TypedDict):
    """`$.summary`."""

    by_type_tokens: dict[str, float]
    by_type_credits: dict[str, float]
    total_charged_credits: float
    total_received_tokens: float
    per_conversation: list[ConversationUsage]


class Usage(TypedDict):
    """The whole document."""

    email: str
    events: list[UsageEvent]
    summary: UsageSummary

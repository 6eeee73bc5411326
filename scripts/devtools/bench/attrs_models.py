"""The documented model as attrs classes, as somebody would write them to use cattrs."""

from attrs import define


@define
class UsageEvent:
    """An event."""

    type: str
    amount: float
    conversation_id: str | None
    conversation_title: str | None
    event_at: str
    max_created_at: str
    account_email: str


@define
class ConversationUsage:
    """The spending of one conversation."""

    conversation_id: str
    title: str | None
    email: str | None
    tokens: float
    credits: float


@define
class UsageSummary:
    """The totals."""

    by_type_tokens: dict[str, float]
    by_type_credits: dict[str, float]
    total_charged_credits: float
    total_received_tokens: float
    per_conversation: list[ConversationUsage]


@define
class AccountUsage:
    """The usage report of an account."""

    email: str
    events: list[UsageEvent]
    summary: UsageSummary

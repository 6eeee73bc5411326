from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.conversation_usage import ConversationUsage
    from ..models.credits_by_type import CreditsByType
    from ..models.tokens_by_type import TokensByType


T = TypeVar("T", bound="UsageSummary")


@_attrs_define
class UsageSummary:
    """The amounts of the events, totalled. An event type that is not named here may count as charged, as received or as
    neither.

    """

    by_type_tokens: TokensByType
    """ Tokens per event type. The tokens of each event type are the sum of the amounts of its events. """
    by_type_credits: CreditsByType
    """ Credits and tokens are given for the same event types. Each amount in credits is the amount in tokens
    divided by 12. """
    total_charged_credits: float
    """ The charged credits are the sum over the charged types, `producer-usage` and `riffusion`. In credits. """
    total_received_tokens: float
    """ The received tokens are the sum over grants and free allowances, `grant` and `daily-free`. In tokens. """
    per_conversation: list[ConversationUsage]
    """ The spend per song. Every conversation with charged events is listed. No conversation is listed twice. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        by_type_tokens = self.by_type_tokens.to_dict()

        by_type_credits = self.by_type_credits.to_dict()

        total_charged_credits = self.total_charged_credits

        total_received_tokens = self.total_received_tokens

        per_conversation = []
        for per_conversation_item_data in self.per_conversation:
            per_conversation_item = per_conversation_item_data.to_dict()
            per_conversation.append(per_conversation_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "by_type_tokens": by_type_tokens,
                "by_type_credits": by_type_credits,
                "total_charged_credits": total_charged_credits,
                "total_received_tokens": total_received_tokens,
                "per_conversation": per_conversation,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.conversation_usage import ConversationUsage
        from ..models.credits_by_type import CreditsByType
        from ..models.tokens_by_type import TokensByType

        d = dict(src_dict)
        by_type_tokens = TokensByType.from_dict(d.pop("by_type_tokens"))

        by_type_credits = CreditsByType.from_dict(d.pop("by_type_credits"))

        total_charged_credits = d.pop("total_charged_credits")

        total_received_tokens = d.pop("total_received_tokens")

        per_conversation = []
        _per_conversation = d.pop("per_conversation")
        for per_conversation_item_data in _per_conversation:
            per_conversation_item = ConversationUsage.from_dict(per_conversation_item_data)

            per_conversation.append(per_conversation_item)

        usage_summary = cls(
            by_type_tokens=by_type_tokens,
            by_type_credits=by_type_credits,
            total_charged_credits=total_charged_credits,
            total_received_tokens=total_received_tokens,
            per_conversation=per_conversation,
        )

        usage_summary.additional_properties = d
        return usage_summary

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ConversationUsage")


@_attrs_define
class ConversationUsage:
    """The spend on one song."""

    conversation_id: str
    """ The conversation, which is a song. """
    title: None | str
    """ The title of the song, or null if there is none. """
    email: None | str
    """ The e-mail of the account that the song belongs to, or null. """
    tokens: float
    """ The spend in tokens is the sum of the charged events of the conversation. """
    credits_: float
    """ The spend in credits is the spend in tokens divided by 12. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        conversation_id = self.conversation_id

        title: None | str
        title = self.title

        email: None | str
        email = self.email

        tokens = self.tokens

        credits_ = self.credits_

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "conversation_id": conversation_id,
                "title": title,
                "email": email,
                "tokens": tokens,
                "credits": credits_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        conversation_id = d.pop("conversation_id")

        def _parse_title(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        title = _parse_title(d.pop("title"))

        def _parse_email(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        email = _parse_email(d.pop("email"))

        tokens = d.pop("tokens")

        credits_ = d.pop("credits")

        conversation_usage = cls(
            conversation_id=conversation_id,
            title=title,
            email=email,
            tokens=tokens,
            credits_=credits_,
        )

        conversation_usage.additional_properties = d
        return conversation_usage

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

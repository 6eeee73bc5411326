from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="UsageEvent")


@_attrs_define
class UsageEvent:
    """What happened in one UTC day, of one type and for one conversation. No two events share their day, type and
    conversation.

    """

    type_: str
    """ The kind of event. `producer-usage` and `riffusion` are charged, `daily-free` and `grant` are received; the
    set is open, so other values occur. """
    amount: float
    """ The amount of the event, in tokens. """
    conversation_id: None | str
    """ The conversation, which is a song, that the event belongs to, or null if it belongs to none. """
    conversation_title: None | str
    """ The title of that conversation, or null if there is none. """
    event_at: str
    """ `event_at` is the start of a UTC day. It is the day that the event is counted in, and it is UTC although the
    documented value bears no offset. """
    max_created_at: datetime.datetime
    """ `max_created_at` is the moment of the row's latest actual event. The latest actual event lies in the UTC day
    that `event_at` starts. """
    account_email: str
    """ The e-mail of the account that the event belongs to. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        amount = self.amount

        conversation_id: None | str
        conversation_id = self.conversation_id

        conversation_title: None | str
        conversation_title = self.conversation_title

        event_at = self.event_at

        max_created_at = self.max_created_at.isoformat()

        account_email = self.account_email

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "amount": amount,
                "conversation_id": conversation_id,
                "conversation_title": conversation_title,
                "event_at": event_at,
                "max_created_at": max_created_at,
                "_account_email": account_email,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        type_ = d.pop("type")

        amount = d.pop("amount")

        def _parse_conversation_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        conversation_id = _parse_conversation_id(d.pop("conversation_id"))

        def _parse_conversation_title(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        conversation_title = _parse_conversation_title(d.pop("conversation_title"))

        event_at = d.pop("event_at")

        max_created_at = datetime.datetime.fromisoformat(d.pop("max_created_at"))

        account_email = d.pop("_account_email")

        usage_event = cls(
            type_=type_,
            amount=amount,
            conversation_id=conversation_id,
            conversation_title=conversation_title,
            event_at=event_at,
            max_created_at=max_created_at,
            account_email=account_email,
        )

        usage_event.additional_properties = d
        return usage_event

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

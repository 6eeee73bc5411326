from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.usage_event import UsageEvent
    from ..models.usage_summary import UsageSummary


T = TypeVar("T", bound="AccountUsage")


@_attrs_define
class AccountUsage:
    """The usage of one account. Every documented field is present. Every field has its documented type."""

    email: str
    """ The e-mail of the account reported on. """
    events: list[UsageEvent]
    """ The billing events of the account, aggregated per UTC day, in no documented order. """
    summary: UsageSummary
    """ The amounts of the events, totalled. An event type that is not named here may count as charged, as received
    or as neither. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        email = self.email

        events = []
        for events_item_data in self.events:
            events_item = events_item_data.to_dict()
            events.append(events_item)

        summary = self.summary.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "email": email,
                "events": events,
                "summary": summary,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.usage_event import UsageEvent
        from ..models.usage_summary import UsageSummary

        d = dict(src_dict)
        email = d.pop("email")

        events = []
        _events = d.pop("events")
        for events_item_data in _events:
            events_item = UsageEvent.from_dict(events_item_data)

            events.append(events_item)

        summary = UsageSummary.from_dict(d.pop("summary"))

        account_usage = cls(
            email=email,
            events=events,
            summary=summary,
        )

        account_usage.additional_properties = d
        return account_usage

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

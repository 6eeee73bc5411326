# Generated from openapi.yaml by scripts/generate. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _define
from attrs import field as _field
from attrs.setters import NO_OP as _NO_OP

from .. import types as _types
from ..errors import InvalidValueError
from ..models.usage_event import UsageEvent
from ..models.usage_summary import UsageSummary

_new = object.__new__
_NAMES = frozenset(
    (
        "email",
        "events",
        "summary",
    )
)


@_define(weakref_slot=False, repr=False, on_setattr=_NO_OP)
class AccountUsage:
    """Usage report of one account."""

    email: str
    """Email address of the account."""
    events: list[UsageEvent]
    """Billing events, aggregated per UTC day. Their order is not documented."""
    summary: UsageSummary
    """Totals of the events. An undocumented event type can count as charged, received or neither."""
    _additional: dict[str, Any] | None = _field(
        default=None,
        alias="additional_properties",
        kw_only=True,
        converter=_types.copied,
        eq=lambda given: given or None,
    )

    @property
    def additional_properties(self) -> dict[str, Any]:
        """Fields that are not documented."""
        if self._additional is None:
            self._additional = {}
        return self._additional

    def __attrs_post_init__(self) -> None:
        _types.check(self)

    def __repr__(self) -> str:
        return _types.shown(
            self,
            (
                "email",
                "events",
                "summary",
            ),
        )

    def to_dict(self) -> dict[str, Any]:
        """Returns the JSON object, with the values that it was read from."""
        given: dict[str, Any] = {
            "email": self.email,
            "events": _types.to_json(self.events),
            "summary": _types.to_json(self.summary),
        }
        if self._additional:
            given.update(_types.to_json(self._additional))
        return given

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Reads a JSON object.

        Raises:
            InvalidValueError: If a value is missing or does not have its documented type.
        """
        try:
            email = src_dict["email"]
            events = src_dict["events"]
            summary = src_dict["summary"]
        except KeyError as missing:
            raise InvalidValueError("missing", missing.args) from None
        except (TypeError, AttributeError):
            raise _types.type_error("object", src_dict) from None
        if not (type(email) is str):
            if not isinstance(email, str):
                raise _types.type_error("string", email, "email")
        try:
            events = _types.array(UsageEvent.from_dict)(events)
        except InvalidValueError as error:
            raise error.inside("events") from None
        try:
            summary = UsageSummary.from_dict(summary)
        except InvalidValueError as error:
            raise error.inside("summary") from None
        self = _new(cls)
        self.email = email
        self.events = events
        self.summary = summary
        self._additional = None
        if len(src_dict) > 3:
            more = {name: value for name, value in src_dict.items() if name not in _NAMES}
            _types.check_nesting(more)
            self._additional = more
        return self

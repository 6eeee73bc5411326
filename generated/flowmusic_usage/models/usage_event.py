# Generated from openapi.yaml by scripts/generate. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime as _datetime
from typing import Any, Self

from attrs import define as _define
from attrs import field as _field
from attrs.setters import NO_OP as _NO_OP

from .. import types as _types
from ..errors import InvalidValueError

_read_timestamp = _datetime.fromisoformat
_new = object.__new__
_NAMES = frozenset(
    (
        "type",
        "amount",
        "conversation_id",
        "conversation_title",
        "event_at",
        "max_created_at",
        "_account_email",
    )
)


def _event_at_text(given: _datetime | str) -> str:
    return _types.timestamp_text(given, "event_at")


def _max_created_at_text(given: _datetime | str) -> str:
    return _types.timestamp_text(given, "max_created_at")


@_define(weakref_slot=False, repr=False, on_setattr=_NO_OP)
class UsageEvent:
    """One row per UTC day, event type and conversation."""

    type: str
    """Event type. `producer-usage` and `riffusion` are charged; `daily-free` and `grant` are received. Other values
    can occur."""
    amount: float
    """Tokens. Total of the row."""
    conversation_id: str | None
    """ID of the conversation (song) the event belongs to, or null."""
    conversation_title: str | None
    """Title of the conversation, or null."""
    _event_at: str = _field(alias="event_at", converter=_event_at_text)
    _max_created_at: str = _field(alias="max_created_at", converter=_max_created_at_text)
    account_email: str
    """Email address of the account the event belongs to."""
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

    @property
    def type_(self) -> str:
        """Another name of `type`."""
        return self.type

    @property
    def event_at(self) -> _datetime:
        """Start of the UTC day of the row. A value without an offset is in UTC."""
        return _types.utc(self._event_at)

    @event_at.setter
    def event_at(self, given: _datetime | str) -> None:
        self._event_at = _event_at_text(given)

    @property
    def event_at_utc(self) -> _datetime:
        """Another name of `event_at`."""
        return self.event_at

    @property
    def max_created_at(self) -> _datetime:
        """Timestamp of the latest event in the row, with an offset."""
        return _types.utc(self._max_created_at)

    @max_created_at.setter
    def max_created_at(self, given: _datetime | str) -> None:
        self._max_created_at = _max_created_at_text(given)

    @property
    def max_created_at_utc(self) -> _datetime:
        """Another name of `max_created_at`."""
        return self.max_created_at

    def __repr__(self) -> str:
        return _types.shown(
            self,
            (
                "type",
                "amount",
                "conversation_id",
                "conversation_title",
                "_event_at",
                "_max_created_at",
                "account_email",
            ),
        )

    def to_dict(self) -> dict[str, Any]:
        """Returns the JSON object, with the values that it was read from."""
        given: dict[str, Any] = {
            "type": self.type,
            "amount": self.amount,
            "conversation_id": self.conversation_id,
            "conversation_title": self.conversation_title,
            "event_at": self._event_at,
            "max_created_at": self._max_created_at,
            "_account_email": self.account_email,
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
            type_ = src_dict["type"]
            amount = src_dict["amount"]
            conversation_id = src_dict["conversation_id"]
            conversation_title = src_dict["conversation_title"]
            event_at = src_dict["event_at"]
            max_created_at = src_dict["max_created_at"]
            account_email = src_dict["_account_email"]
        except KeyError as missing:
            raise InvalidValueError("missing", missing.args) from None
        except (TypeError, AttributeError):
            raise _types.type_error("object", src_dict) from None
        if not (
            type(type_) is str
            and (
                -(2**30) < amount < 2**30 if type(amount) is int else type(amount) is float and -1e300 < amount < 1e300
            )
            and (type(conversation_id) is str or conversation_id is None)
            and (type(conversation_title) is str or conversation_title is None)
            and type(account_email) is str
        ):
            if not isinstance(type_, str):
                raise _types.type_error("string", type_, "type")
            if not _types.is_number(amount):
                raise _types.type_error("number", amount, "amount")
            if not (isinstance(conversation_id, str) or conversation_id is None):
                raise _types.type_error("string or null", conversation_id, "conversation_id")
            if not (isinstance(conversation_title, str) or conversation_title is None):
                raise _types.type_error("string or null", conversation_title, "conversation_title")
            if not isinstance(account_email, str):
                raise _types.type_error("string", account_email, "_account_email")
        try:
            _read_timestamp(event_at)
        except (TypeError, ValueError):
            if not isinstance(event_at, str):
                raise _types.type_error("string", event_at, "event_at") from None
            if not _types.is_timestamp(event_at):
                raise _types.timestamp_error(event_at, "event_at") from None
        try:
            _read_timestamp(max_created_at)
        except (TypeError, ValueError):
            if not isinstance(max_created_at, str):
                raise _types.type_error("string", max_created_at, "max_created_at") from None
            if not _types.is_timestamp(max_created_at):
                raise _types.timestamp_error(max_created_at, "max_created_at") from None
        self = _new(cls)
        self.type = type_
        self.amount = amount
        self.conversation_id = conversation_id
        self.conversation_title = conversation_title
        self._event_at = event_at
        self._max_created_at = max_created_at
        self.account_email = account_email
        self._additional = None
        if len(src_dict) > 7:
            more = {name: value for name, value in src_dict.items() if name not in _NAMES}
            _types.check_nesting(more)
            self._additional = more
        return self

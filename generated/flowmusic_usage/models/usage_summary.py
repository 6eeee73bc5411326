# Generated from openapi.yaml by scripts/generate. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _define
from attrs import field as _field
from attrs.setters import NO_OP as _NO_OP

from .. import types as _types
from ..errors import InvalidValueError
from ..models.conversation_usage import ConversationUsage
from ..models.credits_by_type import CreditsByType
from ..models.tokens_by_type import TokensByType

_new = object.__new__
_NAMES = frozenset(
    (
        "by_type_tokens",
        "by_type_credits",
        "total_charged_credits",
        "total_received_tokens",
        "per_conversation",
    )
)


@_define(weakref_slot=False, repr=False, on_setattr=_NO_OP)
class UsageSummary:
    """Totals of the events. An undocumented event type can count as charged, received or neither."""

    by_type_tokens: TokensByType
    """Tokens. Total per event type."""
    by_type_credits: CreditsByType
    """Credits. Total per event type. One credit is 12 tokens."""
    total_charged_credits: float
    """Credits. Total of the charged types, `producer-usage` and `riffusion`."""
    total_received_tokens: float
    """Tokens. Total of grants (`grant`) and free allowances (`daily-free`)."""
    per_conversation: list[ConversationUsage]
    """Charges per conversation (song)."""
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
                "by_type_tokens",
                "by_type_credits",
                "total_charged_credits",
                "total_received_tokens",
                "per_conversation",
            ),
        )

    def to_dict(self) -> dict[str, Any]:
        """Returns the JSON object, with the values that it was read from."""
        given: dict[str, Any] = {
            "by_type_tokens": _types.to_json(self.by_type_tokens),
            "by_type_credits": _types.to_json(self.by_type_credits),
            "total_charged_credits": self.total_charged_credits,
            "total_received_tokens": self.total_received_tokens,
            "per_conversation": _types.to_json(self.per_conversation),
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
            by_type_tokens = src_dict["by_type_tokens"]
            by_type_credits = src_dict["by_type_credits"]
            total_charged_credits = src_dict["total_charged_credits"]
            total_received_tokens = src_dict["total_received_tokens"]
            per_conversation = src_dict["per_conversation"]
        except KeyError as missing:
            raise InvalidValueError("missing", missing.args) from None
        except (TypeError, AttributeError):
            raise _types.type_error("object", src_dict) from None
        if not (
            (
                -(2**30) < total_charged_credits < 2**30
                if type(total_charged_credits) is int
                else type(total_charged_credits) is float and -1e300 < total_charged_credits < 1e300
            )
            and (
                -(2**30) < total_received_tokens < 2**30
                if type(total_received_tokens) is int
                else type(total_received_tokens) is float and -1e300 < total_received_tokens < 1e300
            )
        ):
            if not _types.is_number(total_charged_credits):
                raise _types.type_error("number", total_charged_credits, "total_charged_credits")
            if not _types.is_number(total_received_tokens):
                raise _types.type_error("number", total_received_tokens, "total_received_tokens")
        try:
            by_type_tokens = TokensByType.from_dict(by_type_tokens)
        except InvalidValueError as error:
            raise error.inside("by_type_tokens") from None
        try:
            by_type_credits = CreditsByType.from_dict(by_type_credits)
        except InvalidValueError as error:
            raise error.inside("by_type_credits") from None
        try:
            per_conversation = _types.array(ConversationUsage.from_dict)(per_conversation)
        except InvalidValueError as error:
            raise error.inside("per_conversation") from None
        self = _new(cls)
        self.by_type_tokens = by_type_tokens
        self.by_type_credits = by_type_credits
        self.total_charged_credits = total_charged_credits
        self.total_received_tokens = total_received_tokens
        self.per_conversation = per_conversation
        self._additional = None
        if len(src_dict) > 5:
            more = {name: value for name, value in src_dict.items() if name not in _NAMES}
            _types.check_nesting(more)
            self._additional = more
        return self

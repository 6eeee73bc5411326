# Generated from openapi.yaml by scripts/generate. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _define
from attrs import field as _field
from attrs.setters import NO_OP as _NO_OP

from .. import types as _types
from ..errors import InvalidValueError

_new = object.__new__
_NAMES = frozenset(
    (
        "conversation_id",
        "title",
        "email",
        "tokens",
        "credits",
    )
)


@_define(weakref_slot=False, repr=False, on_setattr=_NO_OP)
class ConversationUsage:
    """Charges for one conversation (song)."""

    conversation_id: str
    """ID of the conversation (song)."""
    title: str | None
    """Title of the conversation, or null."""
    email: str | None
    """Email address of the account the conversation belongs to, or null."""
    tokens: float
    """Tokens. Total of the charged events of the conversation."""
    credits: float
    """Credits. The same charges, at 12 tokens per credit."""
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
    def credits_(self) -> float:
        """Another name of `credits`."""
        return self.credits

    def __repr__(self) -> str:
        return _types.shown(
            self,
            (
                "conversation_id",
                "title",
                "email",
                "tokens",
                "credits",
            ),
        )

    def to_dict(self) -> dict[str, Any]:
        """Returns the JSON object, with the values that it was read from."""
        given: dict[str, Any] = {
            "conversation_id": self.conversation_id,
            "title": self.title,
            "email": self.email,
            "tokens": self.tokens,
            "credits": self.credits,
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
            conversation_id = src_dict["conversation_id"]
            title = src_dict["title"]
            email = src_dict["email"]
            tokens = src_dict["tokens"]
            credits_ = src_dict["credits"]
        except KeyError as missing:
            raise InvalidValueError("missing", missing.args) from None
        except (TypeError, AttributeError):
            raise _types.type_error("object", src_dict) from None
        if not (
            type(conversation_id) is str
            and (type(title) is str or title is None)
            and (type(email) is str or email is None)
            and (
                -(2**30) < tokens < 2**30 if type(tokens) is int else type(tokens) is float and -1e300 < tokens < 1e300
            )
            and (
                -(2**30) < credits_ < 2**30
                if type(credits_) is int
                else type(credits_) is float and -1e300 < credits_ < 1e300
            )
        ):
            if not isinstance(conversation_id, str):
                raise _types.type_error("string", conversation_id, "conversation_id")
            if not (isinstance(title, str) or title is None):
                raise _types.type_error("string or null", title, "title")
            if not (isinstance(email, str) or email is None):
                raise _types.type_error("string or null", email, "email")
            if not _types.is_number(tokens):
                raise _types.type_error("number", tokens, "tokens")
            if not _types.is_number(credits_):
                raise _types.type_error("number", credits_, "credits")
        self = _new(cls)
        self.conversation_id = conversation_id
        self.title = title
        self.email = email
        self.tokens = tokens
        self.credits = credits_
        self._additional = None
        if len(src_dict) > 5:
            more = {name: value for name, value in src_dict.items() if name not in _NAMES}
            _types.check_nesting(more)
            self._additional = more
        return self

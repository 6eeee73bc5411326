# Generated from openapi.yaml by scripts/generate. Do not edit.
"""Decodes bodies with msgspec, straight into objects that have every documented field and no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any

import msgspec

from .models.account_usage import AccountUsage
from .models.conversation_usage import ConversationUsage
from .models.credits_by_type import CreditsByType
from .models.tokens_by_type import TokensByType
from .models.usage_event import UsageEvent
from .models.usage_summary import UsageSummary

_Number = Annotated[int, msgspec.Meta(ge=-(2**53), le=2**53)] | float
"""An integer stays one. A larger one is left to the other reader."""

_timestamp = datetime.fromisoformat
_date = date.fromisoformat


class _UsageEvent(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    type_: str = msgspec.field(name="type")
    amount: _Number
    conversation_id: str | None
    conversation_title: str | None
    event_at: str
    max_created_at: str
    account_email: str = msgspec.field(name="_account_email")


def _read_usage_event(row: _UsageEvent) -> UsageEvent:
    _timestamp(row.event_at)
    _timestamp(row.max_created_at)
    self = object.__new__(UsageEvent)
    self.type = row.type_
    self.amount = row.amount
    self.conversation_id = row.conversation_id
    self.conversation_title = row.conversation_title
    self._event_at = row.event_at
    self._max_created_at = row.max_created_at
    self.account_email = row.account_email
    self._additional = None
    return self


class _ConversationUsage(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    conversation_id: str
    title: str | None
    email: str | None
    tokens: _Number
    credits_: _Number = msgspec.field(name="credits")


def _read_conversation_usage(row: _ConversationUsage) -> ConversationUsage:
    self = object.__new__(ConversationUsage)
    self.conversation_id = row.conversation_id
    self.title = row.title
    self.email = row.email
    self.tokens = row.tokens
    self.credits = row.credits_
    self._additional = None
    return self


class _UsageSummary(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    by_type_tokens: dict[str, _Number]
    by_type_credits: dict[str, _Number]
    total_charged_credits: _Number
    total_received_tokens: _Number
    per_conversation: list[_ConversationUsage]


def _read_usage_summary(row: _UsageSummary) -> UsageSummary:
    self = object.__new__(UsageSummary)
    self.by_type_tokens = TokensByType(row.by_type_tokens)
    self.by_type_credits = CreditsByType(row.by_type_credits)
    self.total_charged_credits = row.total_charged_credits
    self.total_received_tokens = row.total_received_tokens
    self.per_conversation = list(map(_read_conversation_usage, row.per_conversation))
    self._additional = None
    return self


class _AccountUsage(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    email: str
    events: list[_UsageEvent]
    summary: _UsageSummary


def _read_account_usage(row: _AccountUsage) -> AccountUsage:
    self = object.__new__(AccountUsage)
    self.email = row.email
    self.events = list(map(_read_usage_event, row.events))
    self.summary = _read_usage_summary(row.summary)
    self._additional = None
    return self


_account_usage_decoder = msgspec.json.Decoder(_AccountUsage)


def _account_usage_of_bytes(content: bytes) -> AccountUsage:
    return _read_account_usage(_account_usage_decoder.decode(content))


READERS: dict[Callable[[Any], Any], Callable[[bytes], Any]] = {
    AccountUsage.from_dict: _account_usage_of_bytes,
}
"""By the reader of decoded JSON that does the same, a function that reads the bytes of a body.

It raises ValueError if anything is unusual: wrong, undocumented, or a timestamp that Python does not read at once.
"""

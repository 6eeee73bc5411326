"""Raw billing events, and exact numbers of tokens."""

import math
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from attrs import field, frozen
from attrs.validators import instance_of, optional

FIELDS = ("type", "amount", "conversation_id", "conversation_title", "created_at")
"""The names of what an event consists of."""

Exact = int | Fraction
"""An exact number of tokens."""


def _finite(_event: object, _attribute: object, amount: Any) -> None:
    if isinstance(amount, bool) or not isinstance(amount, int | float) or not _is_finite(amount):
        raise ValueError(f"amount must be a finite number of tokens, got {str(amount)[:50]}")


def _is_finite(amount: float) -> bool:
    try:
        return math.isfinite(amount)
    except OverflowError:  # an integer beyond the range of a double
        return False


def _aware(_event: object, _attribute: object, created_at: Any) -> None:
    if not isinstance(created_at, datetime) or created_at.tzinfo is None:
        raise ValueError(f"created_at must be a datetime with a time zone, got {created_at!r}")


@frozen
class BillingEvent:
    """One raw event: `amount` tokens, charged or received depending on `type`; `created_at` has a time zone."""

    type: str = field(validator=instance_of(str))
    amount: float = field(validator=_finite)
    created_at: datetime = field(validator=_aware)
    conversation_id: str | None = field(default=None, validator=optional(instance_of(str)))
    conversation_title: str | None = field(default=None, validator=optional(instance_of(str)))


def billed(email: str, title: str | None, tokens: float, type_: str, at: datetime) -> BillingEvent:
    """Returns an event about a song of an account; the same title is the same conversation."""
    conversation = str(uuid5(NAMESPACE_URL, f"{email} {title}")) if title is not None else None
    return BillingEvent(type_, tokens, at, conversation, title)


def exact(text: str) -> Exact:
    """Returns a number that the ledger stores as text."""
    return int(text) if text.isdecimal() else Fraction(text)

"""Raw billing events, and exact numbers of tokens."""

import math
from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from attrs import field, frozen

from flowmusic_contract.mock_server.values import shown, text

FIELDS = ("type", "amount", "conversation_id", "conversation_title", "created_at")
"""The names of what an event consists of."""

Exact = int | Fraction
"""An exact number of tokens."""


def _finite(_event: object, _attribute: object, amount: Any) -> None:
    if isinstance(amount, bool) or not isinstance(amount, int | float) or not _is_finite(amount):
        raise ValueError(f"amount must be a finite number of tokens, got {shown(amount)}")


def _is_finite(amount: float | Fraction) -> bool:
    try:
        return math.isfinite(amount)
    except OverflowError:  # an integer beyond the range of a double
        return False


def _aware(_event: object, _attribute: object, created_at: Any) -> None:
    if not isinstance(created_at, datetime) or created_at.tzinfo is None:
        raise ValueError(f"created_at must be a datetime with a time zone, got {created_at!r}")


def _text(_event: object, attribute: Any, value: Any) -> None:
    text(attribute.name, value)


def _optional_text(_event: object, attribute: Any, value: Any) -> None:
    if value is not None:
        text(attribute.name, value)


@frozen
class BillingEvent:
    """One raw event: `amount` tokens, charged or received depending on `type`; `created_at` has a time zone."""

    type: str = field(validator=_text)
    amount: float = field(validator=_finite)
    created_at: datetime = field(validator=_aware)
    conversation_id: str | None = field(default=None, validator=_optional_text)
    conversation_title: str | None = field(default=None, validator=_optional_text)


def billed(email: str, title: str | None, tokens: float, type_: str, at: datetime) -> BillingEvent:
    """Returns an event about a song of an account; the same title is the same conversation."""
    conversation = None if title is None else str(uuid5(NAMESPACE_URL, f"{email} {text('title', title)}"))
    return BillingEvent(type_, tokens, at, conversation, title)


def is_sendable(amounts: Iterable[Exact]) -> bool:
    """Returns whether all sums of some of these amounts are in the range of a double, as every reader of JSON needs."""
    total: dict[bool, Exact] = {True: 0, False: 0}
    for amount in amounts:
        total[amount > 0] += amount
    return all(_is_finite(each) for each in total.values())


def exact(amount: str) -> Exact:
    """Returns a number that the ledger stores as text."""
    return int(amount) if amount.isdecimal() else Fraction(amount)

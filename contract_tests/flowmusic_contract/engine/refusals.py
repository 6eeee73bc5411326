"""Compares the responses to requests that are refused, apart from the addresses that they repeat."""

from collections.abc import Sequence

from flowmusic_contract.engine.contents import forms_of
from flowmusic_contract.engine.exchange import Exchange

_OF_CONNECTIONS = {"connection", "keep-alive"}
"""The headers that depend on how often a connection was used."""


def without_addresses(exchange: Exchange) -> bytes:
    """Returns the body of a response without the requested addresses, in each form that a URL can give them."""
    body = exchange.body
    for email in exchange.intent.emails:
        for form in forms_of(email):
            body = body.replace(form, b"")
    return body


def difference_of(some: Sequence[Exchange], others: Sequence[Exchange]) -> str | None:
    """Returns how the responses of two groups differ, or None. Within each group, `is_always_the_same` holds."""
    one, other = some[0], others[0]
    if one.status != other.status:
        return f"status {one.status} and {other.status}"
    if one.body != other.body and without_addresses(one) != without_addresses(other):
        return "different bodies"
    names, other_names = _names_of_headers(some), _names_of_headers(others)
    # Headers that come and go within a group say nothing about the difference from the other.
    if names == other_names or len(names) > 1 or len(other_names) > 1:
        return None
    return f"the header {', '.join(sorted(names.pop() ^ other_names.pop()))} in one of the responses"


def is_always_the_same(exchanges: Sequence[Exchange]) -> bool:
    """Returns whether all responses have the same status and body."""
    return len({(exchange.status, exchange.body) for exchange in exchanges}) == 1


def _names_of_headers(exchanges: Sequence[Exchange]) -> set[frozenset[str]]:
    return {frozenset(name for name, _ in each.headers or ()) - _OF_CONNECTIONS for each in exchanges}

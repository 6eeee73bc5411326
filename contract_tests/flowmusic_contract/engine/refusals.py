"""Compares the responses to requests that are refused, apart from the addresses that they repeat."""

from collections.abc import Sequence

from flowmusic_contract.engine.contents import forms_of
from flowmusic_contract.engine.exchange import Exchange

_OF_CONNECTIONS = {"connection", "keep-alive"}
"""The headers that depend on how often a connection was used."""


def without_addresses(exchange: Exchange) -> bytes:
    """Returns the body of a response without the requested addresses in any form that a URL gives them."""
    body = exchange.body
    for email in exchange.intent.emails:
        for form in forms_of(email):
            body = body.replace(form, b"")
    return body


def is_always_the_same(exchanges: Sequence[Exchange]) -> bool:
    """Returns whether all responses have the same status and body."""
    return len({(exchange.status, exchange.body) for exchange in exchanges}) == 1


def is_same_response(one: Exchange, other: Exchange) -> bool:
    """Returns whether both responses have the same status and body, apart from the address that each requested."""
    if one.status != other.status:
        return False
    return one.body == other.body or without_addresses(one) == without_addresses(other)


def have_same_headers(some: Sequence[Exchange], others: Sequence[Exchange]) -> bool:
    """Returns whether both groups have headers of the same names. A group whose own names differ is like any other."""
    names, other_names = _names_of_headers(some), _names_of_headers(others)
    return names == other_names or len(names) > 1 or len(other_names) > 1


def _names_of_headers(exchanges: Sequence[Exchange]) -> set[frozenset[str]]:
    return {frozenset(name for name, _ in each.headers or ()) - _OF_CONNECTIONS for each in exchanges}

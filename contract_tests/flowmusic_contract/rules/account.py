"""Whose usage it is."""

from collections.abc import Iterator

from flowmusic_contract.rules.exchange import Exchange
from flowmusic_contract.rules.expectation import Expectation, holds
from flowmusic_contract.rules.rule import documented


@documented("#/components/parameters/AccountEmail")
def the_account_reported_on_is_the_one_asked_for(exchange: Exchange) -> Iterator[Expectation]:
    """The account reported on is the one asked for."""
    asked = exchange.question.email
    if exchange.usage is not None and asked is not None:
        reported = exchange.usage["email"]
        # A server may write the address as it was configured: letter case is no difference.
        yield holds(asked.casefold() == reported.casefold(), f'"{asked}"', reported, "email")

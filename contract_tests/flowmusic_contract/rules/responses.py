"""Which status answers which request."""

from collections.abc import Iterator

from flowmusic_contract.rules.exchange import Exchange
from flowmusic_contract.rules.expectation import Expectation, equal, holds
from flowmusic_contract.rules.rule import documented, inferred


@documented("#/components/responses/AccountUsage")
def a_configured_account_is_answered_with_200(exchange: Exchange) -> Iterator[Expectation]:
    """A valid token and a configured account are answered with status 200."""
    question = exchange.question
    if question.method == "GET" and question.token == "valid" and question.account == "configured":
        yield equal(200, exchange.status, "status")


@documented("#/components/responses/Unauthorized")
def an_invalid_token_is_answered_with_401(exchange: Exchange) -> Iterator[Expectation]:
    """An API token that is not valid is answered with status 401."""
    if exchange.question.method == "GET" and exchange.question.token == "invalid":
        yield equal(401, exchange.status, "status")


@inferred(because="a request without the header `Authorization` carries no valid token")
def a_missing_token_is_answered_with_401(exchange: Exchange) -> Iterator[Expectation]:
    """A request without an API token is answered with status 401."""
    if exchange.question.method == "GET" and exchange.question.token == "absent":
        yield equal(401, exchange.status, "status")


@documented("#/components/responses/NotFound")
def an_account_not_configured_is_answered_with_404(exchange: Exchange) -> Iterator[Expectation]:
    """An account that is not configured is answered with status 404."""
    question = exchange.question
    if question.method == "GET" and question.token == "valid" and question.account == "not configured":
        yield equal(404, exchange.status, "status")


@inferred(because="the parameter is required, and without it there is no account to report on")
def a_missing_email_is_refused(exchange: Exchange) -> Iterator[Expectation]:
    """A request without `email` is answered with a client error."""
    question = exchange.question
    if question.method == "GET" and question.token == "valid" and question.account == "absent":
        yield holds(400 <= exchange.status < 500, "400 to 499", exchange.status, "status")

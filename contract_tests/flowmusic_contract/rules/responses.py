"""Which status answers which request."""

from collections.abc import Iterator

from flowmusic_contract.rules.exchange import Exchange, Question
from flowmusic_contract.rules.expectation import Expectation, equal, holds
from flowmusic_contract.rules.rule import documented, inferred

_SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")


@documented("#/components/responses/AccountUsage")
def a_configured_account_is_answered_with_200(exchange: Exchange) -> Iterator[Expectation]:
    """A request with a valid API token for a configured account returns status 200."""
    if _asks(exchange.question, "valid", "configured"):
        yield equal(200, exchange.status, "status")


@documented("#/components/responses/Unauthorized")
def an_invalid_token_is_answered_with_401(exchange: Exchange) -> Iterator[Expectation]:
    """A request with an invalid API token returns status 401."""
    if _asks(exchange.question, "invalid"):
        yield equal(401, exchange.status, "status")


@inferred(because="a request without the header `Authorization` carries no valid token")
def a_missing_token_is_answered_with_401(exchange: Exchange) -> Iterator[Expectation]:
    """A request without an API token in its place is answered with status 401."""
    if _asks(exchange.question, "absent"):
        yield equal(401, exchange.status, "status")


@inferred(because="the page documents one scheme, which is Bearer")
def another_scheme_is_answered_with_401(exchange: Exchange) -> Iterator[Expectation]:
    """An API token under another scheme, or under none, is answered with status 401."""
    if _asks(exchange.question, "other scheme"):
        yield equal(401, exchange.status, "status")


@documented("#/components/responses/NotFound")
def an_account_not_configured_is_answered_with_404(exchange: Exchange) -> Iterator[Expectation]:
    """A request with a valid API token for an account that is not configured returns status 404."""
    if _asks(exchange.question, "valid", "not configured"):
        yield equal(404, exchange.status, "status")


@inferred(because="what is no e-mail is no configured account, and the page leaves open how that is said")
def a_malformed_email_is_refused(exchange: Exchange) -> Iterator[Expectation]:
    """An `email` that is none is answered with a client error."""
    if _asks(exchange.question, "valid", "malformed"):
        yield _is_client_error(exchange)


@inferred(because="the parameter is required, and without it there is no account to report on")
def a_missing_email_is_refused(exchange: Exchange) -> Iterator[Expectation]:
    """A request without `email` is answered with a client error."""
    if _asks(exchange.question, "valid", "absent"):
        yield _is_client_error(exchange)


@inferred(because="whatever a request asks, that it is refused is an answer, and a crash is none")
def no_request_crashes_the_server(exchange: Exchange) -> Iterator[Expectation]:
    """No request is answered with a server error."""
    not_implemented = exchange.status == 501 and exchange.question.method != "GET"
    yield holds(exchange.status < 500 or not_implemented, "a status below 500", exchange.status, "status")


@inferred(because="the page documents GET alone, and a report has nothing to write to")
def no_other_method_succeeds(exchange: Exchange) -> Iterator[Expectation]:
    """A method that may change something does not succeed."""
    if exchange.question.method not in _SAFE:
        yield holds(not 200 <= exchange.status < 300, "a refusal", exchange.status, "status")


def _asks(question: Question, token: str, account: str | None = None) -> bool:
    is_about = question.method == "GET" and question.token == token
    return is_about and account in (None, question.account)


def _is_client_error(exchange: Exchange) -> Expectation:
    return holds(400 <= exchange.status < 500, "400 to 499", exchange.status, "status")

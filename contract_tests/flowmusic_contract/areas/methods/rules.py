"""Rules on HTTP methods."""

from collections.abc import Iterator

from flowmusic_contract.engine.expectation import Expectation, holds
from flowmusic_contract.engine.rule import inferred
from flowmusic_contract.engine.subjects import Exchange

_REFUSED = ("invalid", "malformed", "absent", "other scheme")
_SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")


@inferred(
    because="the docs page documents GET only, and a report cannot be changed",
    about=Exchange,
    needs="the response to POST, PUT, PATCH or DELETE",
)
def unsafe_methods_do_not_succeed(exchange: Exchange) -> Iterator[Expectation]:
    """A request with an unsafe method, such as POST, does not succeed."""
    if exchange.intent.method not in _SAFE:
        yield holds(not 200 <= exchange.status < 300, "a status other than 2xx", exchange.status, "status")


@inferred(
    because="HEAD asks for what GET would send, without the body (RFC 9110, section 9.3.2)",
    about=Exchange,
    needs="the response to HEAD",
)
def head_succeeds_only_where_get_does(exchange: Exchange) -> Iterator[Expectation]:
    """HEAD succeeds only where GET does."""
    intent = exchange.intent
    is_refused = intent.token in _REFUSED or (intent.token, intent.account) == ("valid", "not configured")
    if intent.method == "HEAD" and is_refused:
        yield holds(exchange.status >= 400, "a 4xx status, as for GET", exchange.status, "status")

"""Rules on the API token."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from flowmusic_contract.engine.contents import contains_token, part_with
from flowmusic_contract.engine.exchange import Exchange, RequestIntent, TokenKind
from flowmusic_contract.engine.expectation import Expectation, Words, equal, holds
from flowmusic_contract.engine.refusals import difference_of, is_always_the_same
from flowmusic_contract.engine.rule import documented, inferred
from flowmusic_contract.engine.subjects import Session

_REFUSED: tuple[TokenKind, ...] = ("malformed", "absent", "other scheme")
"""The kinds of tokens for which the docs page names no status."""


@documented(
    "#/components/responses/Unauthorized",
    about=Exchange,
    needs="the response to an invalid API token",
    required=True,
)
def invalid_token_gets_401(exchange: Exchange) -> Iterator[Expectation]:
    """A request with an invalid API token returns status 401."""
    if _has_token(exchange.intent, "invalid"):
        yield _is_unauthorized(exchange)


@documented(
    "#/components/securitySchemes/apiToken",
    about=Exchange,
    needs="the response to a request without a valid API token",
)
def no_report_without_a_valid_token(exchange: Exchange) -> Iterator[Expectation]:
    """A usage report is returned only for a valid API token."""
    if exchange.intent.is_documented and exchange.intent.token in _REFUSED:
        yield holds(exchange.status != 200, "a status other than 200", exchange.status, "status")


@inferred(
    because="no account has such a token; a server may refuse the request before it compares tokens",
    about=Exchange,
    needs="the response to an API token with characters or a length that no token has, or to half of a header",
)
def malformed_token_is_rejected(exchange: Exchange) -> Iterator[Expectation]:
    """A malformed API token, or half of the header `Authorization`, is rejected with a 4xx status."""
    if _is_refused(exchange, "malformed"):
        yield holds(400 <= exchange.status < 500, "400 to 499", exchange.status, "status")


@inferred(
    because="a request without the header `Authorization` has no valid token",
    about=Exchange,
    needs="the response to a request without an API token",
)
def missing_token_gets_401(exchange: Exchange) -> Iterator[Expectation]:
    """A request without an API token gets a 401 response."""
    if _is_refused(exchange, "absent"):
        yield _is_unauthorized(exchange)


@inferred(
    because="the docs page documents one scheme, Bearer",
    about=Exchange,
    needs="the response to an API token under another scheme",
)
def other_scheme_gets_401(exchange: Exchange) -> Iterator[Expectation]:
    """An API token under a scheme other than Bearer gets a 401 response."""
    if _is_refused(exchange, "other scheme"):
        yield _is_unauthorized(exchange)


@inferred(because="anyone who reads a response, a log or a cache would have the token", about=Exchange)
def no_response_contains_a_token(exchange: Exchange) -> Iterator[Expectation]:
    """No response contains an API token."""
    if exchange.tokens:
        leaked = [token for token in exchange.tokens if contains_token(exchange, token)]
        place = part_with(exchange, lambda part: contains_token(part, leaked[0])) if leaked else ""
        yield holds(not leaked, "no token", Words("a token"), place)


@inferred(
    because="otherwise an unauthorized caller could find out which accounts exist",
    about=Session,
    needs="four requests with the same invalid token: two for a configured account, two for another",
)
def refusals_do_not_reveal_accounts(session: Session) -> Iterator[Expectation]:
    """Without a valid token, the response is the same whether or not the account is configured."""
    for configured, others in _refusals(session):
        first, other = configured[0], others[0]
        # A response that differs from request to request reveals nothing.
        if is_always_the_same(configured) and is_always_the_same(others):
            difference = difference_of(configured, others)
            expectation = holds(difference is None, "the same response for both accounts", Words(difference or ""))
            yield expectation.within(first.source, other.source)


def _is_unauthorized(exchange: Exchange) -> Expectation:
    if exchange.intent.account in ("configured", "not configured"):
        return equal(401, exchange.status, "status")
    # A server may refuse a malformed request before it looks at the token.
    is_refused = 400 <= exchange.status < 500 or exchange.refuses_the_version
    return holds(is_refused, "401, or 4xx for a malformed request", exchange.status, "status")


def _is_refused(exchange: Exchange, kind: TokenKind) -> bool:
    # A 200 response breaks `no_report_without_a_valid_token`.
    return _has_token(exchange.intent, kind) and exchange.status != 200


def _has_token(intent: RequestIntent, kind: TokenKind) -> bool:
    return intent.is_documented and intent.token == kind


def _refusals(session: Session) -> Iterator[tuple[Sequence[Exchange], Sequence[Exchange]]]:
    """Yields, for each invalid token, the exchanges for configured accounts and for others, two or more of each."""
    groups: defaultdict[object, defaultdict[str, list[Exchange]]] = defaultdict(lambda: defaultdict(list))
    for exchange in session.exchanges:
        intent = exchange.intent
        if intent.is_documented and intent.token in ("invalid", "absent") and len(intent.emails) == 1:
            groups[intent.chosen_headers][intent.account].append(exchange)
    for exchanges in groups.values():
        configured, others = exchanges["configured"], exchanges["not configured"]
        if len(configured) > 1 and len(others) > 1:
            yield configured, others

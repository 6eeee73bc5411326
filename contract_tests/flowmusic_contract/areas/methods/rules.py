"""Rules on HTTP methods."""

from collections.abc import Iterator

from flowmusic_contract.engine.exchange import Exchange
from flowmusic_contract.engine.expectation import Expectation, equal, holds
from flowmusic_contract.engine.rule import inferred
from flowmusic_contract.engine.subjects import Session

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
    if exchange.intent.method == "HEAD" and exchange.intent.is_to_be_refused:
        yield holds(exchange.status >= 400, "a 4xx status, as for GET", exchange.status, "status")


@inferred(
    because="HEAD has the headers that GET would have, or leaves them out (RFC 9110, section 9.3.2)",
    about=Session,
    needs="200 responses to GET and to HEAD for the same account",
)
def head_has_the_content_type_of_get(session: Session) -> Iterator[Expectation]:
    """The content type of a response to HEAD, if it has one, is that of the response to GET."""
    for head in _reports(session, "HEAD"):
        alike = [get for get in _reports(session, "GET") if _is_alike(get, head)]
        types = {_media_type(get) for get in alike} - {None}
        given = _media_type(head)
        if given and len(types) == 1:
            yield equal(types.pop(), given, "content-type").within(alike[0].source, head.source)


@inferred(
    because="HEAD has the content length that GET would have, or leaves it out (RFC 9110, section 8.6)",
    about=Session,
    needs="200 responses to GET and, with a content length, to HEAD for the same account",
)
def head_of_a_report_is_not_empty(session: Session) -> Iterator[Expectation]:
    """A response to HEAD does not have the content length 0 if GET gets a usage report."""
    for head in _reports(session, "HEAD"):
        given = head.header("content-length")
        reports = [get for get in _reports(session, "GET") if _is_alike(get, head) and get.usage]
        if given is not None and reports:
            expected = "the content length of GET, or none"
            yield holds(given != "0", expected, given, "content-length").within(reports[0].source, head.source)


def _reports(session: Session, method: str) -> list[Exchange]:
    return [
        exchange
        for exchange in session.exchanges
        if (exchange.intent.method, exchange.intent.token, exchange.status) == (method, "valid", 200)
    ]


def _is_alike(get: Exchange, head: Exchange) -> bool:
    return (get.intent.emails, get.intent.chosen_headers) == (head.intent.emails, head.intent.chosen_headers)


def _media_type(exchange: Exchange) -> str | None:
    value = exchange.header("content-type")
    return value.partition(";")[0].strip().lower() if value else None

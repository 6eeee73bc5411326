"""Rules on what a response reveals or permits in addition to its data."""

import re
from collections.abc import Iterator

from flowmusic_contract.engine.exchange import Exchange
from flowmusic_contract.engine.expectation import Expectation, Words, holds
from flowmusic_contract.engine.leaks import credentials_in, database_error_in, own_text, stack_trace_in
from flowmusic_contract.engine.rule import inferred

_HTML = re.compile(r"\s*(text/html|application/xhtml\+xml)\b", re.IGNORECASE)
_MARKUP = re.compile(r"<.*>", re.DOTALL)
_REPORT = re.compile(rb'"(?:by_type_tokens|by_type_credits|per_conversation|max_created_at)"\s{0,99}:')
"""The fields of a usage report that nothing else has."""

_OF_SHARED_CACHES = ("cdn-cache-control", "surrogate-control")
"""The headers that only shared caches obey, in place of `Cache-Control` (RFC 9213)."""

_POSITIVE = re.compile(r"0*[1-9][0-9]*")


@inferred(because="a stack trace shows an attacker the code of the server and where it fails", about=Exchange)
def no_response_contains_a_stack_trace(exchange: Exchange) -> Iterator[Expectation]:
    """No response contains a stack trace."""
    language = stack_trace_in(own_text(exchange))
    yield holds(language is None, "no stack trace", Words(f"a stack trace of {language}"), "body")


@inferred(
    because="an attacker learns which database there is, how it is queried, and that input reaches it unchecked",
    about=Exchange,
)
def no_response_contains_a_database_error(exchange: Exchange) -> Iterator[Expectation]:
    """No response contains a database error or a query."""
    database = database_error_in(own_text(exchange))
    yield holds(database is None, "no error of a database", Words(f"an error of {database}"), "body")


@inferred(because="anyone who reads a response would have the credentials of the server", about=Exchange)
def no_response_contains_credentials(exchange: Exchange) -> Iterator[Expectation]:
    """No response contains credentials of the server."""
    found = credentials_in(own_text(exchange))
    yield holds(found is None, "no credentials", Words(found or ""), "body")


@inferred(
    because="a caller that GET refuses must not get a report in another way",
    about=Exchange,
    needs="the response to a request that is to be refused",
)
def no_refusal_contains_a_report(exchange: Exchange) -> Iterator[Expectation]:
    """A request that must be refused gets no usage report, whatever its method, path or status."""
    intent = exchange.intent
    has_clear_status = intent.token != "valid" or intent.account != "unclear"
    is_judged_elsewhere = intent.is_documented and exchange.status == 200 and has_clear_status
    if intent.is_to_be_refused and not is_judged_elsewhere:
        has_report = _REPORT.search(exchange.body) is not None
        yield holds(not has_report, "no usage report", Words("a usage report"), "body")


@inferred(
    because="a browser that opens the URL would run a script that anyone can put into it",
    about=Exchange,
    needs="the response for an email address that contains markup",
)
def markup_in_a_request_is_escaped(exchange: Exchange) -> Iterator[Expectation]:
    """An HTML page does not repeat markup from the request."""
    for email in exchange.intent.emails:
        markup = _MARKUP.search(email)
        if markup:
            is_html = _HTML.match(exchange.header("content-type") or "")
            is_repeated = is_html and markup.group().encode() in exchange.body
            yield holds(not is_repeated, "no markup, or escaped markup", Words("the markup of the request"), "body")


@inferred(
    because="a cache that several users share would keep the report of one of them for the others",
    about=Exchange,
    needs="a 200 response of the documented shape",
)
def shared_caches_do_not_keep_reports(exchange: Exchange) -> Iterator[Expectation]:
    """A usage report does not allow shared caches to keep it."""
    if exchange.usage is not None:
        yield from _no_shared_cache_keeps(exchange)


@inferred(
    because="a cache that several users share would refuse the next user, whose token and account are right",
    about=Exchange,
    needs="the response to a request that is to be refused",
)
def shared_caches_do_not_keep_refusals(exchange: Exchange) -> Iterator[Expectation]:
    """A refusal does not allow shared caches to keep it."""
    intent = exchange.intent
    if intent.is_to_be_refused and intent.is_documented and 400 <= exchange.status < 500:
        yield from _no_shared_cache_keeps(exchange)


@inferred(
    because="any web page could read the report of a user who opens it",
    about=Exchange,
    needs="the response to a request from another web origin",
)
def other_origins_get_no_credentials(exchange: Exchange) -> Iterator[Expectation]:
    """No response allows every web origin to send requests with credentials."""
    origin = dict(exchange.intent.chosen_headers).get("origin")
    if origin:
        is_open = exchange.header("access-control-allow-origin") in ("*", origin)
        credentials = exchange.header("access-control-allow-credentials")
        is_refused = not is_open or credentials != "true"
        yield holds(is_refused, "no credentials for an unknown origin", credentials, "access-control-allow-credentials")


def _no_shared_cache_keeps(exchange: Exchange) -> Iterator[Expectation]:
    if exchange.headers is not None:
        value = ", ".join(value for name, value in exchange.headers if name == "cache-control")
        expected = "nothing that lets a shared cache keep it, such as `public`"
        yield holds(not _lets_a_shared_cache_keep(exchange, _directives(value)), expected, value, "cache-control")
        for name in _OF_SHARED_CACHES:
            targeted = exchange.header(name)
            if targeted is not None:  # it needs no other directive than a duration
                directives = {"public": "", "max-age": "0", **_directives(targeted)}
                yield holds(not _lets_a_shared_cache_keep(exchange, directives), expected, targeted, name)


def _directives(value: str) -> dict[str, str]:
    pairs = (directive.strip().lower().partition("=") for directive in value.split(","))
    return {name: argument.strip('"') for name, _, argument in pairs}


def _lets_a_shared_cache_keep(exchange: Exchange, directives: dict[str, str]) -> bool:
    """Returns whether a shared cache may use the response for another user without a new request to the server.

    It may keep the response to a request with a token only if one of three directives says so (RFC 9111, section 3.5).
    A duration that is not a number of seconds counts as 0 (section 4.2.1).
    """
    varies_by = (exchange.header("vary") or "").lower()
    if (
        "authorization" in varies_by
        or varies_by.strip() == "*"
        or {"private", "no-store", "no-cache"} & directives.keys()
    ):
        return False
    if "s-maxage" in directives:
        return _POSITIVE.fullmatch(directives["s-maxage"]) is not None
    seconds = directives.get("max-age", "1" if "public" in directives else "0")
    return bool({"public", "must-revalidate"} & directives.keys()) and _POSITIVE.fullmatch(seconds) is not None

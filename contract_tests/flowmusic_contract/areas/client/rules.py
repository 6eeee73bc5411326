"""Rules on what a client sends, and on what it reports."""

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from math import inf

from flowmusic_contract.areas.client.pairs import Pair, pairs
from flowmusic_contract.engine.contents import text_contains_token
from flowmusic_contract.engine.expectation import ABSENT, HELD, Expectation, Words, broken, equal, holds, short_repr
from flowmusic_contract.engine.rule import documented, inferred
from flowmusic_contract.engine.subjects import ClientCall, RecordedRequest

_EARLY = 0.05
"""Seconds. Timers of some languages end a little early."""


@documented("#/paths/~1flowmusic~1accounts~1usage", about=ClientCall)
def request_is_a_get_at_the_documented_path(call: ClientCall) -> Iterator[Expectation]:
    """A usage report is requested with GET at this path."""
    expected = f"GET {call.path}"
    for request in call.requests:
        yield equal(expected, f"{request.method} {request.path}", "requests")
    if not call.requests:
        yield equal(expected, _instead_of_a_request(call), "requests")


@inferred(
    because="the same request gets the same response, and each is a real request on a real account", about=ClientCall
)
def final_response_ends_the_call(call: ClientCall) -> Iterator[Expectation]:
    """The client does not send its request again after 200, 401, 402 or 404."""
    for number, request in enumerate(call.requests, 1):
        if request.is_final:
            more = len(call.requests) - number
            yield holds(not more, "no further request", Words(f"{more} more"), "requests")


@inferred(
    because="RFC 9110 has Retry-After for this, and a service may block a client that is too early",
    about=ClientCall,
    needs="a case of waits",
)
def retry_waits_as_the_response_says(call: ClientCall) -> Iterator[Expectation]:
    """The client sends no request before the time in `Retry-After` is over."""
    for request, following in zip_longest(call.requests, call.requests[1:]):
        if request.seconds_to_wait:
            seconds = following.received_at - request.answered_at if following else inf
            is_late_enough = seconds >= request.seconds_to_wait - _EARLY
            expected = f"no request for {round(request.seconds_to_wait, 2):g} s"
            yield holds(is_late_enough, expected, Words(f"a request after {seconds:.2g} s"), "requests")


@inferred(
    because="RFC 9110 gives the body of a GET request no meaning, and some servers and proxies reject it",
    about=ClientCall,
)
def get_request_has_no_body(call: ClientCall) -> Iterator[Expectation]:
    """A GET request has no body."""
    for request in call.requests:
        if request.method == "GET":
            yield holds(not request.has_body, "no body", Words("a body"), "requests")


@documented("#/components/parameters/AccountEmail", about=ClientCall)
def email_parameter_names_the_account(call: ClientCall) -> Iterator[Expectation]:
    """The query parameter `email` names the configured account."""
    for request in call.requests:
        yield equal(call.email, _one(request.emails), "query", "email")


@documented("#/components/securitySchemes/apiToken", about=ClientCall)
def token_is_sent_as_bearer(call: ClientCall) -> Iterator[Expectation]:
    """The API token is sent in the header `Authorization: Bearer {API token}`."""
    for request in call.requests:
        is_sent = request.authorizations == (f"Bearer {call.token}",)
        actual = Words(_shown(request.authorizations, call.token))
        yield holds(is_sent, "one header with Bearer and the token", actual, "headers", "Authorization")


@inferred(
    because="URLs, cookies and other headers are kept in logs, and whoever reads them could use the account",
    about=ClientCall,
)
def token_is_sent_in_one_header_only(call: ClientCall) -> Iterator[Expectation]:
    """The client sends the token in no other part of a request than the header `Authorization`."""
    for request in call.requests:
        places = request.other_places_of_token
        yield holds(not places, "no token elsewhere in the request", Words(f"the token in {_and(places)}"), "requests")


@inferred(
    because="a redirect can name any host, and that host could then use the account",
    about=ClientCall,
    needs="a case of redirects",
)
def token_is_not_sent_to_another_host(call: ClientCall) -> Iterator[Expectation]:
    """A client that is redirected to another host does not send the token there."""
    if call.is_redirected:
        is_sent = any(_has_token(request, call.token) for request in call.requests_elsewhere)
        yield holds(not is_sent, "no token at another host", Words("the token"), "requests")


@inferred(
    because="what a program prints is kept in logs, and whoever reads them could use the account",
    about=ClientCall,
    needs="a client program, which prints its result",
)
def token_is_not_printed(call: ClientCall) -> Iterator[Expectation]:
    """The client does not print the token, even if a response contains it."""
    if call.printed:
        is_printed = text_contains_token(call.printed, call.token)
        yield holds(not is_printed, "no token", Words("the token"), "printed")


@inferred(because="a caller who does not see the status takes an error for a result", about=ClientCall)
def status_is_reported(call: ClientCall) -> Iterator[Expectation]:
    """The client reports the status of the response, and none if there is no response."""
    if call.is_redirected:
        received = {call.served_status, *(request.status for request in call.requests_elsewhere)}
        is_received = call.reported_status is ABSENT or call.reported_status in received
        yield holds(is_received, "the status of a response, or an error", call.reported_status, "status")
    elif call.served_status and not call.is_response_broken:
        yield equal(call.served_status, _reported(call, call.reported_status), "status")
    elif call.requests and not call.served_status:
        is_none = call.reported_status in (ABSENT, None, 0)
        yield holds(is_none, "an error without a status, because there is no response", call.reported_status, "status")


@inferred(because="a caller must get what the server sent", about=ClientCall)
def usage_is_reported_by_value(call: ClientCall) -> Iterator[Expectation]:
    """The client reports every documented value of the usage report, and no report without a 200 response."""
    if _is_documented_200(call):
        for pair in pairs(call.served_usage, _reported(call, call.reported_usage)):
            yield HELD if pair.is_same else broken(pair.expected, pair.reported, *pair.location)
    elif call.has_reported_usage and not (call.is_response_broken or call.is_redirected):
        yield broken("nothing", call.reported_usage, "usage")


@inferred(
    because="the docs page shows microseconds, and two events in one millisecond have an order",
    about=ClientCall,
    needs="a case in which a timestamp has microseconds",
)
def timestamps_keep_their_microseconds(call: ClientCall) -> Iterator[Expectation]:
    """The client reports timestamps with microseconds."""
    for pair in _timestamps_with_microseconds(call):
        yield holds(not pair.difference, pair.expected, pair.reported, *pair.location)


@inferred(
    because="a caller cannot tell a wrong number from a right one",
    about=ClientCall,
    needs="a case of missing, types or encoding",
)
def broken_response_is_rejected(call: ClientCall) -> Iterator[Expectation]:
    """The client reports no usage report if the response breaks the contract."""
    if call.is_response_broken:
        is_rejected = not (call.has_reported_usage or call.timed_out or _is_silent(call))
        actual = call.reported_usage if call.has_reported_usage else Words(call.failure or "no status")
        expected = "a status, or another exit code than 0" if _is_silent(call) else "an error"
        yield holds(is_rejected, expected, actual, "usage")


def _instead_of_a_request(call: ClientCall) -> object:
    if call.reported_status == 400:  # from the server below the one of the case
        return Words("a request that is not valid HTTP")
    return Words(f"nothing: {call.failure}") if call.failure else ABSENT


def _shown(authorizations: tuple[str, ...], token: str) -> str:
    """Returns what headers have, without the token or a part of it."""
    if len(authorizations) != 1:
        return f"{len(authorizations)} headers"
    scheme, _, credentials = authorizations[0].partition(" ")
    if scheme.lower() != "bearer":
        return "a header without Bearer"
    return f"a header with {scheme}" if credentials == token else "a header with another token"


def _has_token(request: RecordedRequest, token: str) -> bool:
    authorizations = "\n".join(request.authorizations).encode(errors="replace")
    return bool(request.other_places_of_token) or text_contains_token(authorizations, token)


def _is_silent(call: ClientCall) -> bool:
    return call.is_silent or (call.reported_status is ABSENT and not call.failure)


def _is_documented_200(call: ClientCall) -> bool:
    return call.served_status == 200 and not call.is_response_broken


def _timestamps_with_microseconds(call: ClientCall) -> Iterator[Pair]:
    if _is_documented_200(call):
        for pair in pairs(call.served_usage, call.reported_usage):
            if pair.has_microseconds and pair.difference is not None:
                yield pair


def _one(values: tuple[str, ...]) -> object:
    match values:
        case ():
            return ABSENT
        case [value]:
            return value
        case _:
            return Words(_and(map(short_repr, values)))


def _and(words: Iterable[str]) -> str:
    return " and ".join(words)


def _reported(call: ClientCall, value: object) -> object:
    return Words(call.failure) if value is ABSENT and call.failure else value

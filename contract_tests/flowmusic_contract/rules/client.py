"""What a client sends, and what it makes of the answer."""

from collections.abc import Iterator

from flowmusic_contract.rules.exchange import Call
from flowmusic_contract.rules.expectation import ABSENT, Expectation, brief, broken, equal, holds
from flowmusic_contract.rules.pairs import Pair, pairs
from flowmusic_contract.rules.rule import documented, inferred


@documented("#/paths/~1flowmusic~1accounts~1usage")
def a_usage_is_asked_for_with_get_at_its_path(call: Call) -> Iterator[Expectation]:
    """A usage report is requested with GET at this path."""
    asked = [f"{request.method} {request.path}" for request in call.sent]
    # A client may come back after an answer that is not final; every call is a real call on a real account.
    until_final = next((n for n, request in enumerate(call.sent, 1) if request.is_final), max(1, len(asked)))
    expected = ", ".join([f"GET {call.path}"] * until_final)
    yield equal(expected, ", ".join(asked) or ABSENT, "requests")


@documented("#/components/parameters/AccountEmail")
def the_account_is_named_by_email(call: Call) -> Iterator[Expectation]:
    """The query parameter `email` names the configured account."""
    for request in call.sent:
        yield equal(call.email, _one(request.emails), "query", "email")


@documented("#/components/securitySchemes/apiToken")
def the_token_is_sent_as_bearer(call: Call) -> Iterator[Expectation]:
    """The API token is sent in the header `Authorization: Bearer {API token}`."""
    for request in call.sent:
        is_sent = request.authorizations == (f"Bearer {call.token}",)
        got = Exception(f"{len(request.authorizations)} headers that do not")
        yield holds(is_sent, "one header that carries them", got, "headers", "Authorization")


@inferred(because="whoever gets the token can use the account, and a redirect names any host")
def the_token_is_sent_to_no_other_host(call: Call) -> Iterator[Expectation]:
    """A client that is redirected to another host does not send the token there."""
    if call.is_redirected:
        is_sent = any(call.token in value for request in call.elsewhere for value in request.authorizations)
        yield holds(not is_sent, "no token at another host", Exception("the token"), "headers", "Authorization")


@inferred(because="a caller who is not told the status takes a refusal for an answer")
def the_status_is_reported(call: Call) -> Iterator[Expectation]:
    """The client reports the status that it was answered."""
    if not (call.is_answer_broken or call.is_redirected):
        yield equal(call.answered_status, _told(call, call.told_status), "status")


@inferred(because="a caller must get what the server said")
def the_usage_is_reported_by_value(call: Call) -> Iterator[Expectation]:
    """The client reports the usage that it was answered, value by value, and none where there was none."""
    if _is_understandable(call):
        for pair in pairs(call.answered_usage, _told(call, call.told_usage)):
            expected = f"the moment {pair.answered}" if pair.is_moment else brief(pair.answered)
            yield holds(pair.is_same, expected, pair.told, *pair.at)
    elif call.has_told_usage and not (call.is_answer_broken or call.is_redirected):
        yield broken("nothing", call.told_usage, "usage")


@inferred(because="the page gives them, and two events of one millisecond have an order")
def moments_keep_their_microseconds(call: Call) -> Iterator[Expectation]:
    """The client reports a moment to the microsecond."""
    for pair in _moments_to_the_microsecond(call):
        yield holds(not pair.apart, f"the moment {pair.answered}", pair.told, *pair.at)


@inferred(because="a caller cannot tell a wrong number from a right one")
def a_broken_answer_is_refused(call: Call) -> Iterator[Expectation]:
    """The client reports no usage if the answer is not the documented one."""
    if call.is_answer_broken:
        is_refused = not call.has_told_usage and not call.is_late
        told = Exception(call.failure) if call.is_late else call.told_usage
        yield holds(is_refused, "a refusal", told, "usage")


def _is_understandable(call: Call) -> bool:
    return call.answered_status == 200 and not call.is_answer_broken


def _moments_to_the_microsecond(call: Call) -> Iterator[Pair]:
    if _is_understandable(call):
        for pair in pairs(call.answered_usage, call.told_usage):
            if pair.has_microseconds and pair.apart is not None:
                yield pair


def _one(values: tuple[str, ...]) -> object:
    match values:
        case ():
            return ABSENT
        case [value]:
            return value
        case _:
            return Exception(" and ".join(map(brief, values)))


def _told(call: Call, value: object) -> object:
    return Exception(call.failure) if value is ABSENT and call.failure else value

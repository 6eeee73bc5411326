"""What a client sends, and what it makes of the answer."""

from collections.abc import Iterator

from flowmusic_contract.rules.exchange import Call
from flowmusic_contract.rules.expectation import Expectation, equal, holds
from flowmusic_contract.rules.instants import moment
from flowmusic_contract.rules.rule import documented, inferred


@documented("#/paths/~1flowmusic~1accounts~1usage")
def a_usage_is_asked_for_with_get_at_its_path(call: Call) -> Iterator[Expectation]:
    """The usage of an account is asked for with GET at this path."""
    yield equal([f"GET {call.path}"], [f"{request.method} {request.path}" for request in call.sent], "requests")


@documented("#/components/parameters/AccountEmail")
def the_account_is_named_by_email(call: Call) -> Iterator[Expectation]:
    """The query parameter `email` names the configured account."""
    for request in call.sent:
        yield equal([call.email], list(request.emails), "query", "email")


@documented("#/components/securitySchemes/apiToken")
def the_token_is_sent_as_bearer(call: Call) -> Iterator[Expectation]:
    """The header `Authorization` carries `Bearer` and the API token."""
    for request in call.sent:
        is_sent = request.authorizations == (f"Bearer {call.token}",)
        got = f"{len(request.authorizations)} headers that do not"
        yield holds(is_sent, "one header that carries them", got, "headers", "Authorization")


@inferred(because="a caller who is not told the status takes a refusal for an answer")
def the_status_is_reported(call: Call) -> Iterator[Expectation]:
    """The client reports the status that it was answered."""
    yield equal(call.answered_status, call.told_status, "status")


@inferred(because="a caller must get what the server said")
def the_usage_is_reported_by_value(call: Call) -> Iterator[Expectation]:
    """The client reports the usage that it was answered, value by value."""
    if call.answered_status == 200:
        yield from _same(call.answered_usage, call.told_usage, ("usage",))


def _same(answered: object, told: object, at: tuple[str | int, ...]) -> Iterator[Expectation]:
    match answered, told:
        case dict(), dict():
            yield equal(sorted(answered), sorted(told), *at)
            for key in answered.keys() & told.keys():
                yield from _same(answered[key], told[key], (*at, key))
        case list(), list():
            yield equal(len(answered), len(told), *at, "length")
            for row, (ours, theirs) in enumerate(zip(answered, told, strict=False)):
                yield from _same(ours, theirs, (*at, row))
        case str(), str() if at[-1] == "max_created_at":
            # A language's own type for moments may write the same moment in another way.
            yield holds(moment(answered) == moment(told) is not None, f"the moment {answered}", told, *at)
        case _:
            yield equal(answered, told, *at)

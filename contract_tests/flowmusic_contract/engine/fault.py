"""What a fault and a variation are: one way to change the mock server."""

from collections.abc import Callable, Iterable
from typing import Any

from attrs import frozen

from flowmusic_contract.engine.rule import Rule, area_of, name_of, sentence_of
from flowmusic_contract.mock_server.api import Handler, Request, Response

UsageJson = dict[str, Any]
"""The JSON of a correct usage report, to be changed in place."""

Change = Callable[[Handler], Handler]
"""From a correct server to a changed one, which may have state."""


@frozen
class Fault:
    """One illegal change, with exactly the rules that it breaks. A variation is a legal change and breaks none."""

    id: str
    sentence: str
    breaks: frozenset[str]
    """The ids of the rules."""
    change: Change

    def __call__(self, handler: Handler) -> Handler:
        """Returns the changed server."""
        return self.change(handler)


def server_fault(*, breaks: Iterable[Rule[Any]]) -> Callable[[Change], Fault]:
    """Turns a function from a server to a changed server into a fault."""
    return lambda change: make_fault(change, breaks, change)


def response_fault(*, breaks: Iterable[Rule[Any]]) -> Callable[[Callable[[Request, Handler], Response]], Fault]:
    """Turns a function that answers one request, given the correct server, into a fault."""

    def decorate(respond: Callable[[Request, Handler], Response]) -> Fault:
        return make_fault(respond, breaks, lambda handler: lambda request: respond(request, handler))

    return decorate


def fault(*, breaks: Iterable[Rule[Any]]) -> Callable[[Callable[[UsageJson], None]], Fault]:
    """Turns a function that changes a usage report in place into a fault of every response with events."""
    return lambda change: make_fault(change, breaks, in_usage(change))


def in_usage(change: Callable[[UsageJson], None], *, also_empty: bool = False) -> Change:
    """Returns the change of a server that changes its usage reports; those without events only if `also_empty`."""

    def changed(handler: Handler) -> Handler:
        def handle(request: Request) -> Response:
            correct = handler(request)
            if correct.status != 200 or request.method != "GET":
                return correct
            usage = correct.json()
            if usage["events"] or also_empty:
                change(usage)
            return correct.with_json(usage)

        return handle

    return changed


def make_fault(function: Callable[..., Any], breaks: Iterable[Rule[Any]], change: Change) -> Fault:
    """Returns the fault that has its id and its sentence from a function."""
    rules = frozenset(rule.id for rule in breaks)
    return Fault(f"{area_of(function)}.{name_of(function)}", sentence_of(function), rules, change)

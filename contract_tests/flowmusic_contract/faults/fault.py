"""What a fault and a variation are: one way to change the mock server."""

import inspect
from collections.abc import Callable, Iterable
from typing import Any

from attrs import frozen

from flowmusic_contract.mock_server import Answer, Request, Respond

Usage = dict[str, Any]
"""A correct usage with events, to be changed in place."""

Change = Callable[[Respond], Respond]
"""From a correct server to a changed one, which may keep a memory of its own."""


@frozen
class Fault:
    """One illegal change, and exactly the rules that it breaks. A variation is legal and breaks none."""

    id: str
    sentence: str
    breaks: frozenset[str]
    change: Change

    def __call__(self, respond: Respond) -> Respond:
        """Returns the server that is changed in this way and correct otherwise."""
        return self.change(respond)


def server_fault(*, breaks: Iterable[str]) -> Callable[[Change], Fault]:
    """Makes a function from a server to a spoiled one a fault."""
    return lambda change: _fault(change, breaks, change)


def answer_fault(*, breaks: Iterable[str]) -> Callable[[Callable[[Request, Respond], Answer]], Fault]:
    """Makes a function that answers one request, with the correct server at hand, a fault."""

    def make(spoil: Callable[[Request, Respond], Answer]) -> Fault:
        return _fault(spoil, breaks, lambda respond: lambda request: spoil(request, respond))

    return make


def fault(*, breaks: Iterable[str]) -> Callable[[Callable[[Usage], None]], Fault]:
    """Makes a function that changes a usage in place a fault, in every answer that has events."""
    return lambda change: _fault(change, breaks, in_usage(change))


def in_usage(change: Callable[[Usage], None], *, empty_too: bool = False) -> Change:
    """Returns the change of a server that changes its usages, those without events only if said so."""

    def changed(respond: Respond) -> Respond:
        def answer(request: Request) -> Answer:
            right = respond(request)
            if right.status != 200 or request.method != "GET":
                return right
            usage = right.json()
            if usage["events"] or empty_too:
                change(usage)
            return right.with_json(usage)

        return answer

    return changed


def _fault(function: Callable[..., Any], breaks: Iterable[str], change: Change) -> Fault:
    room = function.__module__.rpartition(".")[2]
    name = function.__name__.replace("_", "-")
    return Fault(f"{room}.{name}", " ".join((inspect.getdoc(function) or "").split()), frozenset(breaks), change)

"""What a fault is: one way to spoil the mock server, and exactly the rules that this breaks."""

import inspect
from collections.abc import Callable, Iterable
from typing import Any

from attrs import frozen

from flowmusic_contract.mock_server import Answer, Request, Respond

Usage = dict[str, Any]
"""A correct usage with events, to be changed in place."""


@frozen
class Fault:
    """One illegal change. Its id is its module and its function; its sentence says what the spoiled server does."""

    id: str
    sentence: str
    breaks: frozenset[str]
    spoil: Callable[[Request, Respond], Answer]

    def __call__(self, respond: Respond) -> Respond:
        """Returns the server that has this fault and is correct otherwise."""
        return lambda request: self.spoil(request, respond)


def fault(*, breaks: Iterable[str]) -> Callable[[Callable[[Usage], None]], Fault]:
    """Makes a function that changes a usage in place the fault of a server, in every answer that has events."""

    def make(change: Callable[[Usage], None]) -> Fault:
        def spoil(request: Request, respond: Respond) -> Answer:
            answer = respond(request)
            usage = answer.json() if answer.status == 200 else None
            if not usage or not usage["events"]:
                return answer
            change(usage)
            return Answer.of(200, usage)

        return _fault(change, breaks, spoil)

    return make


def answer_fault(*, breaks: Iterable[str]) -> Callable[[Callable[[Request, Respond], Answer]], Fault]:
    """Makes a function that answers a request, with the correct server at hand, the fault of a server."""
    return lambda spoil: _fault(spoil, breaks, spoil)


def _fault(function: Callable[..., Any], breaks: Iterable[str], spoil: Callable[[Request, Respond], Answer]) -> Fault:
    room = function.__module__.rpartition(".")[2]
    name = function.__name__.replace("_", "-")
    return Fault(f"{room}.{name}", " ".join((inspect.getdoc(function) or "").split()), frozenset(breaks), spoil)

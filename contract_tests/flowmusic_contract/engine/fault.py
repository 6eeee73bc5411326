"""What a fault and a variation are: one way to change the mock server."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import ModuleType
from typing import Any

from attrs import field, frozen

from flowmusic_contract.engine.rule import Rule, id_of, sentence_of
from flowmusic_contract.mock_server.api import Change, Handler, Request, Response

UsageJson = dict[str, Any]
"""The JSON of a correct usage report, to be changed in place."""

Breaks = Sequence[Rule[Any]]
"""Exactly the rules that a fault breaks."""

Effects = Mapping[str, str]
"""What a fault changes, from where to "before -> after", such as `{"$.email": '"a@b.c" -> absent'}`.

A test sends a fixed series of requests to the correct and to the faulty server, and compares every difference with
these. Where a request is named, the response to it changes; `$` is the usage report of the first demo account.
"""


@frozen
class Fault:
    """One illegal change, with exactly the rules that it breaks. A variation is a legal change and breaks none."""

    id: str
    sentence: str
    breaks: frozenset[str]
    """The ids of the rules."""
    change: Change
    effects: Effects = field(factory=dict[str, str])
    requests: Mapping[str, Request] = field(factory=dict[str, Request])
    """Requests that show the fault in addition to the fixed series, by name."""

    def __call__(self, handler: Handler) -> Handler:
        """Returns the changed server."""
        return self.change(handler)


def server_fault(
    *, breaks: Breaks, effects: Effects, requests: Mapping[str, Request] | None = None
) -> Callable[[Change], Fault]:
    """Turns a function from a server to a changed server into a fault."""
    return lambda change: _fault_of(change, breaks, change, effects, requests)


def response_fault(
    *, breaks: Breaks, effects: Effects, requests: Mapping[str, Request] | None = None
) -> Callable[[Callable[[Request, Handler], Response]], Fault]:
    """Turns a function that responds to one request, given the correct server, into a fault."""
    return lambda respond: _fault_of(respond, breaks, _for_each_request(respond), effects, requests)


def fault(*, breaks: Breaks, effects: Effects) -> Callable[[Callable[[UsageJson], None]], Fault]:
    """Turns a function that changes a usage report in place into a fault of every response with events."""
    return lambda change: _fault_of(change, breaks, in_usage(change), effects)


def variation(change: Change) -> Fault:
    """Turns a function from a server to a changed server into a variation."""
    return _fault_of(change, (), change, {})


def usage_variation(change: Callable[[UsageJson], None]) -> Fault:
    """Turns a function that changes a usage report in place into a variation of every 200 response."""
    return _fault_of(change, (), in_usage(change, also_empty=True), {})


def in_usage(change: Callable[[UsageJson], None], *, also_empty: bool = False) -> Change:
    """Returns the change of a server that changes its usage reports; those without events only if `also_empty`."""

    def changed(handler: Handler) -> Handler:
        def handle(request: Request) -> Response:
            correct = handler(request)
            if not is_report(request, correct):
                return correct
            usage = correct.json()
            if usage["events"] or also_empty:
                change(usage)
            return correct.with_json(usage)

        return handle

    return changed


def is_report(request: Request, response: Response) -> bool:
    """Returns whether the response to a request is a usage report."""
    return response.status == 200 and request.method == "GET"


def is_report_of(email: str, request: Request, response: Response) -> bool:
    """Returns whether the response to a request is the usage report of an account."""
    return is_report(request, response) and response.json()["email"] == email


def fault_row(
    id_: str,
    sentence: str,
    respond: Callable[[Request, Handler], Response],
    *,
    breaks: Breaks,
    effects: Effects,
    requests: Mapping[str, Request] | None = None,
) -> Fault:
    """Returns a fault in a table of similar ones; `respond` responds to one request, given the correct server."""
    return Fault(id_, sentence, ids_of(breaks), _for_each_request(respond), effects, requests or {})


def replacement(
    id_: str,
    sentence: str,
    *,
    when: Callable[[Request, Response], bool],
    by: Response,
    breaks: Breaks,
    effects: Effects,
) -> Fault:
    """Returns a fault in a table: some responses are replaced, as `when` decides from them and their requests."""

    def respond(request: Request, handler: Handler) -> Response:
        correct = handler(request)
        return by if when(request, correct) else correct

    return fault_row(id_, sentence, respond, breaks=breaks, effects=effects)


def ids_of(rules: Iterable[Rule[Any]]) -> frozenset[str]:
    """Returns the ids of rules."""
    return frozenset(rule.id for rule in rules)


def faults_of(*modules: ModuleType) -> list[Fault]:
    """Returns the faults that modules define, alone or in tables, in the order of their definition."""
    values = [value for module in modules for value in vars(module).values()]
    rows = [row for value in values for row in (value if isinstance(value, list) else [value])]
    return [row for row in rows if isinstance(row, Fault)]


def _fault_of(
    function: Callable[..., Any],
    breaks: Breaks,
    change: Change,
    effects: Effects,
    requests: Mapping[str, Request] | None = None,
) -> Fault:
    return Fault(id_of(function), sentence_of(function), ids_of(breaks), change, effects, requests or {})


def _for_each_request(respond: Callable[[Request, Handler], Response]) -> Change:
    return lambda handler: lambda request: respond(request, handler)

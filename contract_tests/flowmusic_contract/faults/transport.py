"""Servers whose answers do not come over the wire as they should."""

from attrs import evolve

from flowmusic_contract.faults.fault import answer_fault
from flowmusic_contract.mock_server import Answer, Request, Respond

_COMPLETE = "transport.every-answer-is-complete"
_IN_TIME = "transport.every-answer-is-in-time"


@answer_fault(breaks=[_COMPLETE])
def connection_lost_in_a_usage(request: Request, respond: Respond) -> Answer:
    """The connection is lost halfway through a usage."""
    return evolve(respond(request), is_cut=request.emails() == ["duo+live@example.com"])


@answer_fault(breaks=[_COMPLETE])
def connection_lost_in_an_error(request: Request, respond: Respond) -> Answer:
    """The connection is lost when a request has two e-mails."""
    return evolve(respond(request), is_cut=len(request.emails()) > 1)


@answer_fault(breaks=[_IN_TIME])
def slow(request: Request, respond: Respond) -> Answer:
    """An account takes a minute to be answered."""
    return evolve(respond(request), seconds=60 if request.emails() == ["duo+live@example.com"] else 0)

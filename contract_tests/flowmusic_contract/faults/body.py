"""Servers whose 200 is not JSON."""

from collections.abc import Callable

from attrs import evolve

from flowmusic_contract.faults.fault import answer_fault
from flowmusic_contract.mock_server import Answer, Request, Respond

_BREAKS = ["body.the-body-is-one-json-document"]


@answer_fault(breaks=_BREAKS)
def cut_off(request: Request, respond: Respond) -> Answer:
    """The last byte of the body is missing."""
    return _with_body(respond(request), lambda body: body[:-1])


@answer_fault(breaks=_BREAKS)
def empty(request: Request, respond: Respond) -> Answer:
    """The body is empty."""
    return _with_body(respond(request), lambda _: b"")


@answer_fault(breaks=_BREAKS)
def html(request: Request, respond: Respond) -> Answer:
    """The body is a web page."""
    return _with_body(respond(request), lambda _: b"<!doctype html><title>One moment</title>")


@answer_fault(breaks=_BREAKS)
def not_a_number(request: Request, respond: Respond) -> Answer:
    """A total is NaN, which JSON does not have."""
    return _with_body(respond(request), lambda body: body.replace(b"{", b'{"more":NaN,', 1))


@answer_fault(breaks=_BREAKS)
def latin_1(request: Request, respond: Respond) -> Answer:
    """The body is not in UTF-8."""
    return _with_body(respond(request), lambda body: body.replace(b"{", b'{"\xe9":1,', 1))


def _with_body(answer: Answer, change: Callable[[bytes], bytes]) -> Answer:
    return evolve(answer, body=change(answer.body)) if answer.status == 200 else answer

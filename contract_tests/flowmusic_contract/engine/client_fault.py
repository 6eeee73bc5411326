"""The types of a client under test and of a client with a fault."""

from collections.abc import Callable, Iterable
from typing import Any

from attrs import frozen

from flowmusic_contract.engine.rule import Rule, area_of, name_of, sentence_of

ClientOutput = dict[str, Any]
"""The JSON object of the client protocol: `status`, and `usage` if the status is 200.

For a program, `printed` has the bytes of all that it printed, except a usage report.
"""

CallClient = Callable[[str, str, str], ClientOutput]
"""Calls a client with a base URL, an email address and a token. It may raise anything, which counts as an error."""


@frozen
class ClientFault:
    """A client with one fault, and exactly the rules that it breaks."""

    id: str
    sentence: str
    breaks: frozenset[str]
    """The ids of the rules."""
    call: CallClient


def client_fault(*, breaks: Iterable[Rule[Any]]) -> Callable[[CallClient], ClientFault]:
    """Turns a client into a fault."""
    rules = frozenset(rule.id for rule in breaks)
    return lambda call: ClientFault(f"{area_of(call)}.{name_of(call)}", sentence_of(call), rules, call)

"""The types of a client under test and of a client with a fault."""

from collections.abc import Callable, Sequence
from typing import Any

from attrs import frozen

from flowmusic_contract.engine.fault import Breaks, ids_of
from flowmusic_contract.engine.rule import id_of, sentence_of

ClientOutput = dict[str, Any]
"""The JSON object of the client protocol: `status`, and `usage` if the status is 200.

For a program, `printed` has the bytes of all that it printed, except a usage report.
"""

CallClient = Callable[[str, str, str], ClientOutput]
"""Calls a client with a base URL, an email address and a token. It may raise anything, which counts as an error."""

CallMany = Callable[[str, Sequence[str], str], list[ClientOutput]]
"""Calls a client with a base URL, several email addresses and a token, and returns what it reported of each."""


@frozen
class ClientFault:
    """A client with one fault, and exactly the rules that it breaks."""

    id: str
    sentence: str
    breaks: frozenset[str]
    """The ids of the rules."""
    call: CallClient


@frozen
class RunFault:
    """A client that makes several calls with one fault, and exactly the rules that it breaks."""

    id: str
    sentence: str
    breaks: frozenset[str]
    """The ids of the rules."""
    call: CallMany


def client_fault(*, breaks: Breaks) -> Callable[[CallClient], ClientFault]:
    """Turns a client into a fault."""
    return lambda call: ClientFault(id_of(call), sentence_of(call), ids_of(breaks), call)


def run_fault(*, breaks: Breaks) -> Callable[[CallMany], RunFault]:
    """Turns a client that makes several calls into a fault."""
    return lambda call: RunFault(id_of(call), sentence_of(call), ids_of(breaks), call)

"""Calls of a client program in one case."""

from flowmusic_contract.client.calls import Plan, call_all
from flowmusic_contract.client.cases import Case, all_cases
from flowmusic_contract.client.protocol import command
from flowmusic_contract.engine.subjects import ClientCall

CASES = {case.id: case for case in all_cases()}
FOUND, NOT_FOUND = CASES["accounts.listener"], CASES["accounts.not-configured"]


def called(line: str, case: Case = NOT_FOUND) -> ClientCall:
    """Returns the one call that a program makes."""
    [call] = call_all(command(line), Plan([case], jobs=1))
    return call

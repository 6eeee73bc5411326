"""The suite keeps its own promises: the kill matrix, and the laws of the house."""

import httpx
import pytest

from flowmusic_contract.clients import call_all
from flowmusic_contract.examine import Verdict, examine_client, examine_server
from flowmusic_contract.faults import CLIENT_FAULTS, SERVER_FAULTS, ClientFault, Fault
from flowmusic_contract.faults.client import correct
from flowmusic_contract.mock_server import DEMO_TOKEN, Api, Respond, demo_ledger, mock_transport
from flowmusic_contract.probes import ask
from flowmusic_contract.target import Target


def examined(respond: Respond) -> list[Verdict]:
    target = Target("http://mock/v1", DEMO_TOKEN, tuple(demo_ledger().emails(DEMO_TOKEN)))
    with httpx.Client(transport=mock_transport(respond)) as client:
        return examine_server(ask(target, client))


def broken(verdicts: list[Verdict]) -> set[str]:
    return {verdict.rule.id for verdict in verdicts if verdict.outcome == "broken"}


@pytest.mark.parametrize("fault", SERVER_FAULTS, ids=lambda fault: fault.id)
def test_server_fault_breaks_its_rules(fault: Fault) -> None:
    """A server with one fault breaks exactly the rules that the fault names."""

    assert fault.breaks == broken(examined(fault(Api(demo_ledger()))))


@pytest.mark.parametrize("fault", CLIENT_FAULTS, ids=lambda fault: fault.id)
def test_client_fault_breaks_its_rules(fault: ClientFault) -> None:
    """A client with one fault breaks exactly the rules that the fault names."""

    assert fault.breaks == broken(examine_client(call_all(fault.client)))

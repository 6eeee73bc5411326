"""Runs the cases with a Python client in this process, without a socket."""

from collections.abc import Callable, Iterator, Sequence

import httpx

from flowmusic_contract.client.cases import Case
from flowmusic_contract.client.protocol import call_case
from flowmusic_contract.engine.client_fault import ClientOutput
from flowmusic_contract.engine.subjects import ClientCall
from flowmusic_contract.mock_server import Handler, mock_transport

CallThrough = Callable[[httpx.BaseTransport, str, str], ClientOutput]
"""Calls a client with a transport that sends its requests, an email address and a token."""


def call_in_process(client: CallThrough, cases: Sequence[Case]) -> Iterator[ClientCall]:
    """Runs the cases one after the other and yields the calls."""
    for case in cases:
        yield call_case(case, _calling(client, case))


def _calling(client: CallThrough, case: Case) -> Callable[[Handler], ClientOutput]:
    return lambda handler: client(mock_transport(handler), case.email, case.token)

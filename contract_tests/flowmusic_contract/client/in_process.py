"""Runs the cases with a Python client in this process, without a socket."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import httpx

from flowmusic_contract.client.cases import Case
from flowmusic_contract.client.recording import record_call
from flowmusic_contract.engine.client_fault import ClientOutput
from flowmusic_contract.engine.subjects import ClientCall
from flowmusic_contract.mock_server import Handler, mock_transport

CallThrough = Callable[[httpx.BaseTransport, str, str], ClientOutput]
"""Calls a client with a transport that sends its requests, an email address and a token."""

_THREADS = 16
"""A client that waits before it retries must not make the other cases wait."""


def call_in_process(client: CallThrough, cases: Sequence[Case]) -> list[ClientCall]:
    """Runs the cases, several at a time, and returns the calls in the order of the cases."""
    with ThreadPoolExecutor(_THREADS) as pool:
        # Those that wait longest begin first.
        calls = {case: pool.submit(record_call, case, _calling(client, case)) for case in sorted(cases, key=_is_short)}
        return [calls[case].result() for case in cases]


def _is_short(case: Case) -> bool:
    return case.kind != "waits"


def _calling(client: CallThrough, case: Case) -> Callable[[Handler], ClientOutput]:
    return lambda handler: client(mock_transport(handler), case.email, case.token)

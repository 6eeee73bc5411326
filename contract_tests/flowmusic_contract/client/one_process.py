"""Runs many cases in one process of a client that makes several calls, which saves the start of a process for each."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby

from attrs import evolve

from flowmusic_contract.client.cases import Case
from flowmusic_contract.client.programs import NotRunnableError
from flowmusic_contract.client.recording import Recorder
from flowmusic_contract.engine.client_fault import CallMany
from flowmusic_contract.engine.subjects import ClientCall
from flowmusic_contract.mock_server import Handler, Request, Response, running

_ALONE = ("redirects", "encoding")
"""The kinds of cases that always have a process of their own.

What is redirected may no longer name the account. A client that misreads where a response ends may reject the next one
for that reason only.
"""


def call_in_one_process(client: CallMany, cases: Sequence[Case]) -> Iterator[ClientCall]:
    """Runs those of the cases that can share a process; yields a call for each that the client reported of.

    Each case has an account of its own there, so that the server knows which case a request belongs to.

    Raises:
        NotRunnableError: if the client's command cannot be started.
    """
    for group in _groups(cases):
        yield from _call_group(client, group)


def _groups(cases: Sequence[Case]) -> list[list[Case]]:
    # One process has one token. Responses to be rejected are a group of their own: some programs end at the first one.
    def key(case: Case) -> tuple[str, bool]:
        return case.token, case.is_broken

    shared = sorted((case for case in cases if case.kind not in _ALONE), key=key)
    groups = [list(group) for _, group in groupby(shared, key)]
    return [group for group in groups if len(group) > 1]


def _call_group(client: CallMany, group: Sequence[Case]) -> list[ClientCall]:
    recorders = {case.email: Recorder(case) for case in _with_own_accounts(group)}

    def handle(request: Request) -> Response:
        emails = request.emails()
        recorder = recorders.get(emails[0]) if len(emails) == 1 else None
        return recorder(request) if recorder else Response(404, (), b"")

    try:
        with running(handle) as base_url:
            outputs = client(base_url, list(recorders), group[0].token)
    except NotRunnableError:
        raise
    except Exception:  # noqa: BLE001 - a client may end in any way
        return []
    return [recorder.call(output) for recorder, output in zip(recorders.values(), outputs, strict=True)]


def _with_own_accounts(group: Sequence[Case]) -> list[Case]:
    cases: dict[str, Case] = {}
    for number, case in enumerate(group, 1):
        own = case if case.email not in cases else _for_account(f"account-{number}@example.com", case)
        cases[own.email] = own
    return list(cases.values())


def _for_account(email: str, case: Case) -> Case:
    return evolve(case, email=email, serve=partial(_serve_for, case))


def _serve_for(case: Case) -> Handler:
    handler = case.serve()
    return lambda request: handler(request.for_account(case.email))

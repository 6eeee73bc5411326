"""Runs the cases with a client under test: a program that speaks the client protocol, or a function."""

import os
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from queue import SimpleQueue

from attrs import define, field, frozen

from flowmusic_contract.client.cases import Case, all_cases
from flowmusic_contract.client.programs import PROGRAMS, NotRunnableError, ended_by_sigterm
from flowmusic_contract.client.recording import record_call
from flowmusic_contract.engine.client_fault import CallClient, ClientOutput
from flowmusic_contract.engine.subjects import ClientCall
from flowmusic_contract.mock_server import Handler, Request, Response, running

DEFAULT_JOBS = os.cpu_count() or 1


@frozen
class Plan:
    """The cases to run, and how many at a time."""

    cases: Sequence[Case] = field(factory=all_cases)
    jobs: int = DEFAULT_JOBS


def check_that_it_runs(client: CallClient) -> None:
    """Runs the simplest case once.

    Raises:
        NotRunnableError: if the client cannot be started, or ends with an error before it sends any request, or does
            not end.
    """
    [call] = call_all(client, Plan(all_cases()[:1], jobs=1))
    if call.timed_out:
        raise NotRunnableError(f"the client does not end: {call.failure}. It must print its result and exit")
    if call.failure and not call.requests:
        raise NotRunnableError(
            f"the client sends no request: {call.failure.rstrip('.')}. It is started as CMD --base-url URL --email E, "
            f"with the token in $USEAPI_TOKEN, and must request the usage report of that account"
        )


def call_all(
    client: CallClient, plan: Plan | None = None, on_progress: Callable[[int], None] = lambda _done: None
) -> list[ClientCall]:
    """Runs the cases of a plan, or all cases; returns the calls in the order of the cases.

    Raises:
        NotRunnableError: if the client's command cannot be started.
    """
    plan = plan or Plan()
    calls: list[ClientCall] = []
    with ended_by_sigterm(), _server_pool(plan.jobs) as servers, _pool(plan.jobs) as pool, PROGRAMS.ended_with_check():
        for call in [pool.submit(_call, servers, client, case) for case in plan.cases]:
            calls.append(_result(call))
            on_progress(len(calls))
    return calls


@contextmanager
def _pool(size: int) -> Generator[ThreadPoolExecutor]:
    """Yields a pool that drops what has not begun if the block fails."""
    with ThreadPoolExecutor(size) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _result(call: "Future[ClientCall]") -> ClientCall:
    while not call.done():
        wait([call], timeout=0.1)  # because a signal need not wake a thread that waits without a limit
    return call.result()


@define
class _CaseServer:
    """A running server that serves one case after the other."""

    base_url: str = ""
    handler: Handler = field(default=lambda _: Response(503, (), b""))

    def __call__(self, request: Request) -> Response:
        return self.handler(request)


@contextmanager
def _server_pool(size: int) -> Generator["SimpleQueue[_CaseServer]"]:
    pool: SimpleQueue[_CaseServer] = SimpleQueue()
    with ExitStack() as running_servers:
        for _ in range(size):
            server = _CaseServer()
            server.base_url = running_servers.enter_context(running(server))
            pool.put(server)
        yield pool


def _call(servers: "SimpleQueue[_CaseServer]", client: CallClient, case: Case) -> ClientCall:
    server = servers.get()

    def call(handler: Handler) -> ClientOutput:
        server.handler = handler
        return client(server.base_url, case.email, case.token)

    try:
        return record_call(case, call)
    finally:
        servers.put(server)

"""Runs the cases with a client under test: a program that speaks the client protocol, or a function."""

import gzip
import json
import os
import shlex
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager, suppress
from queue import SimpleQueue
from threading import Lock, Thread, current_thread, main_thread
from typing import IO, Any
from urllib.parse import parse_qs

from attrs import define, field, frozen

from flowmusic_contract.client.cases import OTHER_HOST, Case, all_cases
from flowmusic_contract.engine.client_fault import CallClient, ClientOutput
from flowmusic_contract.engine.expectation import ABSENT
from flowmusic_contract.engine.subjects import ClientCall, RecordedRequest
from flowmusic_contract.errors import CannotRunError
from flowmusic_contract.mock_server import Handler, Request, Response, running
from flowmusic_contract.mock_server.api import PATH

_SECONDS = 60
"""Seconds allowed for one call."""

_MOST_BYTES = 64_000_000
"""The most that a program may print."""

_PIECE = 64 * 1024

_SECONDS_AFTER_END = 1
"""Seconds in which the rest of the output is read."""

_FINAL = (200, 401, 402, 404)
"""The documented statuses, and that of an expired subscription: the same request would get the same response."""

DEFAULT_JOBS = os.cpu_count() or 1


@frozen
class Plan:
    """The cases to run, and how many at a time."""

    cases: Sequence[Case] = field(factory=all_cases)
    jobs: int = DEFAULT_JOBS


class NotRunnableError(CannotRunError):
    """The client's command cannot be started, or sends no request; the message says why."""


class ClientFailedError(Exception):
    """A client reported nothing; the message says how it ended."""

    def __init__(self, message: str, printed: bytes = b"") -> None:
        super().__init__(message)
        self.printed = printed


class ClientTimeoutError(Exception):
    """A client reported nothing in time."""


def command(line: str) -> CallClient:
    """Returns the client that a command line starts.

    Raises:
        NotRunnableError: if the command line is empty, or has a quotation mark without its counterpart.
    """
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise NotRunnableError(f"cannot split the command {line!r} into words: {error}") from error
    if not words:
        raise NotRunnableError("the command is empty")

    def call(base_url: str, email: str, token: str) -> ClientOutput:
        return _run([*words, "--base-url", base_url, "--email", email], token)

    return call


def check_that_it_runs(client: CallClient) -> None:
    """Runs the simplest case once.

    Raises:
        NotRunnableError: if the client cannot be started, or ends with an error before it sends any request.
    """
    [call] = call_all(client, Plan(all_cases()[:1], jobs=1))
    if call.failure and not call.requests and not call.timed_out:
        raise NotRunnableError(
            f"the client sends no request: {call.failure}. It is started as CMD --base-url URL --email E, "
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
    _programs.is_interrupted = False
    with _ended_by_sigterm(), _server_pool(plan.jobs) as servers, ThreadPoolExecutor(plan.jobs) as pool:
        try:
            for call in [pool.submit(_call_on, servers, client, case) for case in plan.cases]:
                calls.append(_result(call))
                on_progress(len(calls))
        except BaseException:
            _programs.interrupt()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return calls


def _result(call: "Future[ClientCall]") -> ClientCall:
    while not call.done():
        wait([call], timeout=0.1)  # because a signal need not wake a thread that waits without a limit
    return call.result()


@contextmanager
def _ended_by_sigterm() -> Generator[None]:
    """Lets SIGTERM end the check as Ctrl-C does, so that no program goes on."""
    if current_thread() is not main_thread():
        yield
        return

    def end(number: int, _frame: object) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


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
        for server in [_CaseServer() for _ in range(size)]:
            server.base_url = running_servers.enter_context(running(server))
            pool.put(server)
        yield pool


def _call_on(servers: "SimpleQueue[_CaseServer]", client: CallClient, case: Case) -> ClientCall:
    server = servers.get()
    try:
        return _call(server, client, case)
    finally:
        servers.put(server)


def _call(server: _CaseServer, client: CallClient, case: Case) -> ClientCall:
    def on_server(handler: Handler) -> ClientOutput:
        server.handler = handler
        return client(server.base_url, case.email, case.token)

    return call_case(case, on_server)


def call_case(case: Case, call: Callable[[Handler], ClientOutput]) -> ClientCall:
    """Runs one case. `call` gets the server of the case, and returns what the client reported.

    Raises:
        NotRunnableError: if the client's command cannot be started.
    """
    recorder = _Recorder(case, case.serve())
    output: ClientOutput = {}
    failure = ""
    timed_out = False
    printed = b""
    try:
        output = call(recorder)
    except NotRunnableError:
        raise
    except Exception as error:  # noqa: BLE001 - a client may reject a response in any way
        failure = str(error) or type(error).__name__
        timed_out = isinstance(error, ClientTimeoutError)
        printed = error.printed if isinstance(error, ClientFailedError) else _messages(error)
    response = recorder.responses[-1] if recorder.responses else Response(0, (), b"")
    return ClientCall(
        path=PATH,
        email=case.email,
        token=case.token,
        requests=tuple(recorder.requests),
        served_status=response.status,
        served_usage=_json(response) if response.status == 200 and not case.is_broken else ABSENT,
        reported_status=output.get("status", ABSENT),
        reported_usage=output.get("usage", ABSENT),
        requests_elsewhere=tuple(recorder.requests_elsewhere),
        is_response_broken=case.is_broken,
        failure=failure,
        timed_out=timed_out,
        printed=output.get("printed", printed),
        case=case.id,
        source=f"{case.id}: {case.sentence} Requested account: {case.email}",
    )


def _messages(error: BaseException) -> bytes:
    """Returns what Python prints of an exception that nothing handles, without the code that it shows."""
    return "".join(traceback.format_exception(error, limit=0)).encode(errors="replace")


def _json(response: Response) -> object:
    is_compressed = ("content-encoding", "gzip") in response.headers
    return json.loads(gzip.decompress(response.body) if is_compressed else response.body)


@frozen
class _Recorder:
    case: Case
    handler: Handler
    requests: list[RecordedRequest] = field(factory=list)
    responses: list[Response] = field(factory=list)
    """The responses to `requests`."""
    requests_elsewhere: list[RecordedRequest] = field(factory=list)

    def __call__(self, request: Request) -> Response:
        received_at = time.monotonic()
        response = self.handler(request)
        recorded = RecordedRequest(
            method=request.method,
            path=request.path,
            emails=tuple(parse_qs(request.query, keep_blank_values=True).get("email", [])),
            authorizations=tuple(request.header("authorization")),
            is_final=response.status in _FINAL and not self.case.is_broken,
            has_body=_announces_a_body(request),
            received_at=received_at,
            answered_at=time.monotonic(),
            seconds_to_wait=float(dict(response.headers).get("retry-after", 0)),
        )
        if any(host.partition(":")[0] == OTHER_HOST for host in request.header("host")):
            self.requests_elsewhere.append(recorded)
        else:
            self.requests.append(recorded)
            self.responses.append(response)
        return response


def _announces_a_body(request: Request) -> bool:
    lengths = request.header("content-length")
    return bool(request.header("transfer-encoding")) or any(length.strip("0") for length in lengths)


@define
class _Programs:
    """The client programs that run. Once the check is interrupted, none of them does."""

    is_interrupted: bool = False
    _running: "set[subprocess.Popen[bytes]]" = field(factory=set, init=False)
    _lock: Lock = field(factory=Lock, init=False)

    @contextmanager
    def started(self, words: Sequence[str], token: str) -> "Generator[subprocess.Popen[bytes]]":
        with self._lock:
            if self.is_interrupted:
                raise ClientFailedError("the check was interrupted")
            process = _start(words, token)
            self._running.add(process)
        try:
            yield process
        finally:
            self._running.discard(process)

    def interrupt(self) -> None:
        with self._lock:
            self.is_interrupted = True
            for process in list(self._running):
                _kill(process)


_programs = _Programs()


def _run(words: Sequence[str], token: str) -> ClientOutput:
    with _programs.started(words, token) as process:
        out, err = _output(process)
    if process.returncode:
        raise ClientFailedError(f"exit code {process.returncode}{_last_line(err)}", out + err)
    return parsed_output(out, err)


def _start(words: Sequence[str], token: str) -> "subprocess.Popen[bytes]":
    try:
        return subprocess.Popen(  # noqa: S603 - the user asks for this command
            words,
            env=_environment(token),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            process_group=0,
        )
    except OSError as error:
        raise NotRunnableError(f"cannot start {words[0]}: {error.strerror or error}") from error


def _environment(token: str) -> dict[str, str]:
    local = f"127.0.0.1,{OTHER_HOST}"
    # Without a locale, some languages cannot read an email address that is not ASCII.
    return {"LANG": "C.UTF-8"} | os.environ | {"USEAPI_TOKEN": token, "NO_PROXY": local, "no_proxy": local}


def _output(process: "subprocess.Popen[bytes]") -> tuple[bytes, bytes]:
    """Returns what the program printed. What it leaves running is killed."""
    readers = [_Reader(process, stream) for stream in (process.stdout, process.stderr) if stream]
    try:
        process.wait(_SECONDS)
    except subprocess.TimeoutExpired:
        raise ClientTimeoutError(f"no output after {_SECONDS} s") from None
    finally:
        _kill(process)
        process.wait()
    out, err = (reader.output() for reader in readers)
    return out, err


@define
class _Reader:
    """Reads what a program prints up to a limit, at which the program is killed."""

    process: "subprocess.Popen[bytes]"
    stream: IO[bytes]
    _read: bytearray = field(factory=bytearray, init=False)
    _thread: Thread = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def output(self) -> bytes:
        self._thread.join(_SECONDS_AFTER_END)  # what left the process group may keep the stream open
        if len(self._read) > _MOST_BYTES:
            raise ClientFailedError(f"it printed more than {_MOST_BYTES / 1e6:g} MB")
        return bytes(self._read)

    def _run(self) -> None:
        with self.stream:
            while len(self._read) <= _MOST_BYTES and (piece := os.read(self.stream.fileno(), _PIECE)):
                self._read += piece
        if len(self._read) > _MOST_BYTES:
            _kill(self.process)


def _kill(process: "subprocess.Popen[bytes]") -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # with everything that it started


def parsed_output(out: bytes, err: bytes = b"") -> ClientOutput:
    """Returns the JSON object that a client program printed, and under `printed` all but the usage report.

    Raises:
        ClientFailedError: if it printed anything else.
    """
    try:
        output: Any = json.loads(out)
    except (ValueError, RecursionError):  # the latter from arrays or objects that are nested too deeply
        output = None
    if not isinstance(output, dict):
        raise ClientFailedError(f"no JSON object on standard output{_last_line(out)}", out + err)
    # A usage report belongs there, whatever the server put into it.
    return output | {"printed": err if "usage" in output else out + err}


def _last_line(text: bytes) -> str:
    lines = text.decode(errors="replace").strip().splitlines()
    return f": {lines[-1].strip()}" if lines else ""

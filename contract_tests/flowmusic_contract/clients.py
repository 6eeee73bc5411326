"""A client under test: a program that speaks the client protocol, and the calls it is made to do."""

import gzip
import json
import os
import shlex
import signal
import subprocess
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from queue import SimpleQueue
from typing import Any
from urllib.parse import parse_qs

from attrs import define, field, frozen

from flowmusic_contract.cases import ELSEWHERE, Case, all_cases
from flowmusic_contract.mock_server import Answer, Request, Respond, running
from flowmusic_contract.mock_server.api import PATH
from flowmusic_contract.rules.exchange import Call, Sent
from flowmusic_contract.rules.expectation import ABSENT

_SECONDS = 60
"""How long one call may take."""

_FINAL = (200, 401, 404)
"""The documented statuses."""

Client = Callable[[str, str, str], dict[str, Any]]
"""Asks the server at a base URL for the account of an e-mail with a token; returns the object of the protocol.

It may raise anything instead, which is a refusal.
"""


@frozen
class Plan:
    """Which cases a client is made to do, and how many of them at a time."""

    cases: Sequence[Case] = field(factory=all_cases)
    jobs: int = field(factory=lambda: os.cpu_count() or 1)


class NotRunnableError(Exception):
    """The client's command cannot be run at all; says why."""


class ClientFailedError(Exception):
    """A client told nothing; says how it ended."""


class ClientLateError(Exception):
    """A client told nothing for too long; says how long."""


def command(line: str) -> Client:
    """Returns the client that a command line starts, told what to do by the client protocol."""
    words = shlex.split(line)

    def call(base_url: str, email: str, token: str) -> dict[str, Any]:
        return _run([*words, "--base-url", base_url, "--email", email], token)

    return call


def call_all(
    client: Client, plan: Plan | None = None, progress: Callable[[int, int], None] = lambda _done, _all: None
) -> list[Call]:
    """Has the client do every case, or those of a plan; returns its calls in the order of the cases.

    Raises:
        NotRunnableError: if the client's command cannot be started.
    """
    plan = plan or Plan()
    calls: list[Call] = []
    with _stages(plan.jobs) as stages, ThreadPoolExecutor(plan.jobs) as pool:
        for call in pool.map(partial(_call_on, stages, client), plan.cases):
            calls.append(call)
            progress(len(calls), len(plan.cases))
    return calls


@define
class _Stage:
    """A running server that plays one case after the other."""

    base_url: str = ""
    respond: Respond = field(default=lambda _: Answer(503, (), b""))

    def __call__(self, request: Request) -> Answer:
        return self.respond(request)


@contextmanager
def _stages(number: int) -> Generator["SimpleQueue[_Stage]"]:
    stages: SimpleQueue[_Stage] = SimpleQueue()
    with ExitStack() as servers:
        for stage in [_Stage() for _ in range(number)]:
            stage.base_url = servers.enter_context(running(stage))
            stages.put(stage)
        yield stages


def _call_on(stages: "SimpleQueue[_Stage]", client: Client, case: Case) -> Call:
    stage = stages.get()
    try:
        return _call(stage, client, case)
    finally:
        stages.put(stage)


def _call(stage: _Stage, client: Client, case: Case) -> Call:
    recorder = _Recorder(case, case.serve())
    stage.respond = recorder
    told: dict[str, Any] = {}
    failure = ""
    is_late = False
    try:
        told = client(stage.base_url, case.email, case.token)
    except NotRunnableError:
        raise
    except Exception as error:  # noqa: BLE001 - a client may refuse an answer in any way
        failure = str(error) or type(error).__name__
        is_late = isinstance(error, ClientLateError)
    answer = recorder.answers[-1] if recorder.answers else Answer(0, (), b"")
    return Call(
        path=PATH,
        email=case.email,
        token=case.token,
        sent=tuple(recorder.sent),
        answered_status=answer.status,
        answered_usage=_json(answer) if answer.status == 200 and not case.is_broken else ABSENT,
        told_status=told.get("status", ABSENT),
        told_usage=told.get("usage", ABSENT),
        elsewhere=tuple(recorder.elsewhere),
        is_answer_broken=case.is_broken,
        failure=failure,
        is_late=is_late,
        case=case.id,
        source=f"{case.id}: {case.sentence} It was to ask for {case.email}",
    )


def _json(answer: Answer) -> object:
    is_compressed = ("content-encoding", "gzip") in answer.headers
    return json.loads(gzip.decompress(answer.body) if is_compressed else answer.body)


@frozen
class _Recorder:
    case: Case
    respond: Respond
    sent: list[Sent] = field(factory=list)
    answers: list[Answer] = field(factory=list)
    """To what was sent; not to what was sent elsewhere."""
    elsewhere: list[Sent] = field(factory=list)

    def __call__(self, request: Request) -> Answer:
        answer = self.respond(request)
        sent = Sent(
            method=request.method,
            path=request.path,
            emails=tuple(parse_qs(request.query, keep_blank_values=True).get("email", [])),
            authorizations=tuple(request.header("authorization")),
            is_final=answer.status in _FINAL and not self.case.is_broken,
        )
        if any(host.partition(":")[0] == ELSEWHERE for host in request.header("host")):
            self.elsewhere.append(sent)
        else:
            self.sent.append(sent)
            self.answers.append(answer)
        return answer


def _run(words: Sequence[str], token: str) -> dict[str, Any]:
    try:
        with subprocess.Popen(  # noqa: S603 - the command is what the user asks to run
            words,
            env=_environment(token),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            process_group=0,
        ) as process:
            out, err = _output(process)
    except OSError as error:
        raise NotRunnableError(f"{words[0]}: {error.strerror}") from error
    if process.returncode:
        raise ClientFailedError(f"exit code {process.returncode}{_last_line(err)}")
    return _object(out)


def _environment(token: str) -> dict[str, str]:
    here = f"127.0.0.1,{ELSEWHERE}"
    # Without any locale, some languages cannot read an e-mail that is not ASCII.
    return {"LANG": "C.UTF-8"} | os.environ | {"USEAPI_TOKEN": token, "NO_PROXY": here, "no_proxy": here}


def _output(process: "subprocess.Popen[bytes]") -> tuple[bytes, bytes]:
    try:
        return process.communicate(timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # with all that it started
        raise ClientLateError(f"nothing after {_SECONDS} s") from None


def _object(out: bytes) -> dict[str, Any]:
    try:
        told = json.loads(out)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise ClientFailedError(f"no JSON object on standard output{_last_line(out)}")
    return told


def _last_line(text: bytes) -> str:
    lines = text.decode(errors="replace").strip().splitlines()
    return f": {lines[-1].strip()}" if lines else ""

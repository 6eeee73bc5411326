"""A client under test: a program that speaks the client protocol, and the calls it is made to do."""

import json
import os
import shlex
import subprocess
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs

from attrs import field, frozen

from flowmusic_contract.mock_server import DEMO_TOKEN, Answer, Api, Request, demo_ledger, running
from flowmusic_contract.mock_server.api import PATH
from flowmusic_contract.rules.exchange import Call, Sent
from flowmusic_contract.rules.expectation import ABSENT

_SECONDS = 60
"""How long one call may take."""

Client = Callable[[str, str, str], dict[str, Any]]
"""Asks the server at a base URL for the account of an e-mail with a token; returns the object of the protocol."""


class NotRunnableError(Exception):
    """The client's command cannot be run at all; says why."""


@frozen
class Task:
    """What a client is told to ask: an account, with a token."""

    email: str
    token: str = field(repr=False)


def tasks() -> list[Task]:
    """Returns a task for each documented outcome, for each of the mock server's accounts."""
    configured = [Task(email, DEMO_TOKEN) for email in demo_ledger().emails(DEMO_TOKEN)]
    return [*configured, Task("nobody@example.com", DEMO_TOKEN), Task(configured[0].email, "user:0-not-a-token")]


def command(line: str) -> Client:
    """Returns the client that a command line starts, told what to do by the client protocol."""
    words = shlex.split(line)

    def call(base_url: str, email: str, token: str) -> dict[str, Any]:
        environment = os.environ | {"USEAPI_TOKEN": token, "NO_PROXY": "127.0.0.1"}
        return _run([*words, "--base-url", base_url, "--email", email], environment)

    return call


def call_all(client: Client) -> list[Call]:
    """Has the client do every task, each against a mock server of its own.

    Raises:
        NotRunnableError: if the client's command cannot be started.
    """
    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(lambda task: _call(client, task), tasks()))


def _call(client: Client, task: Task) -> Call:
    recorder = _Recorder(Api(demo_ledger()))
    with running(recorder) as base_url:
        told = client(base_url, task.email, task.token)
    answer = recorder.answers[-1] if recorder.answers else None
    return Call(
        path=PATH,
        email=task.email,
        token=task.token,
        sent=tuple(recorder.sent),
        answered_status=answer.status if answer else 0,
        answered_usage=answer.json() if answer and answer.status == 200 else ABSENT,
        told_status=told.get("status", ABSENT),
        told_usage=told.get("usage", ABSENT),
        source=f"a call for {task.email}",
    )


@frozen
class _Recorder:
    respond: Api
    sent: list[Sent] = field(factory=list)
    answers: list[Answer] = field(factory=list)

    def __call__(self, request: Request) -> Answer:
        emails = parse_qs(request.query, keep_blank_values=True).get("email", [])
        self.sent.append(Sent(request.method, request.path, tuple(emails), tuple(request.header("authorization"))))
        self.answers.append(self.respond(request))
        return self.answers[-1]


def _run(words: Sequence[str], environment: dict[str, str]) -> dict[str, Any]:
    try:
        done = subprocess.run(  # noqa: S603 - the command is what the user asks to run
            words, env=environment, capture_output=True, timeout=_SECONDS, check=False
        )
    except OSError as error:
        raise NotRunnableError(f"{words[0]}: {error.strerror}") from error
    except subprocess.TimeoutExpired:
        return {}
    try:
        told = json.loads(done.stdout)
    except ValueError:
        return {}
    return told if isinstance(told, dict) and done.returncode == 0 else {}

"""How a client program that makes several calls is started, and what is recorded of it."""

import shlex
import sys
from collections.abc import Sequence
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from flowmusic_contract.all_rules import CLIENT_RULES, RUN_RULES
from flowmusic_contract.areas.client.correct import call_over, connected, correct_calls
from flowmusic_contract.client.programs import ClientFailedError, NotRunnableError
from flowmusic_contract.client.protocol import command_of_many_calls, parsed_outputs
from flowmusic_contract.client.run_cases import RunCase, run_cases
from flowmusic_contract.client.runs import run_all
from flowmusic_contract.engine.client_fault import ClientOutput
from flowmusic_contract.engine.judge import judge_client
from flowmusic_contract.engine.verdict import Verdict
from flowmusic_contract.mock_server import DEMO_EMAILS, Api, Response, demo_ledger

PROGRAM = Path(__file__).parents[3] / "contract_tests/clients/python-flowmusic-usage/client.py"

ACCOUNTS, NOT_CONFIGURED, CLOSED, AGAIN, ERROR, SERVER_ERROR, BROKEN, ALIKE, LATER = run_cases()


def broken(line: str, case: RunCase = ACCOUNTS) -> list[Verdict]:
    """Returns the verdicts on the rules that a program breaks."""
    verdicts = judge_client(run_all(command_of_many_calls(line), [case]), [*CLIENT_RULES, *RUN_RULES])
    return [verdict for verdict in verdicts if verdict.outcome == "broken"]


def test_program_of_the_generated_client() -> None:
    """The program that the language matrix starts keeps one connection, also after a 404."""

    assert [] == broken(shlex.join([sys.executable, str(PROGRAM)]), NOT_CONFIGURED)


def test_account_is_requested_again() -> None:
    """When an account is requested again, its usage report has changed."""
    [run] = run_all(correct_calls, [AGAIN])
    first, _, last = run.calls

    assert (first.email, True) == (last.email, first.served_usage != last.served_usage)


def test_similar_accounts_have_different_reports() -> None:
    """A client that takes one of several similar accounts for another reports a wrong amount."""
    [run] = run_all(correct_calls, [ALIKE])
    amounts = [call.reported_usage["summary"]["total_charged_credits"] for call in run.calls]  # type: ignore[index]

    assert [5, 10, 15, 20] == amounts


def test_report_is_broken_in_one_call() -> None:
    """The client must reject the broken report, and may request it again; the other calls are as usual."""
    [run] = run_all(correct_calls, [BROKEN])

    assert [(False, True), (False, True), (True, False), (False, True)] == [
        (call.is_response_broken, call.requests[0].is_final) for call in run.calls
    ]
    assert [False, False, True, False] == [bool(call.failure) for call in run.calls]


@pytest.mark.parametrize(
    ("case", "closed", "connections"),
    [
        (ACCOUNTS, [False] * 3, 1),
        (NOT_CONFIGURED, [False] * 4, 1),
        (CLOSED, [True] * 3, 3),
        (AGAIN, [False] * 3, 1),
        (ERROR, [False] * 6, 1),
        (SERVER_ERROR, [False] * 3, 1),
        (BROKEN, [False] * 4, 1),
        (ALIKE, [False] * 4, 1),
        (LATER, [False] * 2, 1),
    ],
)
def test_connections_of_a_run(case: RunCase, closed: list[bool], connections: int) -> None:
    """A run has the connection of each request, and whether the server closed it."""
    [run] = run_all(correct_calls, [case])

    assert (closed, connections) == (
        [request.is_closed for request in run.requests],
        len({request.connection for request in run.requests}),
    )


def test_calls_of_a_run() -> None:
    """Each call of a run has its account, its request, the response to it and what the client reported."""
    [run] = run_all(correct_calls, [NOT_CONFIGURED])
    [first, second, third, last] = run.calls

    assert list(NOT_CONFIGURED.emails) == [call.email for call in run.calls]
    assert [(email,) for email in NOT_CONFIGURED.emails] == [call.requests[0].emails for call in run.calls]
    assert (
        [200, 404, 404, 200]
        == [call.served_status for call in run.calls]
        == [call.reported_status for call in run.calls]
    )
    assert [first.email, last.email] == [email_in(first.reported_usage), email_in(last.reported_usage)]
    assert [first.served_usage, last.served_usage] == [first.reported_usage, last.reported_usage]
    assert [False, False] == [call.has_reported_usage for call in (second, third)]


def email_in(usage: Any) -> object:
    """Returns the account of a usage report."""
    return usage["email"]


def sending(*emails: str) -> list[int]:
    """Returns how many requests each call has if a client requests these accounts, which are not those of the case."""

    def client(base_url: str, _emails: Sequence[str], token: str) -> list[ClientOutput]:
        with connected() as http:
            return [call_over(http, base_url, email, token) for email in emails]

    [run] = run_all(client, [RunCase("connections.some", "Some.", DEMO_EMAILS)])
    return [len(call.requests) for call in run.calls]


FIRST, SECOND, THIRD = DEMO_EMAILS


@pytest.mark.parametrize(
    ("emails", "requests"),
    [
        ((FIRST, SECOND, THIRD), [1, 1, 1]),
        ((FIRST, FIRST, SECOND, SECOND, SECOND, THIRD), [2, 3, 1]),
        ((FIRST, FIRST, FIRST), [1, 1, 1]),
        ((FIRST, "other@example.com", THIRD), [1, 1, 1]),
        ((FIRST, THIRD, "other@example.com", "other@example.com"), [1, 0, 3]),
        ((SECOND, FIRST, THIRD, THIRD), [0, 2, 2]),
        (("other@example.com", FIRST, SECOND, SECOND), [2, 2, 0]),
    ],
)
def test_request_belongs_to_a_call(emails: tuple[str, ...], requests: list[int]) -> None:
    """Each call has one of as many requests; else one belongs to the next call of its account, or to the last call."""

    assert requests == sending(*emails)


def test_last_response_of_a_call() -> None:
    """A call that was sent again is judged by its last response."""
    responses = iter([Response(500, (), b"")])
    api = Api(demo_ledger())
    case = RunCase("connections.some", "Some.", DEMO_EMAILS, serve=lambda: lambda sent: next(responses, api(sent)))
    [run] = run_all(lambda base_url, emails, token: correct_calls(base_url, [emails[0], *emails], token), [case])

    assert [200, 200, 200] == [call.served_status for call in run.calls]


def test_what_a_program_printed() -> None:
    """A call has what the program printed to standard error, so that a token there is found."""
    [verdict] = [
        verdict
        for verdict in broken("sh -c 'echo $USEAPI_TOKEN >&2; for _ in 1 2 3; do echo {}; done'")
        if verdict.rule.id == "client.token-is-not-printed"
    ]

    assert 3 == verdict.broken


LINE = b'{"status": 404}\n'


@pytest.mark.parametrize(
    ("out", "failure"),
    [
        (b"", "0 lines on standard output for 2 calls"),
        (LINE, '1 line on standard output for 2 calls: {"status": 404}'),
        (LINE * 3, '3 lines on standard output for 2 calls: {"status": 404}'),
        (b"x" * 100, f"1 line on standard output for 2 calls: {'x' * 78}"),
        (LINE + b"nothing\n", "line 2: no JSON object on standard output: nothing"),
        (b"[1]\n" + LINE, "line 1: no JSON object on standard output: [1]"),
        (b'{"status":\n404}\n', 'line 1: no JSON object on standard output: {"status":'),
    ],
)
def test_wrong_output(out: bytes, failure: str) -> None:
    """A program prints one JSON object a line and one line a call; what it printed is kept if it did not."""
    with pytest.raises(ClientFailedError) as raised:
        parsed_outputs(out, b"trouble", 2)

    assert (failure, out + b"trouble") == (str(raised.value), raised.value.printed)


@pytest.mark.parametrize(
    "out", [LINE * 2, b"\n" + LINE + b"\n" + LINE, (LINE * 2).strip(), LINE.strip() + b"\r\n" + LINE]
)
def test_right_output(out: bytes) -> None:
    """Empty lines, and the kind of line end, do not matter."""

    assert [404, 404] == [output["status"] for output in parsed_outputs(out, b"", 2)]


@pytest.mark.parametrize(
    ("line", "failure"),
    [
        ("sh -c 'echo {}'", "1 line on standard output for 3 calls: {}"),
        ("sh -c 'echo {}; echo {}; echo nothing'", "line 3: no JSON object on standard output: nothing"),
        ("sh -c 'echo {}; echo {}; echo {}; echo bang >&2; exit 3'", "exit code 3: bang"),
    ],
)
def test_failure_is_that_of_each_call(line: str, failure: str) -> None:
    """A program that does not print one object for each call has failed in the whole case."""
    [run] = run_all(command_of_many_calls(line), [ACCOUNTS])

    assert [failure] * 3 == [call.failure for call in run.calls]


def test_accounts_are_options_in_order() -> None:
    """A program gets one --email for each account, in the order of the case."""
    line = """sh -c 'for word; do echo "{\\"status\\": \\"$word\\"}"; done' x"""
    [run] = run_all(command_of_many_calls(line), [ACCOUNTS])
    [call, *_] = run.calls

    assert f'8 lines on standard output for 3 calls: {{"status": "{THIRD}"}}' == call.failure


def test_command_that_does_not_exist() -> None:
    """A command that cannot be started is not a failure of the client."""
    with pytest.raises(NotRunnableError, match="cannot start no-such-program"):
        run_all(command_of_many_calls("no-such-program"))


class _Http10(HTTPConnection):
    _http_vsn, _http_vsn_str = 10, "HTTP/1.0"


@pytest.mark.parametrize(
    ("http", "connection", "outcome"),
    [
        (HTTPConnection, "close", "broken"),
        (_Http10, "close", "broken"),
        (_Http10, "Keep-Alive", "not exercised"),
    ],
)
def test_who_closed_the_connection(http: type[HTTPConnection], connection: str, outcome: str) -> None:
    """A client has to ask for a connection that stays open; the server keeps none with HTTP/1.0."""

    def client(base_url: str, emails: Sequence[str], token: str) -> list[ClientOutput]:
        opened = http(urlsplit(base_url).netloc)
        headers = {"Authorization": f"Bearer {token}", "Connection": connection}
        outputs: list[ClientOutput] = []
        for email in emails:
            opened.request("GET", f"/v1/flowmusic/accounts/usage?email={quote(email)}", headers=headers)
            outputs.append({"status": opened.getresponse().status})
        return outputs

    [verdict] = judge_client(run_all(client, [ACCOUNTS]), RUN_RULES)

    assert outcome == verdict.outcome

"""What is recorded of the requests of a client, and of what it printed."""

from collections.abc import Callable

import pytest
from attrs import evolve

from flowmusic_contract.client.recording import record_call
from flowmusic_contract.engine.client_fault import ClientOutput
from flowmusic_contract.mock_server import Handler, Request
from self_tests.client.calling import CASES, FOUND, NOT_FOUND, called


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("sh -c 'echo {}; echo trouble >&2'", b"{}\ntrouble\n"),
        ("sh -c 'echo nothing; echo trouble >&2'", b"nothing\ntrouble\n"),
        ("sh -c 'echo {}; echo trouble >&2; exit 3'", b"{}\ntrouble\n"),
        ("""sh -c 'echo "{\\"usage\\": {}}"; echo trouble >&2'""", b"{}trouble\n"),
        ("""sh -c 'echo "{\\"usage\\": {}, \\"sent\\": 1}"'""", b'{"sent": 1}'),
        ("""sh -c 'echo "{\\"printed\\": 1}"'""", b'{"printed": 1}\n'),
    ],
)
def test_what_a_program_printed(line: str, printed: bytes) -> None:
    """A call has all that a program printed, however it ended, except a usage report."""

    assert printed == called(line).printed


def test_token_in_a_failure_is_masked() -> None:
    """How a program ended is shown without the token that it printed."""

    assert "exit code 3: *** is refused" == called("sh -c 'echo $USEAPI_TOKEN is refused >&2; exit 3'").failure


@pytest.mark.parametrize("before", [60, 70, 74])
def test_token_in_a_line_that_is_cut_is_masked(before: int) -> None:
    """Where a line of a program is cut in the middle of the token, its start is not shown either."""
    failure = called(f"sh -c 'head -c {before} /dev/zero | tr \"\\0\" x; echo $USEAPI_TOKEN'").failure

    assert (True, False) == ("x***" in failure, FOUND.token[:4] in failure)


@pytest.mark.parametrize(
    ("headers", "has_body"),
    [
        ((), False),
        ((("content-length", "0"),), False),
        ((("content-length", "2"),), True),
        ((("content-length", "20"),), True),
        ((("transfer-encoding", "chunked"),), True),
    ],
)
def test_body_of_a_request(headers: tuple[tuple[str, str], ...], *, has_body: bool) -> None:
    """A request has a body if its headers announce one."""
    call = record_call(NOT_FOUND, sending(Request.get(NOT_FOUND.email, *headers)))

    assert [has_body] == [request.has_body for request in call.requests]


def sending(*requests: Request) -> Callable[[Handler], ClientOutput]:
    """Returns a client that sends these requests."""

    def call(handler: Handler) -> ClientOutput:
        for request in requests:
            handler(request)
        return {}

    return call


@pytest.mark.parametrize(
    ("id_", "seconds"),
    [
        ("statuses.429", [0, 0]),
        ("waits.429", [1, 0]),
        ("waits.503", [1, 0]),
        ("waits.date", [pytest.approx(3.5, abs=0.6), 0]),
    ],
)
def test_how_long_a_response_says_to_wait(id_: str, seconds: list[int]) -> None:
    """A recorded request has the time that its response named, and when each of them came."""
    request = Request.get(FOUND.email).authorized_by(FOUND.token)
    call = record_call(CASES[id_], sending(request, request))
    times = [time for each in call.requests for time in (each.received_at, each.answered_at)]

    assert seconds == [request.seconds_to_wait for request in call.requests]
    assert times == sorted(times)
    assert times[0] > 0


@pytest.mark.parametrize(
    ("request_", "places"),
    [
        (Request("GET", "/", "email=a", (("authorization", "Bearer T0KEN"),)), ()),
        (Request("GET", "/T0KEN", "token=%540KEN&a=T0KEN", ()), ("path", "query")),
        (Request("GET", "/", "", (("cookie", "T0KEN"), ("referer", "VDBLRU4="))), ("header cookie", "header referer")),
    ],
)
def test_other_places_of_the_token(request_: Request, places: tuple[str, ...]) -> None:
    """A recorded request has the places of the token, in any form, other than its own header."""
    call = record_call(evolve(FOUND, token="T0KEN"), sending(request_))

    assert [places] == [request.other_places_of_token for request in call.requests]


@pytest.mark.parametrize(
    ("id_", "is_final"),
    [
        ("accounts.listener", True),
        ("accounts.not-configured", True),
        ("accounts.invalid-token", True),
        ("statuses.402", True),
        ("statuses.403", False),
        ("statuses.429", False),
        ("echoes.status-200", False),
    ],
)
def test_final_responses(id_: str, *, is_final: bool) -> None:
    """A client may retry after a response that is neither documented nor about an expired subscription."""
    case = CASES[id_]
    call = record_call(case, sending(Request.get(case.email).authorized_by(case.token)))

    assert [is_final] == [request.is_final for request in call.requests]

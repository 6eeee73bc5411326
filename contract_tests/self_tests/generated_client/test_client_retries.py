"""The generated client repeats a request politely, within limits, and logs what it does."""

import asyncio
import gc
import gzip
import logging
import math
import os
import socket
import subprocess
import sys
import time
import weakref
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import anyio
import httpx
import pytest

from flowmusic_contract.mock_server import DEMO_TOKEN, Api, Request, Response, demo_ledger, running
from flowmusic_usage import (
    ApiConnectionError,
    ApiError,
    ApiTimeoutError,
    AuthenticatedClient,
    InvalidResponseError,
    ResponseTooLargeError,
)
from self_tests.generated_client.calling import EMAIL, call_asynchronously, call_blocking

USAGE = Api(demo_ledger())(Request.get(EMAIL).authorized_by(DEMO_TOKEN)).body

Step = int | type[Exception] | Callable[[], httpx.Response]
Call = Callable[..., object]


class Server:
    """A transport that responds with one step after the other, the last one without limit, and records the requests."""

    def __init__(self, *steps: Step) -> None:
        self.steps = list(steps)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Returns or raises the next step."""
        self.requests.append(request)
        step = self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]
        if isinstance(step, int):
            return httpx.Response(step, content=USAGE if step == 200 else b"")
        if isinstance(step, type):
            raise step("lost")
        return step()


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Collects the waiting times instead of waiting."""
    seconds: list[float] = []

    async def sleep(wait: float) -> None:
        seconds.append(wait)

    monkeypatch.setattr("flowmusic_usage.client.time.sleep", seconds.append)
    monkeypatch.setattr(anyio, "sleep", sleep)
    return seconds


@pytest.fixture(params=[call_blocking, call_asynchronously], ids=["sync", "asyncio"])
def call(request: pytest.FixtureRequest) -> Any:
    """Calls the blocking method, or the asynchronous one."""
    return request.param


def client(server: Server, **options: Any) -> AuthenticatedClient:
    return AuthenticatedClient(token=DEMO_TOKEN, transport=httpx.MockTransport(server), **options)


def in_an_hour() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)


def later(value: str, **headers: str) -> Callable[[], httpx.Response]:
    given = {"retry-after": value, **headers}
    return lambda: httpx.Response(429, headers=[(name.encode(), text.encode()) for name, text in given.items()])


# Retries


@pytest.mark.parametrize(
    "step",
    [408, 429, 500, 502, 503, 504, httpx.ConnectError, httpx.ReadError, httpx.WriteError, later("0")],
)
def test_what_may_pass_is_repeated(call: Call, waits: list[float], step: Step) -> None:
    """After a lost connection or a status that may pass, the same request is sent again."""
    server = Server(step, 200)

    assert call(client(server))
    assert 2 == len(server.requests)
    assert [True] == [0.25 <= wait <= 0.5 for wait in waits]


@pytest.mark.parametrize("step", [400, 401, 402, 403, 404, 501, 596, httpx.ReadTimeout, httpx.TooManyRedirects])
def test_what_will_not_pass_is_not_repeated(call: Call, waits: list[float], step: Step) -> None:
    """Any other status, and a timeout, ends the call."""
    server = Server(step, 200)
    with pytest.raises(ApiError):
        call(client(server))

    assert (1, []) == (len(server.requests), waits)


def test_success_is_not_repeated(call: Call, waits: list[float]) -> None:
    """After 200, nothing is repeated: not even for an invalid body."""
    server = Server(lambda: httpx.Response(200, content=b"{}"))
    with pytest.raises(InvalidResponseError):
        call(client(server))

    assert (1, []) == (len(server.requests), waits)


@pytest.mark.parametrize(("max_retries", "requests"), [(0, 1), (1, 2), (2, 3), (5, 6)])
def test_retries_end(call: Call, waits: list[float], max_retries: int, requests: int) -> None:
    """There are as many retries as the setting says, each after a longer wait."""
    server = Server(503)
    with pytest.raises(ApiError, match="503 Service Unavailable"):
        call(client(server, max_retries=max_retries))

    assert requests == len(server.requests)
    assert sorted(waits) == waits


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ({"value": "7"}, 7),
        ({"value": "Wed, 03 Jun 2026 00:00:09 GMT", "date": "Wed, 03 Jun 2026 00:00:00 GMT"}, 9),
        ({"value": " 3 "}, 3),
        ({"value": "Wed, 03 Jun 2026 00:00:09 GMT", "date": "yesterday"}, None),
    ],
)
def test_retry_waits_as_the_response_says(
    call: Call, waits: list[float], header: dict[str, str], seconds: float | None
) -> None:
    """A retry never comes before the time that `Retry-After` names, in seconds or as a date of the server's clock."""
    call(client(Server(later(**header), 200)))

    assert [True] == [wait < 1 if seconds is None else wait == seconds for wait in waits]


def test_several_headers(call: Call, waits: list[float]) -> None:
    """If a proxy adds a second `Retry-After`, the retry comes before neither of them."""
    headers = [("retry-after", "2"), ("retry-after", "5"), ("retry-after", "soon")]
    call(client(Server(lambda: httpx.Response(503, headers=headers), 200)))

    assert [5] == waits


@pytest.mark.parametrize(
    "value", ["61", "99999999999999999999", "9" * 400, "in an hour", "Fri, 31 Dec 9999 23:59:59 GMT"]
)
def test_long_wait_is_refused(call: Call, waits: list[float], value: str) -> None:
    """The client does not wait longer than the setting allows; the error says when to try again."""
    server = Server(later(in_an_hour() if value == "in an hour" else value), 200)
    with pytest.raises(ApiError, match="Try again in") as caught:
        call(client(server))

    assert (1, []) == (len(server.requests), waits)
    assert caught.value.retry_after
    assert 60 < caught.value.retry_after


@pytest.mark.parametrize(
    "value",
    [
        "",
        "soon",
        "-1",
        "1_0",
        "\N{ARABIC-INDIC DIGIT SEVEN}",
        "nan",
        "inf",
        "Mon, 99 Foo 2026 00:00:00 GMT",
        "Fri, 31 Dec 99999 23:59:59 GMT",
    ],
)
def test_nonsense_is_not_waited_for(call: Call, waits: list[float], value: str) -> None:
    """Any other value is ignored: the retry comes after the usual wait."""
    call(client(Server(later(value), 200)))

    assert [True] == [0.25 <= wait <= 0.5 for wait in waits]


def test_endless_wait_is_refused(call: Call, waits: list[float]) -> None:
    """Without limits, too, a call does not wait longer than clocks can."""
    server = Server(later("9" * 400), 200)
    with pytest.raises(ApiError, match="Try again in"):
        call(client(server, max_retry_wait=math.inf, total_timeout=None))

    assert (1, []) == (len(server.requests), waits)


def test_any_number_of_retries(call: Call, waits: list[float]) -> None:
    """However many retries there are, none comes more than 8 seconds after the one before."""
    with pytest.raises(ApiError, match="503"):
        call(client(Server(503), max_retries=1100, total_timeout=None))

    assert (1100, True) == (len(waits), max(waits) <= 8)


def test_time_limit_ends_retries(call: Call, waits: list[float]) -> None:
    """No retry is begun that would end after the time limit of the whole call."""
    server = Server(later("5"), 200)
    with pytest.raises(ApiError, match="429"):
        call(client(server, total_timeout=4))

    assert (1, []) == (len(server.requests), waits)


# Limits


def serving(response: Response) -> Callable[[Request], Response]:
    return lambda _: response


@pytest.mark.parametrize(
    "coding",
    ["gzip", "x-gzip", "deflate", "raw", "members", "gzip, deflate", "identity"],
)
def test_content_codings(call: Call, coding: str) -> None:
    """Every content coding that the client requests is decoded, and several at once."""
    raw = zlib.compressobj(wbits=-15)
    bodies = {
        "gzip": gzip.compress(USAGE),
        "x-gzip": gzip.compress(USAGE),
        "deflate": zlib.compress(USAGE),
        "raw": raw.compress(USAGE) + raw.flush(),
        "members": gzip.compress(USAGE[:100]) + gzip.compress(USAGE[100:]) + bytes(3),
        "gzip, deflate": zlib.compress(gzip.compress(USAGE)),
        "identity": USAGE,
    }
    header = {"raw": "deflate", "members": "gzip"}.get(coding, coding)
    response = Response(200, (("content-type", "application/json"), ("content-encoding", header)), bodies[coding])
    with running(serving(response)) as base_url:
        assert call(AuthenticatedClient(token=DEMO_TOKEN, base_url=base_url))


def zeros(power: int, layers: int) -> Callable[[], bytes]:
    """Returns a function that compresses this many zeros, as often as there are layers."""

    def compressed() -> bytes:
        data = bytes(10**power)
        for _ in range(layers):
            data = gzip.compress(data)
        return data

    return compressed


@pytest.mark.parametrize(
    ("coding", "body", "kind", "problem"),
    [
        ("gzip", zeros(7, 1), ResponseTooLargeError, "larger than max_response_bytes, 1,000,000"),
        (
            "gzip, gzip, gzip",
            zeros(7, 3),
            ResponseTooLargeError,
            "larger than max_response_bytes",
        ),
        ("identity", zeros(7, 0), ResponseTooLargeError, "larger than max_response_bytes"),
        ("gzip", lambda: gzip.compress(USAGE)[:-9], InvalidResponseError, "the gzip data is not complete"),
        ("gzip", lambda: b"not gzip", InvalidResponseError, "not gzip"),
        ("deflate", lambda: b"x", InvalidResponseError, "the deflate data is not complete"),
        ("br", lambda: USAGE, InvalidResponseError, "the content coding br was not requested"),
        (", ".join(["gzip"] * 3000), lambda: USAGE, InvalidResponseError, "more than 5 content codings"),
    ],
    ids=range(8),
)
def test_hostile_content(
    call: Call, coding: str, body: Callable[[], bytes], kind: type[ApiError], problem: str
) -> None:
    """A body that is too large or cannot be decompressed is rejected before it fills the memory."""
    response = Response(200, (("content-encoding", coding),), body())
    with running(serving(response)) as base_url, pytest.raises(kind, match=problem):
        call(AuthenticatedClient(token=DEMO_TOKEN, base_url=base_url, max_response_bytes=10**6))


def dripping(writer: asyncio.StreamWriter) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nx-"
    while not writer.is_closing():
        yield b"a"


@pytest.mark.parametrize("use", [call_blocking, call_asynchronously], ids=["sync", "asyncio"])
def test_dripping_response_ends(use: Call) -> None:
    """A server that sends a byte now and then does not keep a call beyond its time limit."""

    async def drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            for piece in dripping(writer):
                writer.write(piece)
                await asyncio.sleep(0.02)
        finally:
            writer.close()

    async def measure() -> None:
        server = await asyncio.start_server(drip, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with server:
            await asyncio.to_thread(use, AuthenticatedClient(token=DEMO_TOKEN, base_url=url, total_timeout=0.2))

    with pytest.raises(ApiTimeoutError, match=r"not complete within total_timeout, 0\.2 s"):
        asyncio.run(measure())


@pytest.mark.parametrize("use", [call_blocking, call_asynchronously], ids=["sync", "asyncio"])
def test_silent_response_ends(use: Call) -> None:
    """The time limit of a call also ends the wait for a server that sends nothing."""

    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        started = time.monotonic()
        with pytest.raises(ApiTimeoutError, match=r"not complete within total_timeout, 0\.7 s"):
            use(AuthenticatedClient(token=DEMO_TOKEN, base_url=url, timeout=6, total_timeout=0.7))

    assert time.monotonic() - started < 5


@pytest.mark.parametrize("use", [call_blocking, call_asynchronously], ids=["sync", "asyncio"])
def test_no_time_is_left(use: Call) -> None:
    """A call whose time is over does not begin to connect."""
    with pytest.raises(ApiTimeoutError, match="not complete within total_timeout, 0 s"):
        use(AuthenticatedClient(token=DEMO_TOKEN, base_url="http://127.0.0.1:1/v1", total_timeout=0))


# Connections


def test_every_event_loop_has_its_own_connections() -> None:
    """A client works in one event loop after another."""
    with running(Api(demo_ledger())) as base_url:
        http = AuthenticatedClient(token=DEMO_TOKEN, base_url=base_url)

        async def use() -> object:
            async with http:
                return await http.get_account_usage_async(EMAIL)

        assert asyncio.run(use()) == asyncio.run(use())


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_connections_of_a_closed_event_loop_are_let_go() -> None:
    """A client that is never closed keeps only the connections of the latest event loop."""
    loops: list[weakref.ref[asyncio.AbstractEventLoop]] = []

    async def use(http: AuthenticatedClient) -> None:
        loops.append(weakref.ref(asyncio.get_running_loop()))
        await http.get_account_usage_async(EMAIL)

    with running(Api(demo_ledger())) as base_url:
        http = AuthenticatedClient(token=DEMO_TOKEN, base_url=base_url)
        for _ in range(3):
            asyncio.run(use(http))
        gc.collect()
        closed = [loop() is None for loop in loops]
        del http
        gc.collect()

    assert [True, True, False] == closed


def test_closed_client_opens_new_connections(waits: list[float]) -> None:
    """If a client is closed while a call begins, the call goes on with new connections."""
    http = client(Server(200))
    http.get_httpx_client().close()
    opened = iter([http.get_httpx_client()])
    open_again = AuthenticatedClient.get_httpx_client

    def get(self: AuthenticatedClient) -> object:
        found = next(opened, None)
        if found is None:
            self.close()
            return open_again(self)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(AuthenticatedClient, "get_httpx_client", get)

        assert http.get_account_usage(EMAIL)
    assert 1 == len(waits)


# The log and the token


def test_log_says_what_happened(call: Call, waits: list[float], caplog: pytest.LogCaptureFixture) -> None:
    """The log has each attempt with its status, its duration, and the retry."""
    caplog.set_level(logging.INFO, "flowmusic_usage")
    call(client(Server(503, 200)))
    first, second = [record.message for record in caplog.records if record.name == "flowmusic_usage"]

    assert first.startswith("GET /flowmusic/accounts/usage: 503 in 0.0")
    assert first.endswith(f"; retry 1 in {waits[0]:.1f} s")
    assert second.startswith("GET /flowmusic/accounts/usage: 200 in 0.0")


@pytest.mark.parametrize(
    ("level", "shown"),
    [("info", "flowmusic_usage INFO"), ("DEBUG", "flowmusic_usage DEBUG GET http://127.0.0.1:1/x"), ("", "")],
)
def test_environment_turns_on_the_log(level: str, shown: str) -> None:
    """`USEAPI_LOG` writes the log to standard error."""
    done = run_with_log(level)

    assert shown in done.stderr
    assert bool(shown) == bool(done.stderr)


def test_application_with_a_log_has_each_line_once() -> None:
    """If the application has set up its own log, the lines of `USEAPI_LOG` are in that only."""
    done = run_with_log("info", "import logging; logging.basicConfig(format='own %(message)s', level='INFO')\n")

    assert 1 == done.stderr.count("ApiConnectionError")
    assert "own GET" in done.stderr


def test_unknown_level_is_named() -> None:
    """A wrong level of the log is a warning."""

    assert "USEAPI_LOG must be info or debug" in run_with_log("loud").stderr


def run_with_log(level: str, setup: str = "") -> subprocess.CompletedProcess[str]:
    program = setup + (
        "import flowmusic_usage as f\n"
        "try: f.AuthenticatedClient(max_retries=0).get_account_usage('a')\n"
        "except f.ApiConnectionError: pass"
    )
    settings = {"USEAPI_BASE_URL": "http://127.0.0.1:1/x", "USEAPI_TOKEN": "user:12345-abcdefghi"}
    environment = os.environ | settings | {"USEAPI_LOG": level}
    return subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)


def test_error_has_no_frames_of_the_http_library(call: Call, waits: list[float]) -> None:
    """The causes of an error have no frames, because a traceback with local variables would show the token."""
    with pytest.raises(ApiConnectionError) as caught:
        call(AuthenticatedClient(token=DEMO_TOKEN, base_url="http://127.0.0.1:1/v1"))
    cause = caught.value.__cause__

    assert waits
    while cause is not None:
        assert cause.__traceback__ is None
        cause = cause.__cause__


@pytest.mark.parametrize(
    "echo",
    [
        "mock%3A00001-flowmusic",
        "mock%253a00001-flowmusic",
        "MOCK:00001-FLOWMUSIC",
        r"mock\u003a00001-flowmusic",
        r"mock\x3a00001-flowmusic",
        "mock&#58;00001-flowmusic",
        "mock&#x3a;00001-flowmusic",
        "mock&colon;00001-flowmusic",
        "mock=3A00001-flowmusic",
        "mock:00001-flowmusi",
        "ock:00001-flow",
    ],
)
def test_escaped_token_is_masked(echo: str) -> None:
    """An error masks the token in every form of escaping, and any half of it."""
    response = httpx.Response(400, content=f"<{echo}>".encode(), headers={"x-request-id": f"<{echo}>"})
    with pytest.raises(ApiError) as caught:
        client(Server(lambda: response)).get_account_usage(EMAIL)

    assert (b"<***>", {"x-request-id": "<***>"}) == (caught.value.content, caught.value.request_ids)


def test_token_in_a_url_is_masked(caplog: pytest.LogCaptureFixture) -> None:
    """A token that is passed as an email address by mistake is neither shown nor logged."""
    caplog.set_level(logging.DEBUG, "flowmusic_usage")
    for step in 404, httpx.ReadTimeout:
        http = client(Server(step))
        with pytest.raises(ApiError) as caught, http:
            http.get_account_usage(DEMO_TOKEN)

        assert "?email=***" in str(caught.value)
    assert "00001-flowmusic" not in "".join(record.message for record in caplog.records if "httpx" not in record.name)

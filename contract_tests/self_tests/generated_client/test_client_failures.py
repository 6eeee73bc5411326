"""Whatever happens to a call, the generated client raises its own error, which names what really went wrong."""

import asyncio
import gzip
import threading
import traceback
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import httpx
import pytest

from flowmusic_contract.mock_server import DEMO_TOKEN, Api, Request, Response, demo_ledger, running
from flowmusic_usage import (
    ApiConnectionError,
    ApiError,
    AuthenticatedClient,
    InvalidResponseError,
    NotFoundError,
    ResponseTooLargeError,
    UnauthorizedError,
    UnexpectedStatusError,
)
from flowmusic_usage.api.accounts import get_account_usage
from self_tests.generated_client.calling import EMAIL, call_asynchronously, call_blocking

Call = Callable[[AuthenticatedClient], object]
Head = tuple[tuple[str, str], ...]


@pytest.fixture(params=[call_blocking, call_asynchronously], ids=["sync", "asyncio"])
def call(request: pytest.FixtureRequest) -> Any:
    """Calls the blocking method, or the asynchronous one."""
    return request.param


@pytest.fixture(autouse=True)
def _no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """A retry does not wait."""
    monkeypatch.setattr("flowmusic_usage._sending.backoff", lambda _: 0.0)


def error_of(call: Call, http: AuthenticatedClient) -> ApiError:
    with pytest.raises(ApiError) as caught:
        call(http)
    return caught.value


# A failure whose body cannot be read

BROKEN: dict[str, tuple[Head, bytes, str]] = {
    "cut short": ((("content-length", "500"),), b'{"error": "n', "cut short (peer closed connection"),
    "brotli": ((("content-encoding", "br"),), b"abc", "the content coding br was not requested"),
    "no gzip": ((("content-encoding", "gzip"),), b"abc", "not gzip"),
    "half of gzip": ((("content-encoding", "gzip"),), gzip.compress(b"{}")[:-4], "the gzip data is not complete"),
    "too large": ((), b"x" * 20_000, "the body is larger than max_response_bytes, 10,000; the body begins with 'xxx"),
}
STATUSES = {
    401: UnauthorizedError,
    404: NotFoundError,
    429: UnexpectedStatusError,
    503: UnexpectedStatusError,
    302: UnexpectedStatusError,
}


def serving(status: int, head: Head, body: bytes, seen: list[Request]) -> Callable[[Request], Response]:
    def respond(request: Request) -> Response:
        seen.append(request)
        is_cut_short = any(name == "content-length" for name, _ in head)
        return Response(status, () if is_cut_short else head, body * (2 if is_cut_short else 1), truncated=is_cut_short)

    return respond


@pytest.mark.parametrize("case", BROKEN)
@pytest.mark.parametrize("status", STATUSES)
def test_failure_with_a_broken_body(call: Call, status: int, case: str) -> None:
    """The status of a failure decides on the error and on retries, and the text says what is wrong with the body."""
    seen: list[Request] = []
    head, body, problem = BROKEN[case]
    with running(serving(status, head, body, seen)) as base_url:
        http = AuthenticatedClient(token=DEMO_TOKEN, base_url=base_url, max_retries=1, max_response_bytes=10_000)
        error = error_of(call, http)

    assert (STATUSES[status], status, 2 if status in (429, 503) else 1) == (type(error), error.status_code, len(seen))
    assert problem in str(error)
    assert "the body is empty" not in str(error)
    assert len(error.content) <= 10_000


def test_failure_with_a_broken_body_is_returned() -> None:
    """The detailed functions return a failure whose body is not complete, as they return any status."""
    with running(serving(404, *BROKEN["no gzip"][:2], [])) as base_url:
        http = AuthenticatedClient(token=DEMO_TOKEN, base_url=base_url)
        response = get_account_usage.sync_detailed(client=http, email=EMAIL)

    assert (404, b"", None) == (response.status_code, response.content, response.parsed)


@pytest.mark.parametrize(
    ("case", "kind"),
    [(case, ResponseTooLargeError if case == "too large" else InvalidResponseError) for case in BROKEN],
)
def test_success_with_a_broken_body(call: Call, case: str, kind: type[ApiError]) -> None:
    """A success without its whole body is an invalid response; a body that was not read is not called empty."""
    head, body, problem = BROKEN[case]
    with running(serving(200, head, body, [])) as base_url:
        http = AuthenticatedClient(token=DEMO_TOKEN, base_url=base_url, max_response_bytes=10_000)
        error = error_of(call, http)

    assert (kind, 200) == (type(error), error.status_code)
    assert problem in str(error)
    assert "the body is empty" not in str(error)


def test_redirect_to_what_is_not_a_url(call: Call) -> None:
    """A redirect whose header `Location` is not a URL is an unexpected status, not a lost connection."""

    def handle(_: httpx.Request) -> httpx.Response:
        return httpx.Response(302, headers={"location": "http://[::1", "x-request-id": "7"})

    error = error_of(call, AuthenticatedClient(token=DEMO_TOKEN, transport=httpx.MockTransport(handle)))

    assert (UnexpectedStatusError, 302, {"x-request-id": "7"}) == (type(error), error.status_code, error.request_ids)
    assert ": 302 Found: the header Location is not a URL" in str(error)


def test_redirect_says_where_to(call: Call) -> None:
    """An error for a redirect names the other address, because the base URL may have to be that one."""

    def handle(_: httpx.Request) -> httpx.Response:
        return httpx.Response(301, headers={"location": f"https://new.example/{DEMO_TOKEN}"})

    error = error_of(call, AuthenticatedClient(token=DEMO_TOKEN, transport=httpx.MockTransport(handle)))

    assert "redirects to 'https://new.example/***', and the client does not follow: check base_url" in str(error)


class Reset(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body within which the connection is reset: an error without a text."""

    def __iter__(self) -> Iterator[bytes]:
        yield b"{"
        raise httpx.ReadError("")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"{"
        raise httpx.ReadError("")


def test_reset_in_the_body_is_named(call: Call) -> None:
    """If the connection is reset within the body, the error says so in words."""
    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=Reset()))
    error = error_of(call, AuthenticatedClient(token=DEMO_TOKEN, transport=transport))

    assert "200 OK: cut short (ReadError); the body begins with '{'" in str(error)


@pytest.mark.parametrize("status", [401, 404, 405])
def test_zero_seconds_give_no_advice(status: int) -> None:
    """`Retry-After: 0` gives no advice to try again."""
    response = httpx.Response(status, headers={"retry-after": "0"})
    http = AuthenticatedClient(token=DEMO_TOKEN, transport=httpx.MockTransport(lambda _: response))

    assert "Try again" not in str(error_of(call_blocking, http))


# Errors of others


@pytest.mark.parametrize("kind", [KeyError, TypeError, UnicodeError, httpx.LocalProtocolError, OSError])
def test_any_other_error_is_ours(call: Call, kind: type[Exception]) -> None:
    """Any exception within a call becomes an error of ours; its cause has no frames, which could show the token."""

    def fail(_: httpx.Request) -> httpx.Response:
        raise kind("broken")

    error = error_of(call, AuthenticatedClient(token=DEMO_TOKEN, transport=httpx.MockTransport(fail)))

    assert (ApiConnectionError, kind) == (type(error), type(error.__cause__))
    assert error.__cause__ is not None
    assert error.__cause__.__traceback__ is None


def test_interruption_shows_no_token(call: Call) -> None:
    """An interruption is not replaced, but no frame of the HTTP library shows the token."""

    def interrupt(request: httpx.Request) -> httpx.Response:
        token = request.headers["authorization"]
        raise SystemExit(len(token))

    with pytest.raises(SystemExit) as caught:
        call(AuthenticatedClient(token=DEMO_TOKEN, transport=httpx.MockTransport(interrupt)))
    frames = traceback.TracebackException.from_exception(caught.value, capture_locals=True)

    assert DEMO_TOKEN not in "".join(frames.format())


# Closing during a call


def test_close_in_another_thread() -> None:
    """A call goes on if another thread closes the client, and its connection is closed afterwards."""
    arrived, closed = threading.Event(), threading.Event()
    api = Api(demo_ledger())

    def respond(request: Request) -> Response:
        arrived.set()
        closed.wait(5)
        return api(request)

    results: list[object] = []
    with running(respond) as base_url:
        http = AuthenticatedClient(token=DEMO_TOKEN, base_url=base_url, max_retries=0)
        connections = http.get_httpx_client()
        thread = threading.Thread(target=lambda: results.append(http.get_account_usage(EMAIL)))
        thread.start()
        arrived.wait(5)
        http.close()
        was_closed = connections.is_closed
        closed.set()
        thread.join(5)

    assert (1, False, True) == (len(results), was_closed, connections.is_closed)


def test_close_in_another_task() -> None:
    """The same is true of tasks and `aclose`."""
    api = Api(demo_ledger())

    async def use() -> tuple[object, bool, bool]:
        arrived, closed = asyncio.Event(), asyncio.Event()

        async def handle(_: httpx.Request) -> httpx.Response:
            arrived.set()
            await asyncio.wait_for(closed.wait(), 5)
            answer = api(Request.get(EMAIL).authorized_by(DEMO_TOKEN))
            return httpx.Response(answer.status, content=answer.body)

        http = AuthenticatedClient(token=DEMO_TOKEN, transport=httpx.MockTransport(handle), max_retries=0)
        connections = http.get_async_httpx_client()
        task = asyncio.create_task(http.get_account_usage_async(EMAIL))
        await arrived.wait()
        await http.aclose()
        was_closed = connections.is_closed
        closed.set()
        return (await task).email, was_closed, connections.is_closed

    assert (EMAIL, False, True) == asyncio.run(use())

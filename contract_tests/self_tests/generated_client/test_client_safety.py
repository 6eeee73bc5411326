"""The generated client never shows its token, has a timeout, and is immutable."""

import asyncio
import copy
import doctest
import inspect
import logging
import os
import pickle
import subprocess
import sys
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from types import TracebackType
from typing import Any
from urllib.parse import quote

import httpx
import pytest

import flowmusic_usage.client
from flowmusic_contract.mock_server import DEMO_TOKEN, Api, Request, Response, demo_ledger, mock_transport, running
from flowmusic_usage import ApiError, ApiTimeoutError, AuthenticatedClient, ConfigurationError, NotFoundError
from flowmusic_usage.api.accounts import get_account_usage
from flowmusic_usage.client import BASE_URL
from self_tests.generated_client.calling import call_asynchronously, call_blocking

EMAIL = "listener@example.com"
TOKEN = "user:12345-abcdefghi"


def responding(status: int, content: bytes = b"", headers: dict[str, str] | None = None) -> httpx.MockTransport:
    return httpx.MockTransport(lambda _: httpx.Response(status, content=content, headers=headers))


def call(client: AuthenticatedClient) -> object:
    return get_account_usage.sync(client=client, email=EMAIL)


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment has only the variables that a test sets, and a retry does not wait."""
    monkeypatch.setattr("flowmusic_usage._sending.backoff", lambda _: 0.0)
    monkeypatch.delenv("USEAPI_TOKEN", raising=False)
    monkeypatch.delenv("USEAPI_BASE_URL", raising=False)


# The token


@pytest.mark.parametrize("show", [repr, str, lambda client: repr(client.get_httpx_client().headers)])
def test_client_does_not_show_its_token(show: Callable[[AuthenticatedClient], str]) -> None:
    """No representation of a client shows its token."""

    assert TOKEN not in show(AuthenticatedClient(token=TOKEN, headers={"X-Token": TOKEN}))


@pytest.mark.parametrize("duplicate", [pickle.dumps, copy.copy, copy.deepcopy])
def test_client_is_not_pickled(duplicate: Callable[[object], object]) -> None:
    """A client can be neither copied nor pickled, so its token cannot leak that way."""
    with pytest.raises(TypeError, match="AuthenticatedClient cannot be copied or pickled"):
        duplicate(AuthenticatedClient(token=TOKEN))


def fails_to_connect() -> AuthenticatedClient:
    return AuthenticatedClient(token=TOKEN, base_url="http://127.0.0.1:1/v1", max_retries=0)


def within(frames: TracebackType | None, package: str) -> TracebackType | None:
    """Returns the frames from the first one of the package on."""
    while frames and package not in Path(frames.tb_frame.f_code.co_filename).parts:
        frames = frames.tb_next
    return frames


def within_except_clause(function: Callable[[], object]) -> None:
    try:
        os.environ["A_VARIABLE_THAT_IS_NOT_SET"]
    except LookupError:
        function()


@pytest.mark.parametrize(
    "fail",
    [
        lambda: AuthenticatedClient(token=TOKEN, timeout=-1),
        lambda: fails_to_connect().with_timeout(-1),
        lambda: call(fails_to_connect()),
        lambda: asyncio.run(fails_to_connect().get_account_usage_async(EMAIL)),
    ],
)
def test_traceback_of_the_callers_own_exception_is_kept(fail: Callable[[], object]) -> None:
    """If a call fails while its caller handles an exception, that one can still be traced back."""
    with pytest.raises(ApiError) as caught:
        within_except_clause(fail)
    handled = caught.value.__context__

    assert isinstance(handled, LookupError)
    assert handled.__traceback__ is not None


@pytest.mark.parametrize("cut", [0, 80, 95])
@pytest.mark.parametrize(("status", "text"), [(200, "application/json"), (200, "text/" + TOKEN), (500, "text/plain")])
def test_error_does_not_show_a_token_that_the_server_repeats(status: int, text: str, cut: int) -> None:
    """If a server repeats the token, an error masks it, even at the end of the excerpt."""
    body = b" " * cut + TOKEN.encode()
    client = AuthenticatedClient(
        token=TOKEN, transport=responding(status, body, {"content-type": text, "x-request-id": TOKEN})
    )
    with pytest.raises(ApiError) as caught:
        call(client)
    shown = f"{caught.value} {caught.value!r} {caught.value.args} {dict(caught.value.headers)} {caught.value.content!r}"
    frames = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())

    assert TOKEN[:8] not in shown
    assert [] == [each for each in frames.split("  File ") if TOKEN in each and "self_tests" not in each]
    assert TOKEN not in f"{pickle.dumps(caught.value)!r}"


def repeats_in_an_error(kind: type[Exception]) -> httpx.MockTransport:
    def respond(_: httpx.Request) -> httpx.Response:
        raise kind(f"illegal status line: {TOKEN}") from ExceptionGroup("failed", [OSError(TOKEN)])

    return httpx.MockTransport(respond)


def repeats_in_a_body(coding: str) -> httpx.MockTransport:
    headers = {"Content-Type": "application/json", "Content-Encoding": coding}
    body = httpx.ByteStream(TOKEN.encode())
    reason = {"reason_phrase": TOKEN.encode()}
    return httpx.MockTransport(lambda _: httpx.Response(200, headers=headers, stream=body, extensions=reason))


class StubbornError(Exception):
    """Shows its text whatever its arguments are."""

    def __str__(self) -> str:
        return TOKEN


@pytest.mark.parametrize("call_", [call_blocking, call_asynchronously])
@pytest.mark.parametrize(
    "transport",
    [
        repeats_in_an_error(httpx.RemoteProtocolError),
        repeats_in_an_error(httpx.ReadTimeout),
        repeats_in_an_error(StubbornError),
        repeats_in_a_body("gzip"),
        repeats_in_a_body(TOKEN),
    ],
)
def test_cause_and_frames_do_not_show_a_token_that_the_server_repeats(
    call_: Callable[[AuthenticatedClient], object], transport: httpx.MockTransport
) -> None:
    """A traceback with local variables shows no token that the server repeats, wherever reading the response failed."""
    with pytest.raises(ApiError) as caught:
        call_(AuthenticatedClient(token=TOKEN, transport=transport, max_retries=0))
    caught.value.with_traceback(within(caught.value.__traceback__, "flowmusic_usage"))

    shown = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    assert "in send" in shown
    assert TOKEN not in shown


def test_path_does_not_show_a_token_that_the_server_repeats() -> None:
    """A token in the name of a field is masked as well."""
    document = Api(demo_ledger())(
        Request("GET", "/v1/flowmusic/accounts/usage", f"email={EMAIL}", ()).authorized_by(DEMO_TOKEN)
    ).json()
    document["summary"]["by_type_tokens"] = {TOKEN: None}
    body = Response.of(200, document).body
    with pytest.raises(ApiError) as caught:
        call(AuthenticatedClient(token=TOKEN, transport=responding(200, body)))

    assert str(caught.value).endswith(": 200 OK: $.summary.by_type_tokens['***']: expected number, got null")


@pytest.mark.parametrize(("status", "shown"), [(200, "not JSON"), (500, "500 Internal Server Error")])
def test_error_does_not_show_a_token_that_the_server_repeats_in_a_url(status: int, shown: str) -> None:
    """A token is also masked where the server repeats it percent-encoded."""
    url = f"/login?token={quote(TOKEN, safe='')}"
    client = AuthenticatedClient(token=TOKEN, transport=responding(status, url.encode(), {"x-request-id": url}))
    with pytest.raises(ApiError) as caught:
        call(client)

    assert shown in str(caught.value)
    assert b"/login?token=***" == caught.value.content
    assert {"x-request-id": "/login?token=***"} == caught.value.request_ids


def test_nothing_logs_the_token(caplog: pytest.LogCaptureFixture) -> None:
    """The token is not logged at any level."""
    caplog.set_level(logging.DEBUG)
    with running(Api(demo_ledger())) as base_url, AuthenticatedClient(token=DEMO_TOKEN, base_url=base_url) as client:
        call(client)

    assert "HTTP Request" in caplog.text
    assert DEMO_TOKEN not in caplog.text


@pytest.mark.parametrize(
    "make",
    [
        lambda transport: {"transport": transport},
        lambda transport: {"httpx_client": httpx.Client(transport=transport, follow_redirects=True)},
    ],
)
def test_token_does_not_follow_to_another_host(make: Callable[[httpx.MockTransport], dict[str, Any]]) -> None:
    """A redirect to another host never gets the token, even with an httpx client that follows redirects."""
    asked: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(302, headers={"location": "https://elsewhere.example/"})

    with pytest.raises(ApiError):
        call(AuthenticatedClient(token=TOKEN, **make(httpx.MockTransport(handle))))

    assert ["api.useapi.net"] == [each.url.host for each in asked if "authorization" in each.headers]


@pytest.mark.parametrize("token", ["", "two words", "naïve", "line\nfeed"])
def test_unusable_token_is_rejected(token: str) -> None:
    """A token that no header can carry is rejected at once, and not shown."""
    with pytest.raises(ValueError, match="API token") as caught:
        AuthenticatedClient(token=token)

    assert not token or token not in str(caught.value)


def test_missing_token() -> None:
    """Without a token, the error says how to pass one."""
    with pytest.raises(ValueError, match=r"no API token: pass token=… or set the environment variable USEAPI_TOKEN"):
        AuthenticatedClient()


# Settings


def test_defaults() -> None:
    """The default server is the one of the spec, and there is a timeout."""
    client = AuthenticatedClient(token=TOKEN)

    assert ("https://api.useapi.net/v1", 30, 300, 2) == (
        client.base_url,
        client.timeout,
        client.total_timeout,
        client.max_retries,
    )


def test_environment_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """Token and base URL default to the environment."""
    monkeypatch.setenv("USEAPI_TOKEN", "from-the-environment")
    monkeypatch.setenv("USEAPI_BASE_URL", "http://127.0.0.1:1/v1/")
    given = AuthenticatedClient(token=TOKEN, base_url=BASE_URL)

    assert ("from-the-environment", "http://127.0.0.1:1/v1") == (
        AuthenticatedClient().token,
        AuthenticatedClient().base_url,
    )
    assert (TOKEN, BASE_URL) == (given.token, given.base_url)


@pytest.mark.parametrize(
    "url", ["", "api.useapi.net/v1", "ftp://x/v1", "http://", "http://u:p@x", "http://x?y", "http://x:port"]
)
def test_unusable_base_url_is_rejected(url: str) -> None:
    """An unusable base URL is rejected at once."""
    with pytest.raises(ValueError, match="base_url must be like https"):
        AuthenticatedClient(token=TOKEN, base_url=url)


def test_timeout_is_kept() -> None:
    """A call ends when the timeout expires."""
    slow = mock_transport(lambda _: Response(200, (), b"", delay=60))
    client = AuthenticatedClient(token=TOKEN, transport=slow, timeout=0.01)

    with pytest.raises(ApiTimeoutError):
        call(client)


def test_with_leaves_the_original_unchanged() -> None:
    """`with_headers` and `with_timeout` return a changed copy and leave the original unchanged."""
    sent: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(404)

    client = AuthenticatedClient(token=TOKEN, transport=httpx.MockTransport(handle))
    client.get_httpx_client()
    for each in client.with_headers({"X-One": "1"}).with_timeout(5), client:
        get_account_usage.sync_detailed(client=each, email=EMAIL)

    assert [("1", 5), (None, 30)] == [
        (request.headers.get("x-one"), request.extensions["timeout"]["read"]) for request in sent
    ]


def test_headers_are_copied() -> None:
    """Later changes to a mapping of headers do not change the client."""
    headers = {"X-One": "1"}
    client = AuthenticatedClient(token=TOKEN, headers=headers)
    headers["X-One"] = "2"

    assert {"X-One": "1"} == client.headers


def test_headers_of_a_client_cannot_be_changed() -> None:
    """The headers that a client holds are read-only, so no other thread can change them."""
    headers: Any = AuthenticatedClient(token=TOKEN, headers={"X-One": "1"}).headers

    with pytest.raises(TypeError):
        headers["X-One"] = "2"


def test_context_manager_closes_its_own_connections() -> None:
    """Leaving the context closes the connections, including those of copies."""
    with AuthenticatedClient(token=TOKEN, transport=responding(404)) as client:
        http = client.with_timeout(1).get_httpx_client()

    assert http.is_closed
    assert not client.get_httpx_client().is_closed


def test_asynchronous_context_manager_closes_its_own_connections() -> None:
    """Leaving the asynchronous context closes the asynchronous connections."""

    async def use() -> httpx.AsyncClient:
        async with AuthenticatedClient(token=TOKEN, transport=responding(404)) as client:
            http: httpx.AsyncClient = client.get_async_httpx_client()
            return http

    assert asyncio.run(use()).is_closed


def test_httpx_client_of_the_caller_stays_open() -> None:
    """An httpx client of the caller is used and stays open."""
    with httpx.Client(transport=responding(404)) as http:
        with AuthenticatedClient(token=TOKEN, httpx_client=http) as client:
            status = get_account_usage.sync_detailed(client=client, email=EMAIL).status_code

        assert (404, False) == (status, http.is_closed)
        assert "authorization" not in http.headers


class OtherClient:
    """An HTTP client that is not one of httpx, but works like one."""

    def __init__(self, http: httpx.Client) -> None:
        self.build_request, self.send, self.close = http.build_request, http.send, http.close


def test_http_client_of_another_library() -> None:
    """The client needs an HTTP client that works like that of httpx, and no class of httpx."""
    sent: list[httpx.Headers] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(request.headers)
        return httpx.Response(404)

    http = OtherClient(httpx.Client(transport=httpx.MockTransport(handle)))
    with pytest.raises(NotFoundError):
        call(AuthenticatedClient(token=TOKEN, httpx_client=http, headers={"user-agent": "mine"}))

    assert [(f"Bearer {TOKEN}", "mine")] == [(each["authorization"], each["user-agent"]) for each in sent]


def test_no_public_signature_names_httpx() -> None:
    """Nothing that a user can call takes or returns a class of httpx only, so that its successor fits as well."""
    methods = [each for name, each in vars(AuthenticatedClient).items() if callable(each) and not name.startswith("_")]

    assert [] == [each for each in (AuthenticatedClient, *methods) if "httpx." in str(inspect.signature(each))]
    assert "get_httpx_client" in [each.__name__ for each in methods]


@pytest.mark.parametrize(
    ("transport", "use"),
    [
        (httpx.HTTPTransport(), lambda client: client.get_async_httpx_client()),
        (httpx.AsyncHTTPTransport(), lambda client: client.get_httpx_client()),
    ],
)
def test_transport_of_the_wrong_kind(transport: Any, use: Callable[[AuthenticatedClient], object]) -> None:
    """A transport of the wrong kind is an error that names the kind."""
    with pytest.raises(ConfigurationError, match="asynchronous functions"):
        use(AuthenticatedClient(token=TOKEN, transport=transport))


def test_assertion_of_a_transport() -> None:
    """What a transport asserts in a test is not taken for an error of the connection."""

    def fail(request: httpx.Request) -> httpx.Response:
        raise AssertionError(request.method)

    with pytest.raises(AssertionError, match="GET"):
        call(AuthenticatedClient(token=TOKEN, transport=httpx.MockTransport(fail)))


def test_threads_share_one_client() -> None:
    """Threads that use a new client at the same time share its connections."""
    client = AuthenticatedClient(token=DEMO_TOKEN, transport=mock_transport(Api(demo_ledger())))
    barrier = Barrier(8)

    def use(_: int) -> tuple[int, object]:
        barrier.wait(10)
        return id(client.get_httpx_client()), call(client)

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(use, range(8)))

    assert 1 == len({http for http, _ in results})
    assert all(usage == results[0][1] for _, usage in results)


# Hostile servers and forks


@pytest.mark.parametrize("value", ["caf\u00e9", "\u2603 mock", "mock:00001-flowmusic \u00e9"])
def test_header_that_is_not_ascii(value: str) -> None:
    """An error keeps a header that is not ASCII, without the token."""

    def handle(_: httpx.Request) -> httpx.Response:
        return httpx.Response(404, headers=[(b"x-note", value.encode())])

    with pytest.raises(ApiError) as error:
        call(AuthenticatedClient(token=DEMO_TOKEN, transport=httpx.MockTransport(handle)))

    headers = error.value.headers
    assert isinstance(headers, httpx.Headers)
    assert value.replace(DEMO_TOKEN, "***") == headers["x-note"].encode(headers.encoding).decode()


@pytest.mark.parametrize("cookie", ["session=1; Path=/", "caf\u00e9=1"])
def test_cookies_are_not_kept(cookie: str) -> None:
    """A cookie is not sent back, and does not break the next call."""
    sent: list[str | None] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(request.headers.get("cookie"))
        return httpx.Response(404, headers=[(b"set-cookie", cookie.encode())])

    client = AuthenticatedClient(token=DEMO_TOKEN, transport=httpx.MockTransport(handle))
    for _ in range(2):
        with pytest.raises(ApiError):
            call(client)

    assert [None, None] == sent


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_forked_process_opens_its_own_connections() -> None:
    """A child process does not share the parent's connections, so neither gets the other's responses."""
    with running(Api(demo_ledger())) as base_url, AuthenticatedClient(token=DEMO_TOKEN, base_url=base_url) as client:
        call(client)
        parents = client.get_httpx_client()
        child = os.fork()
        if child == 0:
            os._exit(client.get_httpx_client() is parents)
        _, status = os.waitpid(child, 0)

    assert 0 == os.waitstatus_to_exitcode(status)


# Documentation


def test_examples_in_docstrings_are_true(monkeypatch: pytest.MonkeyPatch) -> None:
    """The example in the docstring works as shown."""
    with running(Api(demo_ledger())) as base_url:
        monkeypatch.setenv("USEAPI_BASE_URL", base_url)
        monkeypatch.setenv("USEAPI_TOKEN", DEMO_TOKEN)
        failed, attempted = doctest.testmod(flowmusic_usage.client)

    assert (0, 3) == (failed, attempted)


def test_msgspec_is_not_needed() -> None:
    """Without the extra `fast`, the package can be imported and decodes bodies."""
    program = (
        "import sys; sys.modules['msgspec'] = None; from flowmusic_usage import types; print(types.decode(b'[1]', []))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=os.environ)

    assert "[1]\n" == done.stdout

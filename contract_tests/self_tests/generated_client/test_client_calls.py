"""What a call of the generated client sends, returns and raises, without a socket and over one."""

import asyncio
import json
import pickle
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from inspect import ismodule
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from attrs import evolve, field, frozen, has
from hypothesis import given
from hypothesis import strategies as st

import flowmusic_usage
import flowmusic_usage.models
from flowmusic_contract.all_faults import VARIATIONS
from flowmusic_contract.engine.fault import Fault
from flowmusic_contract.mock_server import (
    DEMO_TOKEN,
    Api,
    Handler,
    Request,
    Response,
    demo_ledger,
    mock_transport,
    running,
)
from flowmusic_usage import (
    ApiConnectionError,
    ApiError,
    ApiTimeoutError,
    AuthenticatedClient,
    InvalidResponseError,
    NotFoundError,
    StatusError,
    UnauthorizedError,
    UnexpectedStatusError,
)
from flowmusic_usage.api.accounts import get_account_usage
from flowmusic_usage.models import AccountUsage
from flowmusic_usage.types import Response as UsageResponse

EMAIL = "listener@example.com"
PATH = "/v1/flowmusic/accounts/usage"
REQUEST = "GET https://api.useapi.net/v1/flowmusic/accounts/usage?email=listener%40example.com"

HttpxHandler = Callable[[httpx.Request], httpx.Response]


def client(handler: HttpxHandler, **options: Any) -> AuthenticatedClient:
    options = {"max_retries": 0, **options}
    return AuthenticatedClient(token=DEMO_TOKEN, transport=httpx.MockTransport(handler), **options)


def client_of(handler: Handler) -> AuthenticatedClient:
    return AuthenticatedClient(token=DEMO_TOKEN, transport=mock_transport(handler))


def responding(status: int, content: bytes = b"", **headers: str) -> HttpxHandler:
    shown = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: httpx.Response(status, content=content, headers=shown)


@frozen
class Recording:
    """A server without accounts that records its requests."""

    requests: list[httpx.Request] = field(factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answers that there is no such account."""
        self.requests.append(request)
        return httpx.Response(404)


def correct_response(email: str = EMAIL) -> Response:
    return Api(demo_ledger())(Request.get(email).authorized_by(DEMO_TOKEN))


def call_blocking(http: AuthenticatedClient) -> AccountUsage:
    with http:
        return get_account_usage.sync(client=http, email=EMAIL)


async def call_asynchronously(http: AuthenticatedClient) -> AccountUsage:
    async with http:
        return await get_account_usage.asyncio(client=http, email=EMAIL)


async def call_detailed_asynchronously(http: AuthenticatedClient) -> UsageResponse[AccountUsage | None]:
    async with http:
        return await get_account_usage.asyncio_detailed(client=http, email=EMAIL)


def call_detailed_blocking(http: AuthenticatedClient) -> UsageResponse[AccountUsage | None]:
    with http:
        return get_account_usage.sync_detailed(client=http, email=EMAIL)


@pytest.fixture(params=[call_blocking, lambda http: asyncio.run(call_asynchronously(http))], ids=["sync", "asyncio"])
def call(request: pytest.FixtureRequest) -> Any:
    """Calls the blocking function, or the asynchronous one."""
    return request.param


@pytest.fixture(
    params=[call_detailed_blocking, lambda http: asyncio.run(call_detailed_asynchronously(http))],
    ids=["sync", "asyncio"],
)
def call_detailed(request: pytest.FixtureRequest) -> Any:
    """Calls the blocking or the asynchronous function that returns the whole response."""
    return request.param


Call = Callable[[AuthenticatedClient], AccountUsage]
CallDetailed = Callable[[AuthenticatedClient], UsageResponse[AccountUsage | None]]


def error_of(call: Call, http: AuthenticatedClient) -> ApiError:
    with pytest.raises(ApiError) as caught:
        call(http)
    return caught.value


# What is sent


@given(email=st.text())
def test_any_email_arrives(email: str) -> None:
    """The server decodes the same email address, once, whatever its characters."""
    server = Recording()
    with client(server) as http:
        get_account_usage.sync_detailed(client=http, email=email)

    query = server.requests[0].url.query.decode("ascii")
    assert {"email": [email]} == parse_qs(query, keep_blank_values=True, strict_parsing=True)


@pytest.mark.parametrize("headers", [{}, {"X-One": "1"}, {"accept": "x", "ACCEPT": "y"}])
def test_request(call: Call, headers: dict[str, str]) -> None:
    """A call is one GET to the documented path with one header Authorization, whatever headers are added."""
    server = Recording()
    error_of(call, client(server, headers=headers))

    [request] = server.requests
    assert ("GET", "api.useapi.net", PATH) == (request.method, request.url.host, request.url.path)
    assert [f"Bearer {DEMO_TOKEN}"] == request.headers.get_list("authorization")


def test_user_agent_names_the_release() -> None:
    """The header User-Agent has the name and the version; the caller's own replaces it."""
    server = Recording()
    http = client(server)
    for each in http, http.with_headers({"user-agent": "mine/1"}):
        get_account_usage.sync_detailed(client=each, email=EMAIL)

    assert [["flowmusic-usage/0.1.0"], ["mine/1"]] == [
        request.headers.get_list("user-agent") for request in server.requests
    ]


# What comes back


def test_usage_is_returned(call: Call) -> None:
    """A 200 response is returned as its model, value by value."""

    assert correct_response().json() == call(client_of(Api(demo_ledger()))).to_dict()


@pytest.mark.parametrize("variation", VARIATIONS, ids=lambda variation: variation.id)
def test_variation_is_understood(variation: Fault) -> None:
    """Every legal response is understood, and `to_dict` returns it unchanged."""
    http = client_of(variation(Api(demo_ledger())))
    response = get_account_usage.sync_detailed(client=http, email=EMAIL)

    assert response.parsed
    assert json.loads(response.content) == response.parsed.to_dict()


@pytest.mark.parametrize("status", [*range(100, 200), *range(201, 600), 600, 799, 999])
def test_any_status_is_returned(status: int) -> None:
    """The detailed functions return any status, and do not raise."""
    http = client(responding(status, b"why", x_request_id="7"))
    response = get_account_usage.sync_detailed(client=http, email=EMAIL)

    assert (status, b"why", None) == (response.status_code, response.content, response.parsed)
    assert "7" == response.headers["x-request-id"]


def test_detailed_usage(call_detailed: CallDetailed) -> None:
    """A detailed 200 response has its model, its headers and its bytes."""
    response = call_detailed(client_of(Api(demo_ledger())))

    assert (200, correct_response().body) == (response.status_code, response.content)
    assert isinstance(response.parsed, AccountUsage)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, UnauthorizedError),
        (404, NotFoundError),
        *((status, UnexpectedStatusError) for status in (201, 204, 206, 301, 400, 402, 429, 500, 520, 596, 999)),
    ],
)
def test_other_status_is_raised(call: Call, status: int, kind: type[StatusError]) -> None:
    """Each status except 200 raises its error, which has the whole response."""
    body = b'{"error":"no","code":1}'
    error = error_of(call, client(responding(status, body, x_request_id="7", content_type="application/json")))

    assert isinstance(error, StatusError)
    assert (kind, status, body) == (type(error), error.status_code, error.content)
    assert ({"error": "no", "code": 1}, {"x-request-id": "7"}) == (error.body, error.request_ids)


def test_status_error_is_one_line(call: Call) -> None:
    """The text of a status error has the status, its phrase, the start of the body and the request ID."""
    error = error_of(call, client(responding(502, b"<h1>Bad\ngateway</h1>" * 9, cf_ray="7")))

    begin = ("<h1>Bad\\ngateway</h1>" * 9)[:105]
    assert f"{REQUEST}: 502 Bad Gateway: the body begins with '{begin}' (cf-ray: 7)" == str(error)


def with_long_timestamp(_: httpx.Request) -> httpx.Response:
    usage = correct_response().json()
    usage["events"][0]["event_at"] = "x" * 100_000
    return httpx.Response(200, json=usage)


@pytest.mark.parametrize(
    "respond",
    [with_long_timestamp, responding(500, x_request_id="7" * 100_000)],
    ids=["value", "request ID"],
)
def test_long_text_of_a_server_is_shortened(call: Call, respond: HttpxHandler) -> None:
    """The text of an error stays readable, however long the values and headers of the response are."""
    assert len(str(error_of(call, client(respond)))) < 2_000


def test_status_error_without_a_body(call: Call) -> None:
    """A status error without a body has no decoded body."""
    error = error_of(call, client(responding(596)))

    assert isinstance(error, StatusError)
    assert (f"{REQUEST}: 596: the body is empty", None, {}) == (str(error), error.body, error.request_ids)


def test_asynchronous_calls_run_at_the_same_time() -> None:
    """Asynchronous calls run at the same time: all are sent before the first response."""

    async def call_together() -> list[UsageResponse[AccountUsage | None]]:
        barrier = asyncio.Barrier(5)

        async def handle(_: httpx.Request) -> httpx.Response:
            async with barrier:
                return httpx.Response(404)

        async with AuthenticatedClient(token=DEMO_TOKEN, transport=httpx.MockTransport(handle)) as http:
            calls = [get_account_usage.asyncio_detailed(client=http, email=EMAIL) for _ in range(5)]
            return await asyncio.wait_for(asyncio.gather(*calls), timeout=10)

    assert [404] * 5 == [response.status_code for response in asyncio.run(call_together())]


# What is rejected

USAGE = correct_response().body


@pytest.mark.parametrize(
    ("content", "content_type", "problem"),
    [
        (b"", "application/json", "not JSON (Expecting value: line 1 column 1 (char 0)); the body is empty"),
        (b"<html>", "application/json", "not JSON (Expecting value: line 1 column 1 (char 0)); the body is '<html>'"),
        (b"<html>", "text/html", "expected application/json, got text/html; the body is '<html>'"),
        (
            USAGE,
            "text/plain",
            f"expected application/json, got text/plain; the body begins with {USAGE[:100].decode()!r}",
        ),
        (USAGE[:-1], "application/json", "Expecting ',' delimiter"),
        (b"\xef\xbb\xbf" + USAGE, "application/json", "Unexpected UTF-8 BOM"),
        (USAGE.decode().encode("utf-16"), "application/json", "can't decode byte 0xff"),
        (b"[" * 100_000, "application/json", "nested too deeply"),
        (USAGE.replace(b"{", b'{"more":NaN,', 1), "application/json", "expected finite numbers in undocumented"),
        (b"[]", "application/json", "$: expected object, got list"),
        (b"null", "application/json", "$: expected object, got null"),
        (b"{}", "application/json", "$.email: missing"),
    ],
    ids=range(12),
)
def test_body_is_rejected(call: Call, content: bytes, content_type: str, problem: str) -> None:
    """A 200 response without the documented body raises one error, with the status and the problem."""
    error = error_of(call, client(responding(200, content, content_type=content_type)))

    assert (InvalidResponseError, 200, content[:65_536]) == (type(error), error.status_code, error.content)
    assert problem in str(error)


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/json; charset=utf-8", "Application/Problem+JSON", None]
)
def test_json_content_types(content_type: str | None) -> None:
    """Any JSON content type is accepted, and a missing one."""
    headers = {"content_type": content_type} if content_type else {}

    assert get_account_usage.sync(client=client(responding(200, USAGE, **headers)), email=EMAIL)


def test_response_cut_short(call: Call) -> None:
    """A response that ends early is rejected; the error has its status and what was received."""
    with running(lambda _: evolve(correct_response(), truncated=True)) as base_url:
        error = error_of(call, AuthenticatedClient(base_url=base_url, token=DEMO_TOKEN))

    assert (InvalidResponseError, 200) == (type(error), error.status_code)
    assert "200 OK: cut short (" in str(error)
    assert 0 < len(error.content) < len(USAGE)
    assert correct_response().body.startswith(error.content)


def test_response_that_cannot_be_decompressed(call: Call) -> None:
    """A response that claims to be gzip and is not is rejected."""

    def handle(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"content-encoding": "gzip"}, stream=httpx.ByteStream(b"no gzip"))

    assert InvalidResponseError is type(error_of(call, client(handle)))


@pytest.mark.parametrize(
    ("kind", "expected", "text"),
    [
        (httpx.ConnectError, ApiConnectionError, "no luck"),
        (httpx.RemoteProtocolError, ApiConnectionError, "no luck"),
        (httpx.UnsupportedProtocol, ApiConnectionError, "no luck"),
        (httpx.TooManyRedirects, ApiConnectionError, "no luck"),
        (httpx.ConnectTimeout, ApiTimeoutError, "no connection within 10 s"),
        (httpx.ReadTimeout, ApiTimeoutError, "nothing came within timeout, 30 s"),
    ],
)
def test_no_response(call: Call, kind: type[httpx.RequestError], expected: type[ApiError], text: str) -> None:
    """Without a response, the error is one of ours; it says what was requested, and its cause is that of httpx."""

    def fail(request: httpx.Request) -> httpx.Response:
        raise kind("no luck", request=request)

    error = error_of(call, client(fail))

    assert (expected, kind, None) == (type(error), type(error.__cause__), error.status_code)
    assert str(error).startswith(f"{REQUEST}: no response: {text}")


@pytest.mark.parametrize(
    ("timeout", "text"),
    [(2.5, "timeout, 2.5 s"), (httpx.Timeout(1, read=4), "timeout, 4 s"), (None, "no luck")],
    ids=["number", "httpx.Timeout", "none"],
)
def test_timeout_says_its_limit(call: Call, timeout: Any, text: str) -> None:
    """The error of a timeout names the limit that was set, not that of another part of the request."""

    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("no luck", request=request)

    assert str(error_of(call, client(fail).with_timeout(timeout))).endswith(text)


@pytest.mark.parametrize(("status", "meaning"), [(404, "The account is not configured."), (200, "")])
def test_base_url_without_the_usual_path(call: Call, status: int, meaning: str) -> None:
    """If the base URL does not end as usual, an error says so before it says what the status means."""
    error = error_of(call, client(responding(status, b"<html>"), base_url="http://host/api"))

    assert str(error).endswith(f"The base URL usually ends with /v1; this one does not. {meaning}".strip())


def test_status_error_says_what_the_spec_says(call: Call) -> None:
    """A documented status has its meaning in the message."""

    assert "The account is not configured." in str(error_of(call, client(responding(404))))


@pytest.mark.parametrize("status", [200, 404, 596])
def test_error_survives_a_pickle(status: int) -> None:
    """An error survives pickling."""
    error = error_of(call_blocking, client(responding(status, b"[]")))
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own pickle

    assert (type(error), str(error), error.__dict__) == (type(copy), str(copy), copy.__dict__)


# What a usage report offers


@pytest.fixture(params=["UTC", "Asia/Tokyo", "America/St_Johns"])
def _local_time(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Local time has another offset than UTC."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("_local_time")
def test_timestamps_are_aware_and_utc() -> None:
    """Timestamps are in UTC, with or without an offset, whatever the local time is."""
    event = get_account_usage.sync(client=client_of(Api(demo_ledger())), email=EMAIL).events[2]

    assert datetime(2026, 6, 1, tzinfo=UTC) == event.event_at
    assert datetime(2026, 6, 1, 18, 42, 55, 123456, tzinfo=UTC) == event.max_created_at


def test_the_shortest_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """One import and one line get a report: with a method, with a function, and asynchronously."""
    with running(Api(demo_ledger())) as base_url:
        monkeypatch.setenv("USEAPI_BASE_URL", base_url)
        monkeypatch.setenv("USEAPI_TOKEN", DEMO_TOKEN)
        with AuthenticatedClient() as http:
            reports = [http.get_account_usage(EMAIL), flowmusic_usage.get_account_usage(EMAIL)]
        reports.append(asyncio.run(flowmusic_usage.get_account_usage_async(EMAIL)))

    assert [correct_response().json()] * 3 == [report.to_dict() for report in reports]


def test_release_is_known() -> None:
    """The package knows its release."""

    assert "0.1.0" == flowmusic_usage.__version__


def test_only_what_users_see_is_made_by_attrs() -> None:
    """The client makes few classes with attrs: each of them delays the first call of a process."""
    modules = [module for name, module in sys.modules.items() if name.startswith("flowmusic_usage.")]
    values = [value for module in modules for value in vars(module).values() if isinstance(value, type)]
    names = {value.__name__ for value in values if f"{value.__module__}".startswith("flowmusic_usage.") and has(value)}
    models = {name for name in flowmusic_usage.models.__all__ if has(getattr(flowmusic_usage, name))}

    assert {"AuthenticatedClient", "Response", "RawResponse"} == names - models


def test_help_names_the_environment_variables() -> None:
    """`help` says where a client without arguments gets its token and its server."""
    words = (AuthenticatedClient.__doc__ or "").split("`")

    assert {"USEAPI_TOKEN", "USEAPI_BASE_URL"} <= set(words)


def test_package_has_only_public_names() -> None:
    """Completion in an editor offers what users need and the submodules, and no helpers."""
    offered = {name for name, value in vars(flowmusic_usage).items() if name[0] != "_" and not ismodule(value)}

    assert offered == {name for name in flowmusic_usage.__all__ if name[0] != "_"}


@pytest.mark.parametrize("name", flowmusic_usage.models.__all__)
def test_models_are_in_the_package(name: str) -> None:
    """Each model can be imported from the package itself."""

    assert getattr(flowmusic_usage, name) is getattr(flowmusic_usage.models, name)
    assert name in flowmusic_usage.__all__


def test_totals_by_type_are_a_mapping() -> None:
    """Totals by type are mappings."""
    tokens = get_account_usage.sync(client=client_of(Api(demo_ledger())), email=EMAIL).summary.by_type_tokens

    assert correct_response().json()["summary"]["by_type_tokens"] == dict(tokens)
    assert (7200, None, 5) == (tokens["grant"], tokens.get("gift"), len(tokens))
    assert ("grant" in tokens, sum(tokens.values())) == (True, 10005)


def test_unknown_fields_are_kept() -> None:
    """An undocumented field is kept at every level."""
    document = correct_response().json()
    for place in document, document["events"][0], document["summary"], document["summary"]["per_conversation"][0]:
        place["plan"] = {"seats": [1, None]}
    body = json.dumps(document).encode()
    usage = get_account_usage.sync(client=client(responding(200, body)), email=EMAIL)

    assert {"plan": {"seats": [1, None]}} == usage.events[0].additional_properties
    assert document == usage.to_dict()

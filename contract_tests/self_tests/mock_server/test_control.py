"""The control API: what it does, who may use it, and that it is as its document says."""

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from openapi_spec_validator import validate

from flowmusic_contract.all_faults import changes_by_id
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, Ledger, MockServer, running
from flowmusic_contract.mock_server.asgi import application
from flowmusic_contract.mock_server.control_document import ON_ERROR, document
from flowmusic_contract.mock_server.demo import fill_with_sample
from flowmusic_contract.mock_server.scenarios import SCENARIOS
from flowmusic_contract.server.target import ENDPOINT

BEARER = {"Authorization": f"Bearer {DEMO_TOKEN}"}
EMAIL = "a@example.com"
CHARGE: dict[str, Any] = {"email": EMAIL, "title": "Sample Song", "tokens": 60}
LARGE = {"type": "grant", "amount": 1e308}


def new_mock_server() -> MockServer:
    mock_server = MockServer(Ledger(), changes_by_id, lambda ledger: fill_with_sample(ledger, DEMO_TOKEN), DEMO_TOKEN)
    mock_server.reset()
    return mock_server


@pytest.fixture(scope="module")
def mock_server() -> MockServer:
    return new_mock_server()


@pytest.fixture(scope="module")
def server(mock_server: MockServer) -> Iterator[httpx.Client]:
    """A client of a mock server that can be controlled."""
    with running(mock_server) as base_url, httpx.Client(base_url=base_url.removesuffix("/v1"), trust_env=False) as http:
        yield http


@pytest.fixture
def http(mock_server: MockServer, server: httpx.Client) -> httpx.Client:
    """The same, as it was when it started."""
    mock_server.reset()
    return server


def usage(http: httpx.Client, email: str = EMAIL, **headers: str) -> httpx.Response:
    return http.get(f"/v1{ENDPOINT}", params={"email": email}, headers=BEARER | headers)


def sent(http: httpx.Client, method: str, path: str, body: Any = None) -> Any:
    response = http.request(method, f"/_mock{path}", json=body)
    assert response.is_success, response.text
    return response.json()


def test_account_is_billed(http: httpx.Client) -> None:
    """A charge configures its account, and another one is added to the same day and song."""
    sent(http, "PUT", "/clock", {"now": "2026-06-01T12:00:00Z"})
    sent(http, "POST", "/charges", CHARGE)
    sent(http, "POST", "/charges", CHARGE | {"on": "2026-06-01"})

    assert [("producer-usage", 120)] == [(row["type"], row["amount"]) for row in usage(http).json()["events"]]


def test_raw_events_are_added(http: httpx.Client) -> None:
    """Raw events are added to an account, which may be of another token."""
    event = {"type": "grant", "amount": 0.5, "created_at": "2026-06-01T12:00:00Z", "conversation_id": None}
    added = sent(http, "POST", "/accounts", {"email": EMAIL, "token": "another", "events": [event, event]})

    assert (2, 404) == (len(added), usage(http).status_code)
    assert 1 == usage(http, Authorization="Bearer another").json()["summary"]["total_received_tokens"]


def test_token_is_added(http: httpx.Client) -> None:
    """A token without accounts is valid."""
    before = usage(http, Authorization="Bearer another").status_code
    sent(http, "POST", "/tokens", {"token": "another"})

    assert (401, 404) == (before, usage(http, Authorization="Bearer another").status_code)


def test_change_for_the_next_requests(http: httpx.Client) -> None:
    """A status and a fault are chosen for the next requests, or until they are cleared."""
    sent(http, "POST", "/changes", {"id": "accounts.report-gets-202"})
    sent(http, "POST", "/changes", {"status": 429, "retry_after": "7", "times": 1})
    first, second = usage(http, DEMO_EMAILS[0]), usage(http, DEMO_EMAILS[0])
    sent(http, "DELETE", "/changes")

    assert (429, "7", 202) == (first.status_code, first.headers["retry-after"], second.status_code)
    assert 200 == usage(http, DEMO_EMAILS[0]).status_code


def test_only_the_list_has_every_id(http: httpx.Client) -> None:
    """A change is confirmed with what is in effect; only the list also has the hundreds of ids to choose from."""
    confirmed, ended = sent(http, "POST", "/changes", {"status": 503}), sent(http, "DELETE", "/changes")

    assert [{"chosen"}, {"chosen"}] == [confirmed.keys(), ended.keys()]
    assert list(changes_by_id()) == sent(http, "GET", "/changes")["available"]


def test_reset_to_a_scenario(http: httpx.Client) -> None:
    """A reset starts with another scenario, or as the mock server started."""
    other = sent(http, "POST", "/reset", {"scenario": "refunds"})

    assert ["refunds@example.com"] == [account["email"] for account in other]
    assert [*DEMO_EMAILS, "rival@example.com"] == [account["email"] for account in sent(http, "POST", "/reset")]
    assert 5 == len(sent(http, "POST", "/seed", {"scenario": "free-plan"}))


def test_requests_are_logged(http: httpx.Client) -> None:
    """The log has each request to the API, and no token."""
    usage(http)
    logged = http.get("/_mock/requests")

    assert [("GET", f"/v1{ENDPOINT}", "email=a%40example.com", 404)] == [
        (each["method"], each["path"], each["query"], each["status"]) for each in logged.json()
    ]
    assert DEMO_TOKEN not in logged.text + http.get("/_mock/accounts").text


def test_bad_event_adds_nothing(http: httpx.Client) -> None:
    """If one of the events is bad, none is added, and the reason is in the response."""
    body = {"email": EMAIL, "events": [{"type": "x", "amount": 1}, {"type": "x", "amount": 1, "created_at": "soon"}]}
    response = http.post("/_mock/accounts", json=body)

    assert (400, 404) == (response.status_code, usage(http).status_code)
    assert (
        '$.events[1]: created_at: expected a timestamp such as 2026-06-01T18:42:55Z, got "soon"'
        == response.json()["error"]
    )


MESSAGES: list[tuple[str, str, Any, str]] = [
    ("POST", "/changes", {"status": 503, "id": "x"}, "$: id cannot have another field beside it than times"),
    ("POST", "/changes", {"times": 3}, "$: expected an id, or a status, a delay or lost; retry_after needs a status"),
    ("POST", "/changes", {}, "$: expected an id, or a status, a delay or lost; retry_after needs a status"),
    ("POST", "/changes", {"delay": 1, "retry_after": "5"}, "$: expected an id, or a status, a delay or lost; retry_"),
    ("POST", "/changes", {"status": 503, "retry_after": "☃"}, "$.retry_after: expected a number of seconds, or pr"),
    ("POST", "/changes", {"status": 99}, "$.status: 99 is less than the minimum of 200"),
    ("POST", "/changes", {"id": "nothing"}, "$.id: no fault or variation nothing"),
    ("POST", "/tokens", {"token": "a b"}, "$.token: expected printable ASCII without spaces"),
    ("POST", "/accounts", {"email": EMAIL, "events": [{"type": "x", "amount": "1"}]}, "$.events[0].amount: "),
    ("POST", "/accounts", {"email": EMAIL, "events": [LARGE, LARGE]}, "$.events: the amounts of a@example.com would"),
    ("POST", "/charges", CHARGE | {"on": "soon"}, '$.on: expected a timestamp such as 2026-06-01T18:42:55Z, got "soon'),
    ("POST", "/charges", CHARGE | {"tokens": 10**400}, "$.tokens: amount must be a finite number of tokens, got 10000"),
    ("POST", "/seed", {"scenario": "x"}, "$.scenario: expected one of sample, empty, busy-year, unicode, free-plan,"),
    ("POST", "/changes", {"lost": "x"}, "$.lost: expected one of reset, truncated"),
    ("PUT", "/clock", {"now": "soon"}, "$.now: expected a timestamp such as 2026-06-01T18:42:55Z, got"),
]


@pytest.mark.parametrize(("method", "path", "body", "message"), MESSAGES)
def test_message_names_place_and_reason(http: httpx.Client, method: str, path: str, body: Any, message: str) -> None:
    """A body that cannot be used is answered with the place and a reason in plain words, and changes nothing."""
    response = http.request(method, f"/_mock{path}", json=body)

    assert (400, message) == (response.status_code, response.json()["error"][: len(message)])
    assert 404 == usage(http).status_code


def test_every_schema_without_plain_messages_has_its_own() -> None:
    """A keyword whose message is about the schema, not about the value, is beside a message of the document."""

    def schemas(node: Any) -> Iterator[dict[str, Any]]:
        if isinstance(node, dict):
            yield node
        for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            yield from schemas(child)

    needing = [node for node in schemas(document()) if node.keys() & {"pattern", "anyOf", "oneOf", "not"}]
    own = [node for node in needing if ON_ERROR in node]

    assert 4 == len(own)
    assert [] == [node for node in needing if node not in own and node not in [each.get("not") for each in own]]
    assert [] == [node for node in schemas(document()) if False in node.get("properties", {}).values()]


def test_sum_beyond_a_double_is_refused(http: httpx.Client) -> None:
    """A charge whose sum with earlier ones no usage report can have is refused, and the account has a report."""
    statuses = [
        http.post("/_mock/charges", json=CHARGE | {"tokens": tokens}).status_code for tokens in (1e308, 1e308, 0.5)
    ]

    assert [201, 400, 201] == statuses
    assert 1e308 == float(usage(http).json()["summary"]["by_type_tokens"]["producer-usage"])


def test_whole_number_with_a_point(http: httpx.Client) -> None:
    """JSON does not distinguish 503.0 from 503, so both are the same status."""
    [chosen] = sent(http, "POST", "/changes", {"status": 503.0, "times": 1.0})["chosen"]

    assert {"name": "status 503", "remaining": 1, "met": 0} == chosen
    assert ([503, 404], "1") == ([usage(http).status_code for _ in range(2)], str(chosen["remaining"]))


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", ["/_mock", "/_mock/", "/_mock/nothing"])
def test_unknown_operation(http: httpx.Client, method: str, path: str) -> None:
    """A path below that of the control API gets a JSON 404, and is not in the log of requests to the API."""
    response = http.request(method, path)

    assert (404, "no such operation: GET /_mock/openapi.json describes all of them") == (
        response.status_code,
        response.json()["error"],
    )
    assert [] == http.get("/_mock/requests").json()


def test_operation_that_fails(
    http: httpx.Client, mock_server: MockServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """An error of an operation is a JSON 500, with its reason in the log."""
    monkeypatch.setattr(mock_server, "fill", lambda _ledger: 1 / 0)
    response = http.post("/_mock/reset")

    assert (500, True) == (response.status_code, "error of the mock server" in response.json()["error"])
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"host": "localhost:8612"}, 200),
        ({"host": "LOCALHOST"}, 200),
        ({"host": "[::1]:8612"}, 200),
        ({"host": "localhost:1", "origin": "http://localhost:1"}, 200),
        ({"host": "127.0.0.2:8612"}, 200),
        ({"host": "192.0.2.1:8612"}, 403),
        ({"host": "evil.example"}, 403),
        ({"host": "evil.example:8612"}, 403),
        ({"host": "127.0.0.1.evil.example"}, 403),
        ({"host": ""}, 403),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"host": "localhost:1", "origin": "http://localhost:2"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
    ],
)
def test_web_pages_of_other_sites_are_refused(http: httpx.Client, headers: dict[str, str], status: int) -> None:
    """A foreign host or origin means that a web page sends the request, or that a name was rebound."""

    assert status == http.post("/_mock/reset", headers=headers).status_code


def test_content_type_of_a_form_is_refused(http: httpx.Client) -> None:
    """JSON in the content type of an HTML form is refused, because a page of any site can send that."""
    response = http.post("/_mock/seed", content=b'{"scenario": "empty"}', headers={"content-type": "text/plain"})

    assert 400 == response.status_code


@pytest.mark.parametrize(
    ("peer", "status"),
    [
        (("127.0.0.1", 1), 200),
        (("127.9.9.9", 1), 200),
        (("::1", 1), 200),
        (("::ffff:127.0.0.1", 1), 200),
        (("192.0.2.1", 1), 403),
        (("::ffff:192.0.2.1", 1), 403),
        (None, 403),
    ],
)
def test_other_machines_are_refused(peer: tuple[str, int] | None, status: int) -> None:
    """Only a peer on the same machine can use the control API, wherever the mock server listens."""
    transport = httpx.ASGITransport(application(new_mock_server()), client=peer)  # type: ignore[arg-type] # or unknown

    async def reset() -> int:
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
            return (await http.post("/_mock/reset")).status_code

    assert status == asyncio.run(reset())


@pytest.mark.parametrize("path", ["/openapi.json", "/openapi.yaml"])
def test_spec_is_for_any_site(http: httpx.Client, path: str) -> None:
    """The spec can be read from any page, and names this mock server instead of the live API."""
    response = http.get(path)

    assert (200, "*") == (response.status_code, response.headers["access-control-allow-origin"])
    assert "getAccountUsage" in response.text
    assert "api.useapi.net" not in response.text


def test_document_is_valid() -> None:
    """The document is OpenAPI 3.1, and names every scenario."""
    validate(document())

    assert list(SCENARIOS) == document()["components"]["schemas"]["ScenarioChoice"]["properties"]["scenario"]["enum"]


LABELS = [(method, path) for path, item in document()["paths"].items() for method in item]
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
]


@pytest.mark.parametrize(("method", "path"), LABELS, ids=[f"{method.upper()} {path}" for method, path in LABELS])
@pytest.mark.parametrize("mode", ["positive", "negative"])
def test_control_is_as_documented(method: str, path: str, mode: str, server: httpx.Client) -> None:
    """What schemathesis generates for an operation is answered as the document says."""
    # Imported late: it takes a second in each process that collects this file.
    import schemathesis  # noqa: PLC0415
    from schemathesis import checks  # noqa: PLC0415

    operation = schemathesis.openapi.from_dict(document())[path][method.upper()]
    if mode == "negative" and "requestBody" not in operation.definition.raw:
        return

    @settings(
        max_examples=10,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
    )
    @given(case=operation.as_strategy(generation_mode=schemathesis.GenerationMode(mode)))
    def send(case: Any) -> None:
        case.call_and_validate(
            base_url=f"{server.base_url}/_mock".replace("//_", "/_"), checks=checks.CHECKS.get_by_names(CHECKS)
        )

    send()


def test_wrong_method(http: httpx.Client) -> None:
    """A method that a path does not have is answered with those that it has."""
    response = http.put("/_mock/changes")

    assert (405, "method not allowed: use GET or POST or DELETE") == (response.status_code, response.json()["error"])

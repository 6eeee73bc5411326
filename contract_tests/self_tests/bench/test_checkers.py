"""How the reports of other tools are read, and what they are given."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from attrs import frozen

from devtools.bench.checkers import prism, redocly, specmatic, stock_schemathesis
from devtools.bench.checkers.calls import CALLS, exchanges
from devtools.bench.checkers.checker import Problems
from devtools.bench.recording import RecordingServer
from devtools.bench.tools import NotRunError, install_npm
from flowmusic_contract.areas.transport.faults import report_is_truncated
from flowmusic_contract.mock_server import Api, Handler, Request, Response, demo_ledger, running

SCHEMATHESIS = """<testsuites><testsuite><testcase name="GET /usage">{}</testcase></testsuite></testsuites>"""
TWO_FAILURES = """<failure message="ST103, ST102">1. Test Case ID: 8uGgo0

- ST103 Undocumented status code

    Received: 400
    Documented: 200, 401, 404

[400] Bad Request:

    `{"error": "- no"}`

2. Test Case ID: PPzUa1

- ST102 Response violates schema

    'email' is a required property
</failure>"""


@pytest.mark.parametrize(
    ("element", "problems"),
    [
        ("", set()),
        (TWO_FAILURES, {"ST103 Undocumented status code Received: 400", "ST102 Response violates schema"}),
        ('<error message="Network Error">Connection failed</error>', {"error Network Error"}),
    ],
)
def test_schemathesis(element: str, problems: set[str]) -> None:
    """Each failure has its title and, if it is about a status, that status."""

    assert problems == stock_schemathesis.problems_of(SCHEMATHESIS.format(element))


def test_redocly() -> None:
    """Each problem has its rule and message, but not the exchange where it occurs."""
    problems = [{"ruleId": "schema", "message": "no email", "exchangeIndex": index} for index in (1, 2)]

    assert {"schema: no email"} == redocly.problems_of(json.dumps({"problems": problems}))


@pytest.mark.parametrize("printed", ["", "Error: no such file", "{}"])
def test_redocly_without_report(printed: str) -> None:
    """Output that is not a report means that the tool did not run."""
    with pytest.raises(NotRunError, match=r"^redocly drift printed no report: "):
        redocly.problems_of(printed)


def test_traffic_for_redocly() -> None:
    """An exchange is one line; bytes that are not text are replaced."""
    request = httpx.Request("GET", "http://127.0.0.1/usage?email=a%40b.c", headers={"authorization": "Bearer x"})
    [line] = redocly.ndjson([(request, httpx.Response(200, content=b"\xff"))]).splitlines()
    exchange = json.loads(line)

    assert ("GET", str(request.url), "Bearer x") == (
        exchange["request"]["method"],
        exchange["request"]["url"],
        exchange["request"]["headers"]["authorization"],
    )
    assert (200, "\ufffd") == (exchange["response"]["status"], exchange["response"]["body"])


VIOLATION = {"location": ["response", "body"], "severity": "Error", "code": "required", "message": "no email"}


def problem(document: dict[str, Any]) -> httpx.Response:
    """Returns a response with a problem document."""
    return httpx.Response(500, headers={"content-type": "application/problem+json"}, content=json.dumps(document))


@pytest.mark.parametrize(
    ("response", "problems"),
    [
        (httpx.Response(200, json={}), set()),
        (httpx.Response(400, headers={"sl-violations": json.dumps([VIOLATION])}), {"response.body: required"}),
        (
            problem({"type": "https://stoplight.io/prism/errors#VIOLATIONS", "validation": [VIOLATION]}),
            {"response.body: required"},
        ),
        (problem({"type": "https://stoplight.io/prism/errors#UNKNOWN"}), {": UNKNOWN"}),
        (problem({"type": "FetchError", "title": "invalid json response body"}), {": FetchError"}),
        (problem({"error": {"title": "no"}, "code": None}), set()),
    ],
    ids=[
        "valid",
        "in a header",
        "instead of the response",
        "without details",
        "could not be read",
        "of the server itself",
    ],
)
def test_prism(response: httpx.Response, problems: set[str]) -> None:
    """Prism reports a problem in a header, or instead of the response."""

    assert problems == prism.problems_of(response)


SPECMATIC = """<testsuite>
<testcase name="Scenario: GET /usage -&gt; 200 with the request from the example '0-duo' where"/>
<testcase name="Scenario: GET /usage -&gt; 200 with the request from the example '12-duo' where">
  <failure message="API: GET&#10;&#10;  &gt;&gt; RESPONSE.STATUS&#10;  &gt;&gt; RESPONSE.BODY.email&#10;"/></testcase>
<testcase name="Scenario: GET /usage -&gt; 404 with the request from the example '12-unknown'">
  <error message="timeout"/></testcase>
<testcase name="Scenario: GET /usage -&gt; 404 with the request from the example '11-unknown'">
  <skipped>org.opentest4j.TestAbortedException: Cannot connect to server at: http://127.0.0.1:1/v1</skipped></testcase>
<testcase name="initialization"><failure message="none"/></testcase>
</testsuite>"""


def test_specmatic() -> None:
    """A failed test belongs to the server whose number its example has."""
    found = specmatic.problems_of(SPECMATIC, 13)

    assert {"duo RESPONSE.STATUS", "duo RESPONSE.BODY.email", "unknown ?"} == found[12]
    assert [*[frozenset()] * 11, frozenset({"skipped"})] == found[:12]


@frozen
class ResponseOf:
    """A server that always responds with one status."""

    status: int

    def __call__(self, _request: Request) -> Response:
        """Responds."""
        return Response(self.status, (), b"")


def test_servers_beside_one_that_does_not_respond(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that does not respond has skipped tests; those that were skipped because of it are checked again."""
    late, wrong, right = ResponseOf(504), ResponseOf(500), ResponseOf(200)

    def run(handlers: Sequence[Handler]) -> list[Problems]:
        own: dict[Handler, set[str]] = {late: {"skipped"}, wrong: {"duo RESPONSE.STATUS"}, right: set()}
        return [frozenset({"skipped"} if late in handlers else own[each]) for each in handlers]

    monkeypatch.setattr(specmatic, "_run", run)
    found = specmatic.check([right, wrong, right, late, right, wrong])

    assert [set(), {"duo RESPONSE.STATUS"}, set(), {"skipped"}, set(), {"duo RESPONSE.STATUS"}] == list(map(set, found))


def test_spec_for_specmatic() -> None:
    """The spec for Specmatic has no examples of usage reports, and leaves the bodies of errors open."""
    contents = {
        name: response["content"]["application/json"]
        for name, response in specmatic.specification()["components"]["responses"].items()
    }

    assert {"schema"} == contents["AccountUsage"].keys()
    assert {"schema": {}} == contents["Unauthorized"] == contents["NotFound"]


def test_calls() -> None:
    """Each call is made once, in order, and correct responses are 200, 401 and 404."""
    with running(RecordingServer(Api(demo_ledger()))) as base_url:
        recorded = list(exchanges(base_url))

    assert [email for email, _ in CALLS] == [request.url.params["email"] for request, _ in recorded]
    assert [200] * 5 + [404, 404, 401] + [200] * 2 == [response.status_code for _, response in recorded]


def test_call_without_response_is_not_recorded() -> None:
    """A response that is not complete is not recorded: the two calls for the account with a plus sign."""
    with running(report_is_truncated(Api(demo_ledger()))) as base_url:
        recorded = list(exchanges(base_url))

    assert len(CALLS) - 2 == len(recorded)


def test_npm_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without npm, the tools that need it did not run."""
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(NotRunError, match=r"^npm is not on the path$"):
        install_npm(tmp_path, "prism")


def test_java_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without Java, which could not be installed either, Specmatic did not run."""
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(NotRunError, match=r"^java not on the path$"):
        specmatic.install()

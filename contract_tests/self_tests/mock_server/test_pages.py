"""The pages of the mock server for people, without a browser; scripts/test-browser tests them in one."""

import html
import re
import subprocess
import sys
from collections.abc import Iterator
from shutil import which
from typing import NoReturn

import httpx
import pytest

from devtools.languages.clients import load_clients
from flowmusic_contract.all_faults import SERVER_FAULTS, VARIATIONS, changes_by_id
from flowmusic_contract.cli.ledger_judge import LedgerJudge
from flowmusic_contract.engine.fault import Fault
from flowmusic_contract.mock_server import (
    DEMO_EMAILS,
    DEMO_TOKEN,
    OTHER_DEMO_EMAILS,
    OTHER_DEMO_TOKEN,
    BillingEvent,
    FlowmusicMock,
    MockServer,
    Request,
    demo_ledger,
    running,
)
from flowmusic_contract.mock_server.judgement import Judgement
from flowmusic_contract.mock_server.trouble import Trouble

MARKUP = "<img src=x onerror=alert(1)>\"'&"
OWN = Request.get(DEMO_EMAILS[0]).authorized_by(DEMO_TOKEN)
REQUESTS = [
    OWN,
    Request.get(OTHER_DEMO_EMAILS[0]).authorized_by(OTHER_DEMO_TOKEN),
    Request.get(OTHER_DEMO_EMAILS[0]).authorized_by(DEMO_TOKEN),
    Request.get("nobody@example.com").authorized_by(DEMO_TOKEN),
    Request.get(DEMO_EMAILS[0]).authorized_by("wrong"),
    Request.get(DEMO_EMAILS[0]),
]


def judged_mock_server(token: str = DEMO_TOKEN) -> MockServer:
    ledger = demo_ledger()
    return MockServer(
        ledger, changes_by_id, token=token, judge=LedgerJudge(ledger, (token, DEMO_TOKEN, OTHER_DEMO_TOKEN))
    )


def judgement(mock_server: MockServer, request: Request) -> Judgement:
    """Returns what the judge says about the answer to a request."""
    mock_server(request)
    return mock_server.judged[-1].judgement


def broken(mock_server: MockServer, request: Request) -> set[str]:
    return {rule.id for rule in judgement(mock_server, request).broken}


@pytest.fixture(scope="module")
def mock_server() -> MockServer:
    return judged_mock_server()


@pytest.fixture(scope="module")
def http(mock_server: MockServer) -> Iterator[httpx.Client]:
    """A client of a mock server with pages."""
    with running(mock_server) as base_url, httpx.Client(base_url=base_url.removesuffix("/v1"), trust_env=False) as http:
        yield http


@pytest.mark.parametrize("request_", REQUESTS)
def test_correct_answers_are_kept(request_: Request) -> None:
    """No answer of the correct mock server breaks a rule, and some rules are about it."""
    said = judgement(judged_mock_server(), request_)

    assert ([], "", True) == (list(said.broken), said.not_judged, said.held > 0)


@pytest.mark.parametrize("variation", VARIATIONS, ids=lambda variation: variation.id)
def test_oddities_are_kept(variation: Fault) -> None:
    """No legal oddity breaks a rule."""
    mock_server = judged_mock_server()
    mock_server.changes.choose(variation.id)

    assert set() == {id_ for request in REQUESTS for id_ in broken(mock_server, request)}


def test_answer_that_asks_to_wait() -> None:
    """An answer that says to try again later is not judged by its status, but a token in it is noticed."""
    mock_server = judged_mock_server()
    mock_server.changes.choose("variations.fifth-request-gets-429")
    later = [judgement(mock_server, OWN) for _ in range(5)][-1]
    mock_server.changes.choose("authentication.busy-response-contains-the-token")
    leak = [judgement(mock_server, OWN) for _ in range(10)][-1]

    assert ([], True) == (list(later.broken), later.not_judged.startswith("The response says to try again later"))
    assert ["authentication.no-response-contains-a-token"] == [rule.id for rule in leak.broken]


def test_faults_break_no_other_rules() -> None:
    """What the judge says to be broken is what the fault breaks; most faults of a usage report show at once."""
    shown = set[str]()
    for fault in SERVER_FAULTS:
        mock_server = judged_mock_server()
        mock_server.changes.choose(fault.id)
        found = broken(mock_server, OWN)
        assert found <= fault.breaks, fault.id
        shown |= {fault.id} if found else set()

    assert {"summary.charged-total-is-zero", "accounts.report-gets-202"} <= shown
    assert len(shown) > len(SERVER_FAULTS) / 3


def test_accounts_that_come_later_do_not_matter() -> None:
    """An answer is judged by the accounts that there were when it was sent."""
    mock_server, late = judged_mock_server(), Request.get("late@example.com").authorized_by(DEMO_TOKEN)
    mock_server(late)
    mock_server.ledger.configure(DEMO_TOKEN, "late@example.com")
    mock_server(late)

    assert [404, 200] == [each.logged.status for each in mock_server.judged]
    assert [[], []] == [list(each.judgement.broken) for each in mock_server.judged]


def test_tokens_that_come_later_do_not_matter() -> None:
    """An answer is judged by the tokens that there were when it was sent."""
    mock_server, late = judged_mock_server(), Request.get("late@example.com").authorized_by("late:1-token")
    mock_server(late)
    mock_server.ledger.accept("late:1-token")
    mock_server(late)

    assert [401, 404] == [each.logged.status for each in mock_server.judged]
    assert [[], []] == [list(each.judgement.broken) for each in mock_server.judged]


def test_host_of_the_mock_server_does_not_matter() -> None:
    """A request over a socket, which names the address of the mock server, is judged like any other."""
    mock_server = judged_mock_server()
    mock_server.changes.choose("summary.charged-total-is-zero")
    request = Request.get(DEMO_EMAILS[0], ("host", "127.0.0.1:8612")).authorized_by(DEMO_TOKEN)

    assert {"summary.charged-credits-sum-the-charged-types"} == broken(mock_server, request)


def test_lost_connection_is_broken() -> None:
    """An answer that did not come is judged by that."""
    mock_server = judged_mock_server()
    mock_server.changes.apply("lost", Trouble(lost="truncated"))

    assert {"transport.every-response-is-complete"} == broken(mock_server, OWN)


@pytest.mark.parametrize("fails", ["at once", "later"])
def test_judge_that_fails(fails: str, caplog: pytest.LogCaptureFixture) -> None:
    """If the judge fails, its answer is not judged, the log says why, and the page shows the rest."""

    def fail() -> NoReturn:
        raise OverflowError("too late")

    mock_server = judged_mock_server()
    mock_server.judge = lambda _request, _response: fail if fails == "later" else fail()
    mock_server(OWN)
    with running(mock_server) as base_url, httpx.Client(base_url=base_url.removesuffix("/v1"), trust_env=False) as http:
        pages = [http.get("/"), http.get("/")]

    assert [(200, True)] * 2 == [(page.status_code, "The judge failed." in page.text) for page in pages]
    assert 1 == caplog.text.count("OverflowError: too late")


@pytest.mark.parametrize(
    ("path", "policy"), [("/", "connect-src 'self';"), ("/docs", "connect-src 'self' https://api.useapi.net;")]
)
def test_policy(http: httpx.Client, path: str, policy: str) -> None:
    """The policy of a page allows nothing inline; only the page that offers the live server may connect to it."""
    response = http.get(path)
    given = response.headers["content-security-policy"]

    assert given.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
    assert (True, False, False) == (policy in given, "unsafe" in given, "<style" in response.text)
    assert re.findall(r"<script (?!src=)|\bon\w+=|style=", response.text) == []


@pytest.mark.parametrize("path", ["/", "/docs", "/docs/verdicts/x"])
@pytest.mark.parametrize(
    ("host", "status"),
    [("127.0.0.1:8612", 200), ("localhost", 200), ("[::1]:8612", 200), ("192.0.2.1", 200), ("evil.example", 403)],
)
def test_names_of_other_sites_are_refused(http: httpx.Client, path: str, host: str, status: int) -> None:
    """A page is opened by an address: the site of a name could let the name mean this machine."""

    assert status == http.get(path, headers={"host": host}).status_code


@pytest.mark.parametrize("name", ["style.css", "docs.js", "samples.js", "swagger-ui.css", "swagger-ui-bundle.js"])
def test_files_are_served(http: httpx.Client, name: str) -> None:
    """The files of the pages come from the mock server."""

    assert 200 == http.get(f"/docs/{name}").status_code


@pytest.mark.parametrize("name", ["routes.py", "..%2froutes.py", "%2e%2e/mock_server.py", "swagger-ui.js"])
def test_other_files_are_not_served(http: httpx.Client, name: str) -> None:
    """No other file is served."""

    assert 404 == http.get(f"/docs/{name}").status_code


def test_everything_is_escaped(http: httpx.Client, mock_server: MockServer) -> None:
    """Markup in titles, addresses, types, names of changes and requests is shown as text."""
    event = BillingEvent(MARKUP, 1, mock_server.clock.now(), "id", MARKUP)
    mock_server.ledger.configure(DEMO_TOKEN, MARKUP, event)
    mock_server.changes.apply(MARKUP, lambda handler: handler)
    http.get("/v1/flowmusic/accounts/usage", params={"email": MARKUP}, headers={"x-request-id": "m"})
    http.get(f"/v1/{MARKUP}")
    mock_server.reset(lambda ledger: ledger.configure(DEMO_TOKEN, MARKUP, event))
    pages = [http.get(path).text for path in ("/", "/docs", "/docs/verdicts/m")]

    assert [False, False, False] == ["<img" in page for page in pages]
    assert html.escape(MARKUP, quote=False)[:8] in pages[0]


def test_samples_are_the_adapters(http: httpx.Client) -> None:
    """The page has the program of each client of the language matrix, as it is in its folder."""
    samples = re.findall(r'aria-label="Code of (.*?)">\s*<pre><code>(.*?)</code>', http.get("/docs").text, re.DOTALL)
    programs = {client.name: client.program.read_text(encoding="utf-8") for client in load_clients()}

    assert programs == {name: html.unescape(code) for name, code in samples}


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_ledger_that_cannot_be_used(path: str, caplog: pytest.LogCaptureFixture) -> None:
    """If the file of a ledger can no longer be used, a page shows the reason, and so does the log."""
    mock_server = judged_mock_server()
    mock_server.ledger.select("DROP TABLE account")
    with running(mock_server) as base_url:
        response = httpx.get(base_url.removesuffix("/v1") + path, trust_env=False)
    reason = ":memory:: cannot use this file as a ledger: no such table: account"

    assert (500, f"{reason}\n") == (response.status_code, response.text)
    assert [reason] == [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]


def test_tokens_of_others_are_not_shown() -> None:
    """A page has the published token only: no other one, also if a request or an answer contains it."""
    mock_server = judged_mock_server()
    theirs = FlowmusicMock(mock_server).account("a@example.com", "tenant-of-its-own")
    with running(mock_server) as base_url, httpx.Client(base_url=base_url.removesuffix("/v1"), trust_env=False) as http:
        for token in theirs.token, OTHER_DEMO_TOKEN:
            url = f"/v1/flowmusic/accounts/usage?email=a@example.com&token={token}"
            http.get(url, headers={"authorization": f"Bearer {token}", "x-request-id": token[-1]})
        pages = [http.get(path).text for path in ("/", "/docs", "/docs/verdicts/n", "/docs/verdicts/c")]

    assert [True, True, False, False] == [DEMO_TOKEN in page for page in pages]
    assert [] == [page for page in pages if OTHER_DEMO_TOKEN in page or theirs.token in page]


def test_token_of_the_user_is_for_this_machine() -> None:
    """A token that the user chose is filled in for this machine only, and is never listed."""
    mock_server = judged_mock_server("chosen-by-me")
    mock_server.ledger.accept("chosen-by-me")
    with running(mock_server) as base_url, httpx.Client(base_url=base_url.removesuffix("/v1"), trust_env=False) as http:
        shown = [http.get("/docs", headers=headers).text for headers in ({}, {"host": "192.0.2.1"})]

        assert [True, False] == ["chosen-by-me" in page for page in shown]


@pytest.mark.parametrize(
    ("number", "command", "shown"),
    [
        pytest.param(
            0, "sh", "o'hara@example.com", marks=pytest.mark.skipif(which("curl") is None, reason="needs curl")
        ),
        (1, sys.executable, "UsageSummary"),
    ],
)
def test_code_can_be_run(http: httpx.Client, mock_server: MockServer, number: int, command: str, shown: str) -> None:
    """The code on the page gets the usage report of the account on the page."""
    mock_server.reset(lambda ledger: ledger.configure(DEMO_TOKEN, "o'hara@example.com"))
    text = http.get("/").text
    blocks = [html.unescape(block) for block in re.findall(r"<pre><code>(.*?)</code></pre>", text, re.DOTALL)]
    done = subprocess.run([command, "-c", blocks[number]], capture_output=True, text=True, check=True)

    assert shown in done.stdout


def test_change_that_has_ended() -> None:
    """A change that has changed as many responses as it should is no longer shown as one in effect."""
    mock_server = judged_mock_server()
    mock_server.changes.cause(Trouble(503), times=1)
    with running(mock_server) as base_url:
        before = httpx.get(base_url.removesuffix("v1"), trust_env=False).text
        mock_server(OWN)
        after = httpx.get(base_url.removesuffix("v1"), trust_env=False).text

    assert [True, False] == ["<code>status 503</code>" in page for page in (before, after)]

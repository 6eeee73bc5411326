"""The command line keeps its promises: exit codes, one helpful line for bad input, and never a token."""

import io
import json
import shlex
import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from attrs import field, frozen

from flowmusic_contract import cli, spec
from flowmusic_contract.all_faults import SERVER_FAULTS
from flowmusic_contract.all_rules import RULES
from flowmusic_contract.client.cases import all_cases
from flowmusic_contract.mock_server import DEMO_TOKEN, Api, Handler, Request, Response, demo_ledger, running

FAULTS = {fault.id: fault for fault in SERVER_FAULTS}


@frozen
class Done:
    """What a run of the command line returned and printed."""

    exit_code: int
    out: str
    err: str


Contract = Callable[..., Done]


@pytest.fixture
def contract(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Contract:
    """Runs `scripts/contract` with these words, with the token of the mock server unless another is given."""

    def run(*words: str, token: str | None = DEMO_TOKEN) -> Done:
        monkeypatch.delenv("USEAPI_TOKEN", raising=False)
        monkeypatch.delenv("USEAPI_OTHER_TOKEN", raising=False)
        if token is not None:
            monkeypatch.setenv("USEAPI_TOKEN", token)
        exit_code = cli.main(words)
        printed = capfd.readouterr()
        return Done(exit_code, printed.out, printed.err)

    return run


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with running(Api(demo_ledger())) as url:
        yield url


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port that nothing listens on, and that nobody else can take."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        yield unused.getsockname()[1]


def server(base_url: str) -> list[str]:
    return ["server", "--base-url", base_url, "--email", "listener@example.com"]


def is_one_line(text: str) -> bool:
    return text.count("\n") == 1 and "Traceback" not in text


def test_demonstration_keeps_the_contract(contract: Contract) -> None:
    """Without arguments, the mock server and the generated client are checked."""
    done = contract(token=None)

    assert (0, "") == (done.exit_code, done.err)
    assert done.out.endswith("Contract kept.\n")


def test_server_keeps_the_contract(contract: Contract, base_url: str) -> None:
    """A correct server exits 0."""

    assert 0 == contract(*server(base_url), "--strict").exit_code


def test_finding_has_the_form_of_the_design(contract: Contract) -> None:
    """A finding says what was promised, where, expected, actual, and how to see it again."""
    with running(FAULTS["summary.credits-at-ten-tokens-each"](Api(demo_ledger()))) as base_url:
        done = contract(*server(f"{base_url}/"), "--no-fuzz")
    lines = done.out.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("BROKEN"))

    assert 1 == done.exit_code
    assert ["BROKEN", "summary.credits-are-tokens-over-12", "documented"] == lines[start].split()
    assert "        Each amount in credits is the amount in tokens divided by 12." == lines[start + 1]
    assert "        at $.summary.by_type_credits['daily-free']   expected 120   actual 144" == lines[start + 2]
    assert "        in GET /v1/flowmusic/accounts/usage?email=l…@example.com  -> 200" in lines
    assert "Contract BROKEN." == lines[-1]


@pytest.mark.parametrize(("strict", "exit_code"), [([], 0), (["--strict"], 1)])
def test_inferred_rules_decide_if_strict(contract: Contract, strict: list[str], exit_code: int) -> None:
    """An inferred rule decides the exit code with --strict, and is reported without."""
    with running(FAULTS["authentication.no-token-is-needed"](Api(demo_ledger()))) as base_url:
        done = contract(*server(base_url), "--no-fuzz", *strict)

    assert exit_code == done.exit_code
    assert "BROKEN  authentication.missing-token-gets-401" in done.out


def test_one_rule_alone(contract: Contract, base_url: str) -> None:
    """With --rule, other rules have no say."""
    one = ("--rule", "summary.credits-are-tokens-over-12")
    done = contract(*server(base_url), "--no-fuzz", *one)

    assert 0 == done.exit_code
    assert "1 documented: 1 held\n" in done.out


def test_account_without_events_earns_no_green(contract: Contract, base_url: str) -> None:
    """Where no events were seen, the check inconclusive, and says what was missing."""
    done = contract("server", "--base-url", base_url, "--email", "newcomer@example.com")

    assert 2 == done.exit_code
    assert "never saw a 200 with events (name an account that has some with --email)" in done.err


def saved(tmp_path: Path, content: bytes) -> str:
    (tmp_path / "saved.json").write_bytes(content)
    return str(tmp_path / "saved.json")


def test_page_sample_breaks_what_the_page_breaks(contract: Contract, tmp_path: Path) -> None:
    """The sample of the page is reported with its contradiction, in four places, and nothing else."""
    sample = json.dumps(spec.at("#/components/examples/Page/value")).encode()
    done = contract("document", saved(tmp_path, sample), "--email", "listener@example.com", "--strict")

    assert (1, 1) == (done.exit_code, done.out.count("BROKEN  "))
    assert 4 == done.out.count("at $.summary.by_type_tokens")


def test_saved_answer_keeps_the_contract(contract: Contract, tmp_path: Path) -> None:
    """A saved answer of a correct server exits 0."""
    complete = json.dumps(spec.at("#/components/examples/Complete/value")).encode()

    assert 0 == contract("document", saved(tmp_path, complete), "--email", "listener@example.com").exit_code


def test_document_from_standard_input(contract: Contract, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dash reads standard input."""
    complete = json.dumps(spec.at("#/components/examples/Complete/value")).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(complete)))

    assert 0 == contract("document", "-").exit_code


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "actual nothing"),
        (b"<html>", "Expecting value at line 1 column 1"),
        (b'{"email": ', "Expecting value at line 1 column 11"),
        (b"\xff\xfe{}", "no UTF-8 at byte 0"),
        (b'{"email": NaN}', "NaN, which is no JSON"),
        (b"[" * 1_000_000, "nested too deeply"),
        (b"1" * 5000, "4300 digits"),
    ],
)
def test_document_that_is_no_json(contract: Contract, tmp_path: Path, content: bytes, complaint: str) -> None:
    """What is no JSON is a broken answer, and the finding says where it stops to be JSON."""
    done = contract("document", saved(tmp_path, content))

    assert (1, "") == (done.exit_code, done.err)
    assert complaint in done.out


@pytest.mark.parametrize(
    "document", [b"null", b"[]", b"1", b'"text"', b"{}", b'{"email": 1, "events": {}, "summary": []}']
)
def test_document_of_another_shape(contract: Contract, tmp_path: Path, document: bytes) -> None:
    """JSON of another shape is a broken answer, not a crash."""

    assert 1 == contract("document", saved(tmp_path, document)).exit_code


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["document", "missing.json"], "cannot read missing.json: No such file or directory"),
        (["document", "."], "cannot read .: Is a directory"),
        (["server", "--base-url", "ftp://x", "--email", "e"], "--base-url must be like https://api.useapi.net/v1"),
        (["server", "--base-url", "127.0.0.1:80", "--email", "e"], "--base-url must be like"),
        (["server", "--base-url", "http://x"], "the following arguments are required: --email"),
        (["server", "--bogus"], "contract server --help"),
        (["serve"], "invalid choice: 'serve'"),
        (["--bogus"], "unrecognized arguments: --bogus"),
        (["client", "--command", "no-such-program"], "no-such-program: No such file or directory"),
        (["client", "--command", "true", "--case", "types.amount-as-strng"], "did you mean types.amount-as-string?"),
        (["client", "--command", "true", "--case", "types.*", "bogus"], "no case bogus: contract cases lists them"),
        (["client", "--command", "true", "--jobs", "0"], "--jobs: must be a number from 1, got '0'"),
        (["client", "--command", "true", "--jobs", "many"], "--jobs: must be a number from 1, got 'many'"),
        (["document", "-", "--rule", "summary.credits"], "did you mean summary.credits-"),
        (["document", "-", "--rule", "bogus"], "contract rules lists them"),
    ],
)
def test_bad_input_is_one_line(contract: Contract, words: list[str], complaint: str) -> None:
    """Bad input exits 2 with one line that says what is wrong."""
    done = contract(*words)

    assert (2, "") == (done.exit_code, done.out)
    assert is_one_line(done.err)
    assert complaint in done.err


@pytest.mark.parametrize("token", [None, "", "two words", "naïve", "line\nfeed"])
def test_unusable_token_is_one_line(contract: Contract, token: str | None) -> None:
    """Without a token that a header can carry, nothing is sent."""
    done = contract("server", "--base-url", "http://127.0.0.1:1", "--email", "e", token=token)

    assert 2 == done.exit_code
    assert is_one_line(done.err)
    assert "USEAPI_TOKEN" in done.err


def test_nothing_listens(contract: Contract, closed_port: int) -> None:
    """A server that cannot be reached is no verdict."""
    done = contract("server", "--base-url", f"http://127.0.0.1:{closed_port}/v1", "--email", "listener@example.com")

    assert (2, "") == (done.exit_code, done.out)
    assert is_one_line(done.err)
    assert "refused" in done.err


@pytest.mark.parametrize("fault_id", sorted({fault.partition(".")[0]: fault for fault in FAULTS}.values()))
def test_token_and_emails_are_never_printed(contract: Contract, fault_id: str) -> None:
    """Whatever a server does wrong, the report tells neither the token nor a whole e-mail."""
    with running(FAULTS[fault_id](Api(demo_ledger()))) as base_url:
        done = contract(*server(base_url), "duo+live@example.com", "--no-fuzz", "--timeout", "1")

    assert DEMO_TOKEN not in done.out + done.err
    assert "listener@" not in done.out + done.err
    assert "rival@" not in done.out + done.err


def test_rules_are_listed(contract: Contract) -> None:
    """Every rule is listed with its sentence and basis."""
    listed = contract("rules").out

    assert all(f"{rule.basis:<11} {rule.id}\n" in listed and rule.sentence in listed for rule in RULES)


@frozen
class Recording:
    """A server that remembers what it was asked."""

    respond: Handler
    requests: list[Request] = field(factory=list)

    def __call__(self, request: Request) -> Response:
        """Remembers the request, and answers it."""
        self.requests.append(request)
        return self.respond(request)


def test_live_safe_sends_harmless_gets_only(contract: Contract) -> None:
    """Somebody's live server gets GETs only, is told before, and never has the token in a URL."""
    server_asked = Recording(Api(demo_ledger()))
    with running(server_asked) as base_url:
        done = contract(*server(base_url), "--live-safe", "--rate", "1000/s")

    assert 0 == done.exit_code
    assert f"Will send {len(server_asked.requests)} GETs to {base_url}, one at a time, at most 1000/s" in done.err
    assert {"GET"} == {request.method for request in server_asked.requests}
    assert not any("token" in request.query for request in server_asked.requests)


def test_rate_is_kept(contract: Contract, base_url: str) -> None:
    """With --rate, requests are spread over time."""
    one = ("--rule", "summary.credits-are-tokens-over-12", "--live-safe")
    started = time.monotonic()
    contract(*server(base_url), *one, "--rate", "100/s")

    assert time.monotonic() - started >= 0.5


def test_server_that_refuses_to_go_on(contract: Contract) -> None:
    """A 429 is no broken rule; too many of them end the check without a verdict."""
    with running(lambda _: Response.of(429, {}, ("retry-after", "0"))) as base_url:
        done = contract(*server(base_url))

    assert (2, "") == (done.exit_code, done.out)
    assert is_one_line(done.err)
    assert "keeps answering 429" in done.err


@pytest.mark.parametrize("fault_id", ["transport.report-is-truncated", "transport.error-is-truncated"])
def test_lost_connection_is_a_finding(contract: Contract, fault_id: str) -> None:
    """A connection that the server loses is its fault, not that of the check."""
    with running(FAULTS[fault_id](Api(demo_ledger()))) as base_url:
        done = contract(*server(base_url), "duo+live@example.com", "--no-fuzz", "--strict")

    assert 1 == done.exit_code
    assert "BROKEN  transport.every-response-is-complete" in done.out


def test_answer_that_no_encoding_can_carry(contract: Contract, tmp_path: Path) -> None:
    """Half a character is a finding, not a crash."""
    document = spec.at("#/components/examples/Complete/value") | {"\ud800": "\ud83d"}
    done = contract("document", saved(tmp_path, json.dumps(document).encode()), "--strict")

    assert 1 == done.exit_code
    assert "BROKEN  body.every-string-is-valid-unicode" in done.out


def broken_document(tmp_path: Path) -> str:
    return saved(tmp_path, json.dumps(spec.at("#/components/examples/Page/value")).encode())


@pytest.mark.parametrize("name", ["json", "junit", "sarif", "html"])
def test_report_is_written(contract: Contract, tmp_path: Path, name: str) -> None:
    """Each kind of report is written to the file that is named."""
    contract("document", broken_document(tmp_path), f"--{name}", str(tmp_path / "report"))

    assert "summary.tokens-by-type-are-sums-of-events" in (tmp_path / "report").read_text()


def test_report_that_cannot_be_written(contract: Contract, tmp_path: Path) -> None:
    """A report that cannot be written is one line."""
    done = contract("document", broken_document(tmp_path), "--json", str(tmp_path))

    assert (2, True) == (done.exit_code, is_one_line(done.err))


@pytest.mark.parametrize(("options", "shown"), [((), "l…@example.com"), (("--show-emails",), "listener@example.com")])
def test_emails_are_shown_if_asked_for(contract: Contract, tmp_path: Path, options: list[str], shown: str) -> None:
    """An e-mail is masked unless it may be shown."""
    done = contract("document", broken_document(tmp_path), "--email", "other@example.com", *options)

    assert f'actual "{shown}"' in done.out


ACCEPTED = "summary.tokens-by-type-are-sums-of-events $.summary.by_type_tokens{} # the sample is abridged\n"
TYPES = [".riffusion", ".grant", "['daily-free']", "['producer-usage']"]


@pytest.mark.parametrize(
    ("lines", "exit_code", "said"),
    [
        ([ACCEPTED.format(type_) for type_ in TYPES], 0, "accepted: the sample is abridged"),
        ([ACCEPTED.format(type_) for type_ in TYPES[1:]], 1, "Contract BROKEN."),
        ([ACCEPTED.format(type_) for type_ in [*TYPES, ".other"]], 2, "fixed: remove line 5 of the baseline"),
        (["nonsense"], 2, "baseline: line 1: write it as"),
    ],
)
def test_baseline(contract: Contract, tmp_path: Path, lines: list[str], exit_code: int, said: str) -> None:
    """Accepted findings have no say; one that was fixed, or a line that cannot be read, is no verdict."""
    (tmp_path / "baseline").write_text("".join(lines))
    done = contract("document", broken_document(tmp_path), "--baseline", str(tmp_path / "baseline"))

    assert exit_code == done.exit_code
    assert said in done.out + done.err


def test_annotations_on_github(contract: Contract, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a GitHub workflow, findings are annotations, too."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    done = contract("document", broken_document(tmp_path))

    assert "\n::error title=summary.tokens-by-type-are-sums-of-events::" in done.out


CARELESS = """
import json, os, sys
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

base_url, email = sys.argv[2], sys.argv[4]
headers = {"Authorization": f"Bearer {os.environ['USEAPI_TOKEN']}"}
try:
    with urlopen(Request(f"{base_url}/flowmusic/accounts/usage?email={quote(email)}", headers=headers)) as response:
        print(json.dumps({"status": response.status, "usage": json.load(response)}))
except HTTPError as error:
    print(json.dumps({"status": error.code}))
"""
"""A client that believes whatever it gets."""


@pytest.fixture
def careless(tmp_path: Path) -> list[str]:
    """The words that check a careless client in all that it is good for, and where it is not."""
    (tmp_path / "client.py").write_text(CARELESS)
    return ["client", "--command", shlex.join([sys.executable, str(tmp_path / "client.py")]), "--strict", "--case"]


def test_client_that_keeps_the_contract(contract: Contract, careless: list[str]) -> None:
    """A client is said to keep the contract in the cases that it was made to do."""
    done = contract(*careless, "accounts.*", "emails.*", "variations.compressed")

    assert (0, "") == (done.exit_code, done.err)
    assert "22 of 22 cases kept\nContract kept.\n" in done.out


def test_finding_on_a_client_names_its_case(contract: Contract, careless: list[str]) -> None:
    """A finding on a client says its case, what the client was to ask, and how to see it again."""
    done = contract(*careless, "types.amount-as-string")
    lines = done.out.splitlines()

    assert 1 == done.exit_code
    assert "        at $.usage   expected a refusal   actual an object of 3" in lines
    assert (
        "        in types.amount-as-string: An amount is a string of digits. It was to ask for listener@example.com"
        in (lines)
    )
    assert any(
        line.endswith("--rule client.broken-response-is-rejected --case types.amount-as-string")
        for line in lines
        if line.startswith("        again    scripts/contract client --command ")
    )
    assert "0 of 1 cases kept" in lines


def test_client_that_was_not_seen_to_understand(contract: Contract, careless: list[str]) -> None:
    """Where a client was only seen to refuse, it is not said to keep the contract."""
    done = contract(*careless, "encoding.last-byte-is-missing")

    assert 2 == done.exit_code
    assert "never saw a usage that the client told" in done.err


REFUSALS = "client.broken-response-is-rejected {} # it believes whatever it gets\n"
REDIRECTS = "client.token-is-not-sent-to-another-host redirects.* # urllib takes every header along\n"


TYPES_TOO = REFUSALS.format("types.amount-*") + REDIRECTS


@pytest.mark.parametrize(
    ("text", "ended"),
    [
        (TYPES_TOO, (0, "5 of 8 cases kept, 3 more accepted")),
        (TYPES_TOO.replace("redirects.*", "*"), (0, "Contract kept.")),
        (TYPES_TOO + REFUSALS.format("encoding.sent-twice"), (0, "Contract kept.")),
        (REFUSALS.format("types.amount-as-string") + REDIRECTS, (1, "Contract BROKEN.")),
        (
            TYPES_TOO + "client.status-is-reported accounts.l* # no\n",
            (2, "remove line 3 of the baseline (client.status-is-reported accounts.l*, kept in accounts.listener)"),
        ),
        (
            TYPES_TOO + "client.timestamps-keep-their-microseconds accounts.newcomer # no\n",
            (2, "fixed: remove line 3 of the baseline (client.timestamps-keep-their-microseconds accounts.newcomer)"),
        ),
        (REFUSALS.format("bogus.*"), (2, "baseline: line 1: there is no case bogus.*")),
        (REFUSALS.format("$.usage"), (2, "baseline: line 1: write it as: <rule id>")),
    ],
)
def test_known_failures(
    contract: Contract, careless: list[str], tmp_path: Path, text: str, ended: tuple[int, str]
) -> None:
    """What a client is known to fail has no say; what it no longer fails, or no case has, is no verdict."""
    (tmp_path / "baseline").write_text(text)
    cases = ["accounts.*", "types.amount-*", "redirects.302"]
    done = contract(*careless, *cases, "--known-failures", str(tmp_path / "baseline"))

    assert ended[0] == done.exit_code
    assert ended[1] in done.out + done.err


def test_cases_are_listed(contract: Contract) -> None:
    """Every case is listed with its sentence."""
    listed = contract("cases").out

    assert all(f"{case.id}\n    {case.sentence}\n" in listed for case in all_cases())


def test_second_tenant_needs_its_token(contract: Contract, base_url: str) -> None:
    """Accounts of another tenant go with that tenant's token."""
    done = contract(*server(base_url), "--other-email", "rival@example.com")

    assert (2, True) == (done.exit_code, is_one_line(done.err))
    assert "USEAPI_OTHER_TOKEN" in done.err

"""`contract server`: exit codes, findings, and what is sent."""

import shlex
import time

import pytest

from flowmusic_contract.mock_server import DEMO_TOKEN, OTHER_DEMO_TOKEN, Api, Response, demo_ledger, running
from self_tests.cli.running import FAULTS, FEW, Contract, Recording, faulty, server

ACCOUNTS = ("listener@example.com", "newcomer@example.com", "duo+live@example.com")

FIRST_FAULT_OF_EACH_AREA = {fault.partition(".")[0]: fault for fault in reversed(FAULTS)}.values()
NO_ACCOUNT_GETS_200 = [
    "accounts.authorized-request-gets-503",
    "accounts.report-gets-202",
    "accounts.report-is-redirected-to-another-host",
]


def enough(fault_id: str) -> tuple[str, ...]:
    """Returns the options with which this fault is noticed."""
    return ("--no-fuzz",) if fault_id.startswith(("consistency.", "methods.")) else FEW


def test_server_keeps_the_contract(contract: Contract, base_url: str) -> None:
    """A correct server exits 0."""

    assert 0 == contract(*server(base_url), "--strict", "--max-requests", "10").exit_code


def test_finding_says_what_is_wrong_and_where(contract: Contract) -> None:
    """A finding says which rule is broken, where, what was expected and what was there."""
    with running(faulty("summary.credits-at-ten-tokens-each")) as base_url:
        done = contract(*server(f"{base_url}/"), *FEW)
    lines = done.out.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("BROKEN"))

    assert 1 == done.exit_code
    assert ["BROKEN", "summary.credits-are-tokens-over-12", "documented"] == lines[start].split()
    assert "        Each amount in credits is the amount in tokens divided by 12." == lines[start + 1]
    assert "        at $.summary.by_type_credits['daily-free']   expected 120   actual 144" == lines[start + 2]
    assert "Contract BROKEN." == lines[-1]


def again(out: str) -> list[str]:
    [line, *_] = [line for line in out.splitlines() if line.lstrip().startswith("again")]
    return shlex.split(line)[1:]


def test_check_is_repeated_as_it_was_typed(contract: Contract, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command that repeats a check has every option as it was typed, quoted, and runs."""
    monkeypatch.setenv("USEAPI_OTHER_TOKEN", OTHER_DEMO_TOKEN)
    with running(faulty("summary.credits-at-ten-tokens-each")) as base_url:
        words = [
            *server(base_url, *ACCOUNTS),
            "--other-email",
            "rival@example.com",
            "--rate",
            "999/s",
            "--live-safe",
        ]
        done = contract(*words, "--no-fuzz", "--rule", "summary.*")
        repeated = again(done.out)
        rule = "summary.credits-are-tokens-over-12"

        assert ["scripts/contract", *words, "--no-fuzz", "--rule", rule] == repeated
        assert 1 == contract(*repeated[1:]).exit_code


@pytest.mark.parametrize(
    ("strict", "exit_code", "conclusion"),
    [
        ([], 0, "Contract kept. However, inferred rules are broken; with --strict they count."),
        (["--strict"], 1, "Contract BROKEN."),
    ],
)
def test_inferred_rules_decide_if_strict(
    contract: Contract, strict: list[str], exit_code: int, conclusion: str
) -> None:
    """An inferred rule decides the exit code with --strict, and is reported without."""
    with running(faulty("authentication.refusal-repeats-the-token")) as base_url:
        done = contract(*server(base_url), *FEW, *strict)

    assert (exit_code, conclusion) == (done.exit_code, done.out.splitlines()[-1])
    assert "BROKEN  authentication.no-response-contains-a-token" in done.out


@pytest.mark.parametrize(("rule", "exit_code"), [("summary.credits-*", 1), ("events.*", 0)])
def test_chosen_rules_alone_are_checked(contract: Contract, rule: str, exit_code: int) -> None:
    """With --rule, other rules do not count."""
    with running(faulty("summary.credits-at-ten-tokens-each")) as base_url:
        done = contract(*server(base_url), *FEW, "--rule", rule)

    assert exit_code == done.exit_code


def test_account_without_events_is_inconclusive(contract: Contract, base_url: str) -> None:
    """A check that saw no events says what it never saw."""
    done = contract(*server(base_url, "newcomer@example.com"), *FEW)

    assert 2 == done.exit_code
    assert "never saw a 200" in done.err


@pytest.mark.parametrize("fault_id", FIRST_FAULT_OF_EACH_AREA)
def test_token_and_unmentioned_emails_are_never_printed(contract: Contract, fault_id: str) -> None:
    """Whatever a server does wrong, the output contains no token, and no address that the user did not type."""
    with running(faulty(fault_id)) as base_url:
        done = contract(*server(base_url, "duo+live@example.com"), *enough(fault_id), "--timeout", "1")
    findings = [line for line in done.out.splitlines() if not line.lstrip().startswith("again")]

    assert DEMO_TOKEN not in done.out + done.err
    assert "listener@" not in done.out + done.err
    assert not any(spelled in line for line in findings for spelled in ("duo+live@", "duo%2Blive"))


def test_live_safe_sends_harmless_gets_only(contract: Contract) -> None:
    """A live server gets GET requests only, exactly as many as announced, and never the token in a URL."""
    target = Recording(Api(demo_ledger()))
    with running(target) as base_url:
        done = contract(*server(base_url), "--live-safe", "--rate", "1000/s")

    assert 0 == done.exit_code
    assert f"Will send {len(target.requests)} GET requests to {base_url}, one at a time, at most 1000/s" in done.err
    assert {"GET"} == {request.method for request in target.requests}
    assert not any("token" in request.query for request in target.requests)


def test_token_in_the_base_url(contract: Contract) -> None:
    """A token that the user typed into the base URL is masked."""
    done = contract(*server(f"http://127.0.0.1:1/{DEMO_TOKEN}"), "--live-safe")

    assert ("Will send ", 2) == (done.err[:10], done.err.count("http://127.0.0.1:1/***"))
    assert DEMO_TOKEN not in done.err


def test_two_tenants_are_announced_exactly(contract: Contract, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a second tenant, too, exactly as many requests are sent as announced."""
    monkeypatch.setenv("USEAPI_OTHER_TOKEN", OTHER_DEMO_TOKEN)
    target = Recording(Api(demo_ledger()))
    with running(target) as base_url:
        done = contract(*server(base_url), "--other-email", "rival@example.com", "--live-safe", "--rate", "1000")

    assert f"Will send {len(target.requests)} GET requests" in done.err


def test_generated_requests_are_limited(contract: Contract) -> None:
    """--max-requests is the number of generated requests."""
    counts: list[int] = []
    for options in (["--no-fuzz"], ["--max-requests", "3"]):
        target = Recording(Api(demo_ledger()))
        with running(target) as base_url:
            contract(*server(base_url), *options)
        counts.append(len(target.requests))

    assert 3 == counts[1] - counts[0]


def test_rate_is_kept(contract: Contract, base_url: str) -> None:
    """With --rate, requests are spread over time."""
    started = time.monotonic()
    contract(*server(base_url), "--rule", "summary.*", "--live-safe", "--rate", "100/s")

    assert time.monotonic() - started >= 0.4  # more than 40 requests


def test_server_that_responds_with_429(contract: Contract) -> None:
    """A 429 breaks no rule; too many of them end the check without a result."""
    with running(lambda _: Response.of(429, {}, ("retry-after", "0"))) as base_url:
        done = contract(*server(base_url))

    assert (2, True) == (done.exit_code, done.is_one_line)
    assert "keeps responding with 429" in done.err


@pytest.mark.parametrize(
    ("fault_id", "options", "rule"),
    [
        ("transport.report-is-truncated", [], "transport.documented-requests-get-a-response"),
        ("transport.error-is-truncated", ["--strict"], "transport.every-response-is-complete"),
    ],
)
def test_lost_connection_is_a_finding(contract: Contract, fault_id: str, options: list[str], rule: str) -> None:
    """A connection that the server loses is a fault of the server."""
    with running(faulty(fault_id)) as base_url:
        done = contract(*server(base_url, *ACCOUNTS), *FEW, *options)

    assert 1 == done.exit_code
    assert f"BROKEN  {rule}" in done.out


@pytest.mark.parametrize("fault_id", [*NO_ACCOUNT_GETS_200, "accounts.query-is-not-decoded", *FIRST_FAULT_OF_EACH_AREA])
def test_fault_is_never_a_mistake_of_the_user(contract: Contract, fault_id: str) -> None:
    """A server with a fault exits 1, also if no account gets status 200."""
    with running(faulty(fault_id)) as base_url:
        done = contract(*server(base_url, *ACCOUNTS), *enough(fault_id), "--strict", "--timeout", "1")

    assert (1, []) == (done.exit_code, [line for line in done.err.splitlines() if not line.startswith("Will send ")])

"""`contract mock`: the mock server as a program."""

import json
import re
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import IO, Any

import httpx
import pytest

from flowmusic_contract import spec
from flowmusic_contract.all_faults import SERVER_FAULTS, VARIATIONS
from flowmusic_contract.cli.mock_serving import greeting, is_loopback
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, OTHER_DEMO_EMAILS, OTHER_DEMO_TOKEN, Ledger
from flowmusic_contract.mock_server.listing import listed_accounts
from flowmusic_contract.mock_server.scenarios import SCENARIOS
from self_tests.cli.running import Contract, Done

ROOT = Path(__file__).parents[3]
MODULE = (sys.executable, "-m", "flowmusic_contract", "mock")


def _greeting(output: IO[str]) -> Iterator[str]:
    for line in output:
        yield line.rstrip("\n")
        if line.startswith("  curl"):
            return


@contextmanager
def started(*options: str, program: Sequence[str] = MODULE) -> Generator[tuple["subprocess.Popen[str]", list[str]]]:
    """Runs the program on a free port; yields it with the lines that it prints."""
    command = [*program, "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield process, list(_greeting(process.stdout))
        finally:
            process.kill()


@pytest.mark.parametrize(
    ("script", "options", "number"), [("mock", [], signal.SIGINT), ("contract", ["mock"], signal.SIGTERM)]
)
def test_scripts_start_a_program_that_ends_cleanly(script: str, options: list[str], number: signal.Signals) -> None:
    """`scripts/mock` and `scripts/contract mock` are the same, and Ctrl-C and SIGTERM end it without a message."""
    with started(program=[str(ROOT / "scripts" / script), *options]) as (process, lines):
        email = usage_of(lines)["email"]
        process.send_signal(number)
        rest = process.communicate(timeout=10)

    assert ("listener@example.com", 0, ("", "")) == (email, process.returncode, rest)


def test_greeting() -> None:
    """The mock server prints its URL, tokens and accounts, and a line that sets the variables of the client."""
    with started() as (_, lines):
        [url] = re.findall(r"http://\S+/v1", lines[0])

    tokens = [f"token    {token}" for token in (DEMO_TOKEN, OTHER_DEMO_TOKEN)]
    accounts = [f"account  {email}" for email in (*DEMO_EMAILS, *OTHER_DEMO_EMAILS)]
    assert {*tokens, *accounts} < {*lines}
    assert f"  export USEAPI_BASE_URL={url} USEAPI_TOKEN={DEMO_TOKEN}" in lines


@pytest.mark.skipif(which("curl") is None, reason="needs curl")
@pytest.mark.parametrize(("number", "words"), [(1, "and 1 account of"), (2, "and 2 accounts of")])
def test_greeting_counts_accounts_of_other_tokens(number: int, words: str) -> None:
    """Accounts whose tokens only the user knows are not left out without a word."""
    ledger = Ledger()
    for each in range(number):
        ledger.configure("user:00002-other", f"{each}@example.com")

    assert f"{words} other tokens" in greeting("http://127.0.0.1:8612/v1", ledger).splitlines()


def test_greeting_has_a_curl_command() -> None:
    """The curl command that the mock server prints can be pasted."""
    with started() as (_, lines):
        curl = subprocess.run(shlex.split(lines[-1]), capture_output=True, check=False)

    assert b'{"email":"listener@example.com"' == curl.stdout[:31]


def usage_of(lines: list[str]) -> Any:
    [url, *_] = re.findall(r"http://\S+", lines[0])
    headers = {"Authorization": f"Bearer {DEMO_TOKEN}"}
    return httpx.get(url, params={"email": DEMO_EMAILS[0]}, headers=headers, trust_env=False).json()


def test_fault_is_served_on_top_of_a_variation() -> None:
    """A fault and a variation are served by their ids."""
    with started("--fault", "summary.charged-total-is-zero", "--variation", "variations.days-end-in-z") as (_, lines):
        usage = usage_of(lines)

    assert (0, "2026-06-01T00:00:00Z") == (usage["summary"]["total_charged_credits"], usage["events"][0]["event_at"])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--fault", "summary.charged-total-is-zer"], "no fault summary.charged-total-is-zer: did you mean summary.ch"),
        (["--fault", "charged-total-is-zero"], "did you mean summary.charged-total-is-zero?"),
        (["--fault", "variations.days-end-in-z"], "is a variation: use --variation variations.days-end-in-z"),
        (["--fault", "summary.*"], "no fault summary.*: `scripts/contract mock --list` lists them"),
        (["--fault", "summary"], "no fault summary: did you mean "),
        (["--variation", "summary.totals-swapped"], "is a fault: use --fault summary.totals-swapped"),
        (["--variation", "bogus"], "no variation bogus: `scripts/contract mock --list` lists them"),
    ],
)
def test_unknown_change_is_one_line(contract: Contract, options: list[str], message: str) -> None:
    """A fault or variation that does not exist exits 2, with the nearest one."""
    done = contract("mock", *options)

    assert (2, True) == (done.exit_code, done.is_one_line)
    assert message in done.err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--seed", "nowhere"], "nowhere: cannot read this file: No such file or directory"),
        (["--seed", __file__], f"{__file__}: line 1: not JSON: column 3: Extra data"),
        (["--from", __file__], f"{__file__}: not JSON: line 1 column 3: Extra data; expected a usage report, a"),
        (["--ledger", __file__], f"{__file__}: cannot use this file as a ledger: file is not a database"),
        (["--account", "\udcff"], "--account: email: not UTF-8: surrogates not allowed"),
        (["--scenario", "busy"], "no scenario busy: did you mean busy-year?"),
        (["--outage", "503*0"], "--outage: expected a status, reset or truncated, such as 503 or 503*3, got '503*0'"),
        (["--token", "my token"], "--token: expected letters, digits and :._~+/=-"),
        (
            ["--host", "192.0.2.1"],
            "Cannot assign requested address; choose a --host that is an address of this machine",
        ),
        (["--host", "ü..x"], "--host: expected an address of this machine, such as 127.0.0.1, got 'ü..x'"),
        (["--run", " "], "--run: the command is empty"),
        (["--run", "true && true"], "--run: the command is not run by a shell, which && needs: use \"sh -c '…'\""),
        (["--cors", "localhost:5173"], "--cors: expected an origin such as http://localhost:5173, or '*', got"),
        (["--cors", "http://localhost:5173/"], "--cors: expected an origin such as http://localhost:5173, or '*', got"),
        (["--seed", "/dev/zero"], "/dev/zero: cannot read this file: it is not a regular file"),
        (["--from", "/dev/zero"], "/dev/zero: cannot read this file: it is not a regular file"),
        (["--run", "no-such-program"], "--run: cannot start 'no-such-program': No such file or directory"),
        (["--run", "'"], '--run: cannot split the command "\'" into words: No closing'),
        (["--rate", "0/s"], "Invalid value for '--rate': expected a number of requests per second"),
    ],
)
def test_mistake_is_one_line(contract: Contract, options: list[str], message: str) -> None:
    """An option that cannot be used exits 2 and says why."""
    done = contract("mock", *options)

    assert (2, True) == (done.exit_code, done.is_one_line)
    assert message in done.err


def test_ledger_survives_a_kill(tmp_path: Path) -> None:
    """What was added by files and while it ran is there after `kill -9`."""
    saved = tmp_path / "usage.json"
    saved.write_text(json.dumps(spec.at("#/components/examples/Page/value")), encoding="utf-8")
    seed = tmp_path / "events.jsonl"
    seed.write_text('{"email": "seed@example.com", "type": "grant", "amount": 1, "created_at": "2026-06-01"}\n')
    ledger = ("--ledger", str(tmp_path / "ledger.sqlite"))
    inputs = ("--from", str(saved), "--seed", str(seed), "--account", "empty@example.com", "--token", "t")
    with started(*ledger, *inputs) as (process, lines):
        charges = re.sub("/v1/.*", "/_mock/charges", lines[0].split()[3])
        billed = {"email": "empty@example.com", "tokens": 60}
        assert 201 == httpx.post(charges, json=billed, trust_env=False).status_code
        process.kill()
    with started(*ledger, "--token", "t") as (_, again):
        url = again[0].split()[3]
        params = {"email": "empty@example.com"}
        usage = httpx.get(url, params=params, headers={"Authorization": "Bearer t"}, trust_env=False).json()

    assert lines[1:-4] == again[1:-4]
    assert 5 == usage["summary"]["total_charged_credits"]


EVENT = '{"email": "a@example.com", "type": "grant", "amount": 1, "created_at": "2026-06-01"}\n'


def ends(contract: Contract, path: Path, *options: str) -> tuple[int, str]:
    """Starts the mock server for a command that ends at once."""
    done = contract("mock", "--ledger", str(path), "--run", "true", *options)
    return done.exit_code, done.err


@pytest.mark.parametrize(
    ("content", "options", "names"),
    [
        (EVENT, ["--seed", "{file}"], "--seed was"),
        (json.dumps(spec.at("#/components/examples/Complete/value")), ["--from", "{file}"], "--from was"),
        ("", ["--scenario", "busy-year"], "--scenario was"),
        (EVENT, ["--scenario", "free-plan", "--seed", "{file}"], "--scenario and --seed were"),
    ],
    ids=["seed", "from", "scenario", "two"],
)
def test_only_a_new_ledger_is_filled(
    contract: Contract, tmp_path: Path, content: str, options: list[str], names: str
) -> None:
    """The same command adds nothing when it starts again with the same ledger, and a line says so."""
    path, file = tmp_path / "ledger.sqlite", tmp_path / "file"
    file.write_text(content, encoding="utf-8")
    given = [option.format(file=file) for option in options]
    assert (0, "") == ends(contract, path, *given)
    accounts = listed_accounts(Ledger(path))
    count = f"{len(accounts)} account{'s' * (len(accounts) > 1)}"

    assert (0, f"{path} already has {count}; {names} not applied\n") == ends(contract, path, *given)
    assert accounts == listed_accounts(Ledger(path))


def test_seed_is_added_to_a_report(contract: Contract, tmp_path: Path) -> None:
    """An event of --seed is added to the report that --from gives the same account, in any order of the options."""
    report = spec.at("#/components/examples/Complete/value")
    path, saved, seed = (tmp_path / name for name in ("ledger.sqlite", "usage.json", "events.jsonl"))
    saved.write_text(json.dumps(report), encoding="utf-8")
    seed.write_text(EVENT.replace("a@example.com", report["email"]), encoding="utf-8")
    assert (0, "") == ends(contract, path, "--seed", str(seed), "--from", str(saved))

    assert len(report["events"]) + 1 == listed_accounts(Ledger(path))[0].events


def test_seed_without_events(contract: Contract, tmp_path: Path) -> None:
    """A file without events is usable, and a line says that it has none."""
    file = tmp_path / "events.jsonl"
    file.write_text("\n", encoding="utf-8")

    assert (0, f"{file} has no events\n") == ends(contract, tmp_path / "ledger.sqlite", "--seed", str(file))


def test_ledger_without_accounts_is_filled(contract: Contract, tmp_path: Path) -> None:
    """A ledger that has a token and no accounts is filled by --seed, and by nothing without an option."""
    path, file = tmp_path / "ledger.sqlite", tmp_path / "events.jsonl"
    file.write_text(EVENT, encoding="utf-8")
    Ledger(path).accept(DEMO_TOKEN)
    assert (0, "") == ends(contract, path)
    assert [] == listed_accounts(Ledger(path))

    assert (0, "") == ends(contract, path, "--seed", str(file))
    assert ["a@example.com"] == Ledger(path).emails(DEMO_TOKEN)


def test_account_is_added_to_any_ledger(contract: Contract, tmp_path: Path) -> None:
    """An account of the command line is configured, if it is not there yet."""
    path = tmp_path / "ledger.sqlite"
    Ledger(path).configure(DEMO_TOKEN, "a@example.com")

    assert (0, "") == ends(contract, path, "--account", "a@example.com", "--account", "b@example.com")
    assert ["a@example.com", "b@example.com"] == Ledger(path).emails(DEMO_TOKEN)


def test_trouble_and_log() -> None:
    """The first outage comes first, the rate is limited, and requests are printed without tokens."""
    outages = ("--outage", "503*1", "--outage", "502*1")
    options = ("--delay", "0.01", "--rate", "0.1/s", "--log", "--host", "127.0.0.2")
    with started(*outages, *options) as (process, lines):
        url = lines[0].split()[3]
        headers = {"Authorization": f"Bearer {DEMO_TOKEN}"}
        first, second = (httpx.get(url, headers=headers, trust_env=False) for _ in range(2))
        process.terminate()
        _, errors = process.communicate(timeout=10)

    assert (503, 429) == (first.status_code, second.status_code)
    assert 1 <= int(second.headers["retry-after"]) <= 10
    assert ["503  GET /v1/flowmusic/accounts/usage", "429  GET /v1/flowmusic/accounts/usage"] == re.findall(
        r"\d\d:\d\d:\d\d  (\S+  GET \S+)  token …\w{6}  \(changed\)", errors
    )
    assert url.startswith("http://127.0.0.2:")
    assert DEMO_TOKEN not in errors


PROGRAM = """
import os, urllib.request
url = os.environ["USEAPI_BASE_URL"] + "/flowmusic/accounts/usage?email=listener@example.com"
headers = {"Authorization": "Bearer " + os.environ["USEAPI_TOKEN"]}
print(urllib.request.urlopen(urllib.request.Request(url, headers=headers)).status, flush=True)
raise SystemExit(7)
"""


def test_command_runs_against_it(contract: Contract, tmp_path: Path) -> None:
    """A command gets the settings in its environment, and its exit code is that of the mock server."""
    (tmp_path / "program.py").write_text(PROGRAM, encoding="utf-8")
    done = contract("mock", "--run", f"{sys.executable} {tmp_path}/program.py")

    assert Done(7, "200\n", "") == done


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("LOCALHOST", True),
        ("127.1", True),
        ("0", False),
        ("0.0.0.0", False),  # noqa: S104 - nothing listens there
        ("::", False),
        ("example.com", False),
    ],
)
def test_warning_is_about_other_machines(host: str, expected: bool) -> None:  # noqa: FBT001
    """Only a server that other machines can connect to is warned of."""

    assert expected == is_loopback(host)


def test_control_characters_are_not_printed() -> None:
    """An email address with control characters does not reach the terminal unescaped."""
    ledger = Ledger()
    ledger.configure(DEMO_TOKEN, "\x1b[31m@example.com")

    assert "account  \\x1b[31m@example.com" in greeting("http://127.0.0.1:8612/v1", ledger).splitlines()


def test_seed_that_another_program_prints(tmp_path: Path) -> None:
    """The events can come from a pipe, which is read once and is the same after a reset."""
    (tmp_path / "call").write_text(
        "import os, urllib.request\n"
        "url = os.environ['USEAPI_BASE_URL'].replace('/v1', '/_mock/reset')\n"
        "print(urllib.request.urlopen(url, b'').read().decode())\n"
    )
    mock = shlex.join([*MODULE, "--run", f"{sys.executable} {tmp_path}/call"])
    event = '{"email": "a@example.com", "type": "grant", "amount": 1, "created_at": "2026-06-01"}'
    command = ["/bin/bash", "-c", f"{mock} --seed <(echo '{event}') --seed /dev/null"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert ("/dev/null has no events\n" * 2, 0) == (done.stderr, done.returncode)
    assert [("a@example.com", 1)] == [(each["email"], each["events"]) for each in json.loads(done.stdout)]


def test_faults_and_variations_are_listed(contract: Contract) -> None:
    """Every scenario, fault and variation is listed with its sentence."""
    listed = contract("mock", "--list").out.splitlines()

    assert [*SCENARIOS, *(change.id for change in (*SERVER_FAULTS, *VARIATIONS))] == listed[::2]


def test_busy_port_is_one_line(contract: Contract) -> None:
    """A port that is in use exits 2 and says what to do."""
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = str(busy.getsockname()[1])
        done = contract("mock", "--port", port)

    assert (2, True) == (done.exit_code, done.is_one_line)
    assert f"cannot listen on port {port} of 127.0.0.1: Address already in use; " in done.err
    assert "choose another --port, or 0 for any free one" in done.err

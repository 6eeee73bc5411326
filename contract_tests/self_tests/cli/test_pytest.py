"""`pytest contract_tests/test_server.py` and `test_client.py` check what the user names."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from flowmusic_contract.client.run_cases import run_cases
from flowmusic_contract.mock_server import DEMO_TOKEN, Api, demo_ledger, running
from self_tests.cli.running import FEW, Done, Recording, faulty

ROOT = Path(__file__).parents[3]
SERVER = "contract_tests/test_server.py"
CLIENT = "contract_tests/test_client.py"
EMAILS = ("--email", "listener@example.com", "--email", "duo+live@example.com")


OPTIONS = ("-q", "-p", "no:cacheprovider")


def start(*words: str, token: str = DEMO_TOKEN) -> "subprocess.CompletedProcess[str]":
    """Starts pytest in the root of the repository, without the plugins that happen to be installed."""
    command = [sys.executable, "-m", "pytest", *OPTIONS, *words]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("USEAPI_", "PYTEST_"))}
    environment |= {"USEAPI_TOKEN": token, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


Run = Callable[..., Done]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Does the same in this process, which has already imported what is needed."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")

    def run_pytest(file: str, *words: str, token: str = DEMO_TOKEN) -> Done:
        monkeypatch.setenv("USEAPI_TOKEN", token)
        exit_code = pytest.main([*OPTIONS, str(ROOT / file), *words])
        printed = capsys.readouterr()
        return Done(int(exit_code), printed.out, printed.err)

    return run_pytest


def test_faulty_server() -> None:
    """A broken documented rule fails its test and no other, and the output masks what a report masks."""
    with running(faulty("summary.charged-total-is-zero")) as base_url:
        done = start(SERVER, "--base-url", base_url, *FEW, *EMAILS)

    assert ["summary.charged-credits-sum-the-charged-types"] == re.findall(
        r"^FAILED .*\[(.*?)\]", done.stdout, re.MULTILINE
    )
    assert "at $.summary.total_charged_credits   expected" in done.stdout
    assert "l…@example.com" in done.stdout
    assert not any(secret in done.stdout for secret in (DEMO_TOKEN, "listener@", "duo+live@", "Traceback"))


@pytest.mark.parametrize(("options", "exit_code"), [([], 0), (["--strict-contract"], 1)])
def test_inferred_rule(run: Run, options: list[str], exit_code: int) -> None:
    """A broken inferred rule is an expected failure, or a failure with --strict-contract."""
    with running(faulty("authentication.no-token-is-needed")) as base_url:
        done = run(SERVER, "--base-url", base_url, *FEW, *EMAILS, *options, "-k", "missing-token")

    assert exit_code == done.exit_code


@pytest.mark.parametrize(
    ("words", "token", "message"),
    [
        (
            [SERVER, "--base-url", "http://127.0.0.1:1/v1", *EMAILS],
            DEMO_TOKEN,
            "127.0.0.1:1/v1: [Errno 111] Connection refused",
        ),
        ([SERVER, "--base-url", "http://127.0.0.1:1/v1", *EMAILS], "", "set the environment variable USEAPI_TOKEN"),
        ([SERVER, "--base-url", "http://127.0.0.1:1/v1"], DEMO_TOKEN, "--base-url needs --email"),
        ([SERVER, *EMAILS], DEMO_TOKEN, "--email and --other-email need --base-url"),
        ([SERVER, "--rate", "fast"], DEMO_TOKEN, "--rate: expected a number of requests per second from"),
        ([SERVER, "--max-seconds", "0"], DEMO_TOKEN, "--max-seconds: expected a number of seconds from"),
        ([SERVER, "--seed", "x"], DEMO_TOKEN, "--seed: expected a whole number from"),
        ([SERVER, "--timeout", "nan"], DEMO_TOKEN, "--timeout: expected a number of seconds from"),
        ([SERVER, "--no-fuzz", "--max-requests", "3"], DEMO_TOKEN, "--max-requests has no effect with --no-fuzz"),
        ([SERVER, "--base-url", ""], DEMO_TOKEN, "--base-url: expected a value, got an empty one"),
        ([CLIENT, "--client-command", "false"], DEMO_TOKEN, "the client sends no request: exit code 1"),
    ],
)
def test_mistake_is_one_line(run: Run, words: list[str], token: str, message: str) -> None:
    """A mistake of the user, or a server that is down, is one line, and no test fails because of it."""
    done = run(*words, token=token)
    printed = done.out + done.err

    assert 1 == printed.count(message)
    assert done.exit_code in (2, 4)  # interrupted, or an option that cannot be used
    assert "FAILED" not in printed
    assert "Traceback" not in printed


def test_mistake_in_a_worker() -> None:
    """With pytest-xdist, the reason is shown as well, and no rule is said to be broken."""
    done = start(SERVER, "--base-url", "http://127.0.0.1:1/v1", *EMAILS, "-p", "xdist", "-n1")

    assert (2, False) == (done.returncode, "FAILED" in done.stdout)
    assert "Interrupted: http://127.0.0.1:1/v1: [Errno 111] Connection refused" in done.stdout


def test_client_program(tmp_path: Path) -> None:
    """--client-command checks that program, in the cases that are selected."""
    (tmp_path / "client.py").write_text("import sys, urllib.request; urllib.request.urlopen(sys.argv[2])")
    done = start(CLIENT, "--client-command", f"{sys.executable} {tmp_path}/client.py", "-k", "accounts.listener")

    assert 1 == done.returncode
    assert "BROKEN  client.request-is-a-get-at-the-documented-path" in done.stdout


@pytest.mark.parametrize(("options", "passed"), [([], 0), (["--many-calls"], len(run_cases()))])
def test_many_calls(run: Run, options: list[str], passed: int) -> None:
    """--many-calls adds the cases of connections."""
    done = run(CLIENT, *options, "-k", "connections")

    assert passed == sum(map(int, re.findall(r"^(\d+) passed", done.out, re.MULTILINE)))


def test_numbers_of_the_command_line(run: Run) -> None:
    """--max-requests, --seed and --max-seconds mean the same as on the command line."""
    target = Recording(Api(demo_ledger()))
    chosen = "-k", "unknown-account"
    with running(target) as base_url:
        words = [SERVER, "--base-url", base_url, *EMAILS]
        done = run(*words, "--max-requests", "3", "--seed", "7", *chosen)
        generated = len(target.requests)
        run(*words, "--no-fuzz", "--seed", "7", *chosen)
        directed = len(target.requests) - generated
        late = run(*words, "--max-seconds", "0.01", "-k", "test_evidence")

    assert (0, 3) == (done.exit_code, generated - directed)
    assert "no time was left after 0.01 s (--max-seconds)" in late.out

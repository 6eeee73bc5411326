"""Help, version, and words that the command line does not understand."""

import subprocess
import sys

import click
import pytest

from flowmusic_contract import cli, spec
from flowmusic_contract.cli.commands import root
from flowmusic_contract.server.limits import LIVE_RATE, USUAL_GENERATED, Limits
from self_tests.cli.running import Contract

SERVER = ["server", "--base-url", "http://x", "--email", "e@example.com"]
CLIENT = ["client", "--command", "true"]
COMMANDS = ["server", "client", "document", "rules", "cases", "mock"]
TOO_MUCH = ["1e10", "1e-300", "nan", "inf", "0", "-5", "many", "", "9" * 5000]


def test_help_names_the_demonstration(contract: Contract) -> None:
    """The help says what happens without a command, and names every command."""
    text = " ".join(contract("--help").out.split())

    assert "Without a command, runs a demonstration" in text
    assert all(f" {command} " in text for command in COMMANDS)


@pytest.mark.parametrize("command", [(), ("server",), ("client",), ("document",)], ids=" ".join)
def test_help_of_what_judges_names_the_exit_codes(contract: Contract, command: tuple[str, ...]) -> None:
    """The help of each command that judges says what the exit codes mean."""
    text = " ".join(contract(*command, "--help").out.split())

    assert "Exit codes: 0 if the contract is kept, 1 if it is broken, 2 if the check could not run" in text


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help_and_version(contract: Contract, command: str) -> None:
    """Each command explains itself by the name that the program was started by."""
    version = spec.at("#/info/version")

    assert contract(command, "--help").out.startswith(f"Usage: scripts/contract {command} [OPTIONS]")
    assert f"flowmusic-contract {version}\n" == contract(command, "--version").out
    assert f"flowmusic-contract {version}\n" == contract("--version").out


def test_defaults_in_the_help(contract: Contract) -> None:
    """The help names the defaults that are used."""
    text = " ".join(contract("server", "--help").out.split())

    assert f"Seconds allowed for each response (default {Limits().seconds:g})." in text
    assert f"(default {LIVE_RATE:g}/s with --live-safe, otherwise no limit)" in text
    assert f"Number of generated requests (default {USUAL_GENERATED})." in text
    assert f"Seed of the requests (default {Limits().seed})." in text


@pytest.mark.parametrize("command", root.commands.values(), ids=lambda command: command.name)
def test_repeated_option(contract: Contract, command: click.Command) -> None:
    """The help marks each option that can be repeated; another one with a value is refused if it is given twice."""
    options = [each for each in command.params if isinstance(each, click.Option) and not each.is_flag]
    text = " ".join(contract(command.name, "--help").out.split())
    refused = [
        each.opts[0]
        for each in options
        if f"give {each.opts[0]}" in contract(command.name, *_words(each, "1") * 2, "no", "such").err
    ]

    assert [each.opts[0] for each in options if not each.multiple] == refused
    assert sum(each.multiple for each in options) == text.count("(can be repeated).")


WITH_VALUE = [
    (command, parameter)
    for command in root.commands.values()
    for parameter in command.params
    if not (isinstance(parameter, click.Option) and parameter.is_flag)
]


@pytest.mark.parametrize(
    ("command", "parameter"),
    WITH_VALUE,
    ids=lambda value: value.name if isinstance(value, click.Command) else str(value.opts[0]),
)
def test_empty_value_is_refused(contract: Contract, command: click.Command, parameter: click.Parameter) -> None:
    """An empty value of any option is refused by its name: it is a variable that is not set, not a missing option."""
    needed = [each for each in command.params if each.required and each is not parameter]
    others = [word for each in needed for word in _words(each, "x")]
    ending = ["--list"] if command.name == "mock" else []  # accepted by mistake, it would run without end
    done = contract(command.name, *others, *ending, *_words(parameter, ""))

    assert (2, True) == (done.exit_code, done.is_one_line)
    shown = parameter.make_metavar(click.Context(command)) if isinstance(parameter, click.Argument) else ""
    assert f"Invalid value for '{shown or parameter.opts[0]}'" in done.err
    assert "': expected a" in done.err


def _words(parameter: click.Parameter, value: str) -> list[str]:
    return [value] if isinstance(parameter, click.Argument) else [parameter.opts[0], value]


def test_help_imports_nothing_that_checks() -> None:
    """The help appears at once: neither the rules nor an HTTP library are imported, and no case is computed."""
    program = (
        "import sys; from flowmusic_contract.cli import main; main(['server', '--help']); "
        "print([name for name in ('httpx', 'uvicorn', 'schemathesis', 'flowmusic_contract.all_rules', "
        "'flowmusic_contract.client.cases') if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert "[]\n" == done.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["serve"], "no command 'serve': did you mean server?"),
        (["bogus"], "no command 'bogus': the commands are server, client, document"),
        (["--bogus"], "No such option '--bogus'"),
        (["server", "--bogus"], "(see scripts/contract server --help)"),
        (["server", "--base-url", "http://x"], "Missing option '--email'"),
        ([*SERVER, "f@example.com"], "unexpected argument 'f@example.com': to give several values, repeat --email"),
        ([*CLIENT, "--case", "types.*", "emails.*"], "to give several values, repeat --case: --case emails.*"),
        (
            ["client", "--command", "python", "x.py"],
            "unexpected argument 'x.py': quote the whole command: --command 'python x.py'",
        ),
        (
            ["mock", "--run", "npm", "run", "test"],
            "unexpected argument 'run': quote the whole command: --run 'npm run'",
        ),
        (["mock", "--run"], "Option '--run' requires an argument (see scripts/contract mock --help)"),
        (["mock", "--log", "sample"], "unexpected argument 'sample' (see"),
        (["mock", "f@example.com"], "repeat --account: --account f@example.com"),
        (["rules", "summary", "events"], "unexpected argument 'events' (see"),
        (["server", "--base-url", "ftp://x", "--email", "e"], "--base-url must be like https://api.useapi.net/v1"),
        (["server", "--base-url", "127.0.0.1:80", "--email", "e"], "--base-url must be like"),
        (["server", "--base-url", "http://x/#x", "--email", "e"], "--base-url must be like"),
        (["server", "--base-url", "http://x/?", "--email", "e"], "--base-url must be like"),
        (["server", "--base-url", "http://x/v1 ", "--email", "e"], "--base-url must be like"),
        (["server", "--base-url", "http://a..b/v1", "--email", "e"], "--base-url must be like"),
        (["server", "--base-url", f"http://{'a' * 64}/v1", "--email", "e"], "--base-url must be like"),
        (
            ["server", "--base-url", "http://x:65536/v1", "--email", "e"],
            "a port is a number from 1 to 65535, got 65536",
        ),
        (["server", "--base-url", "http://x:0/v1", "--email", "e"], "a port is a number from 1 to 65535, got 0"),
        (["server", "--base-url", "http://me:secret@x", "--email", "e"], "must not contain a user name or password"),
        ([*CLIENT, "--case", "types.amount-as-strng"], "did you mean types.amount-as-string"),
        ([*CLIENT, "--case", "bogus"], "no case bogus for this command: `scripts/contract cases` lists them"),
        ([*CLIENT, "--case", "connections.*"], "the case connections.* needs --many-calls"),
        ([*CLIENT, "--rule", "client.calls-*"], "for this command: use scripts/contract client --many-calls"),
        ([*CLIENT, "--require", "summary.*"], "use scripts/contract server or scripts/contract document"),
        ([*CLIENT, "--many-calls", "--case", "connections"], "no case connections for this command: 'connections.*'"),
        ([*CLIENT, "--case", "types"], "no case types for this command: 'types.*' means all of that area"),
        (["document", "-", "--rule", "summary.credits"], "did you mean summary.credits-"),
        (["document", "-", "--rule", "SUMMARY.*"], "did you mean summary.*?"),
        ([*CLIENT, "--case", "type.*"], "did you mean types.*?"),
        (["document", "-", "--rule", "bogus"], "`scripts/contract rules` lists them"),
        (["document", "-", "--require", "summary.credits"], "did you mean summary.credits-"),
        (["document", "-", "--require", "authentication.*"], "no rule authentication.* for this command"),
        (["document", "-", "--rule", "body.*", "--require", "schema.*"], "--require schema.*: --rule leaves it out"),
        (["document", "-", "--rule", "conversations"], "'conversations.*' means all of that area"),
        (["document", "-", "--rule", "authentication.*"], "for this command: use scripts/contract server"),
        (["rules", "summary.charged-total-is-zero"], "is a fault: scripts/contract mock --fault summary.charged-"),
        (["rules", "variations.days-end-in-z"], "is a variation: scripts/contract mock --variation variations.days"),
        ([*SERVER, "--no-fuzz", "--max-requests", "5"], "--max-requests has no effect with --no-fuzz"),
        ([*SERVER, "--max-requests", "5"], "--max-requests has no effect with --live-safe, which is the default"),
        ([*SERVER, "--live-safe", "--no-live-safe"], "give --live-safe or --no-live-safe only once (see scripts/c"),
        ([*CLIENT, "--baseline", "a", "--known-failures", "b"], "give --baseline or --known-failures only once"),
    ],
)
def test_bad_input_is_one_line(contract: Contract, words: list[str], message: str) -> None:
    """Bad input exits 2 with one line that says what is wrong."""
    done = contract(*words)

    assert (2, True) == (done.exit_code, done.is_one_line)
    assert message in done.err


@pytest.mark.parametrize("value", TOO_MUCH)
@pytest.mark.parametrize("words", [[*SERVER, "--timeout"], [*SERVER, "--rate"], [*SERVER, "--max-requests"]])
def test_absurd_number(contract: Contract, words: list[str], value: str) -> None:
    """A number out of range exits 2 with the range."""
    done = contract(*words, value)

    assert (2, True) == (done.exit_code, done.is_one_line)
    assert f"Invalid value for '{words[-1]}': expected a " in done.err


@pytest.mark.parametrize("words", [[*SERVER, "--seed"], [*CLIENT, "--jobs"], ["mock", "--port"]])
@pytest.mark.parametrize("value", ["-5", "many", "1.5", "9" * 5000])
def test_absurd_count(contract: Contract, words: list[str], value: str) -> None:
    """A count that is not a whole number within its range exits 2 with the range."""
    done = contract(*words, value)

    assert (2, True) == (done.exit_code, done.is_one_line)
    assert f"Invalid value for '{words[-1]}': expected a whole number from " in done.err


def test_unforeseen_error(contract: Contract, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of the check itself exits 2 with one line that says how to report it."""

    def fail() -> None:
        raise IndexError("list index out of range")

    monkeypatch.setattr("flowmusic_contract.cli.cases.all_cases", fail)
    done = contract("cases")

    assert (2, True) == (done.exit_code, done.is_one_line)
    assert "IndexError: list index out of range. Please report it" in done.err

    monkeypatch.setenv("FLOWMUSIC_CONTRACT_DEBUG", "1")
    with pytest.raises(IndexError):
        contract("cases")


@pytest.mark.parametrize(
    ("name", "program", "expected"),
    [
        ("scripts/contract", "/x/__main__.py", "scripts/contract"),
        ("/a b/scripts/contract", "/x/__main__.py", "'/a b/scripts/contract'"),
        ("", "/venv/bin/flowmusic-contract", "flowmusic-contract"),
        ("", "/x/__main__.py", "python -m flowmusic_contract"),
    ],
)
def test_hints_name_the_program_as_it_was_started(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str, program: str, expected: str
) -> None:
    """Every hint can be pasted into the shell that started the program."""
    monkeypatch.setenv("FLOWMUSIC_CONTRACT_NAME", name)
    monkeypatch.setattr("sys.argv", [program])
    cli.main(["rules", "bogus"])

    assert f"{expected}: no rule bogus: `{expected} rules` lists them\n" == capfd.readouterr().err

"""Options of `pytest contract_tests/test_server.py` and `pytest contract_tests/test_client.py`.

They have the names of the command line. Without them, the mock server and the generated client are checked.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, NoReturn

import click
import pytest
from attrs import evolve
from click.types import FuncParamType

from flowmusic_contract.cli import commands
from flowmusic_contract.cli.environment import redaction_of
from flowmusic_contract.cli.help import sentence_of
from flowmusic_contract.cli.parsing import EMPTY
from flowmusic_contract.cli.target import generated_requests, limits_of, target_of
from flowmusic_contract.client.calls import check_that_it_runs
from flowmusic_contract.client.generated import call_generated, call_generated_many
from flowmusic_contract.client.protocol import command, command_of_many_calls
from flowmusic_contract.engine.client_fault import CallClient, CallMany
from flowmusic_contract.errors import CannotRunError
from flowmusic_contract.mock_server import Api, demo_ledger, running
from flowmusic_contract.server.limits import Limits
from flowmusic_contract.server.target import DEMO_TENANT, OTHER_DEMO_TENANT, Target

_OF_SERVER = (
    *("--base-url", "--email", "--other-email", "--timeout", "--max-seconds", "--rate", "--live-safe"),
    *("--no-fuzz", "--max-requests", "--seed"),
)
"""The options that have the same names in `flowmusic-contract server`."""


def _option(of: click.Command, name: str) -> click.Option:
    return next(each for each in of.params if isinstance(each, click.Option) and name in each.opts)


_OPTIONS = {
    **{name: _option(commands.server, name) for name in _OF_SERVER},
    "--client-command": _option(commands.client, "--command"),
    "--many-calls": _option(commands.client, "--many-calls"),
    "--strict-contract": click.Option(
        ["--strict-contract"],
        is_flag=True,
        help="Also fail if an inferred rule is broken (--strict of the command line; pytest has another --strict).",
    ),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the options."""
    group = parser.getgroup("contract", "check a server with the token in $USEAPI_TOKEN, or a client")
    for name, option in _OPTIONS.items():
        with suppress(ValueError):  # a plugin such as pytest-timeout has this option already: its value is used
            group.addoption(name, **_settings(option))
        for opposite in option.secondary_opts:
            group.addoption(opposite, dest=option.name, action="store_false", help=f"the opposite of {name}")


def _settings(option: click.Option) -> dict[str, Any]:
    text = sentence_of(option)
    shown = {"help": text[:1].lower() + text[1:].removesuffix(".")}
    if option.is_flag:
        return {**shown, "action": "store_true", "default": None if option.secondary_opts else False}
    several = {"action": "append", "default": []} if option.multiple else {}
    return {**shown, "metavar": option.metavar, **several}


def pytest_configure(config: pytest.Config) -> None:
    """Refuses options that cannot be used, before any test runs."""
    try:
        _refuse_empty(config)
        config.stash[_TARGET] = _target(config)
        config.stash[_NUMBERS] = _numbers(config)
        if config.option.client_command:
            command(config.option.client_command)
    except CannotRunError as error:
        raise pytest.UsageError(str(error)) from error


@pytest.fixture(scope="session")
def target(pytestconfig: pytest.Config) -> Iterator[Target]:
    """The server under test."""
    given = pytestconfig.stash[_TARGET]
    if given:
        yield given
        return
    with running(Api(demo_ledger())) as base_url:
        yield Target(base_url, DEMO_TENANT, OTHER_DEMO_TENANT)


@pytest.fixture(scope="session")
def limits(target: Target, pytestconfig: pytest.Config) -> Limits:
    """What the check of the server may cost."""
    given = pytestconfig.stash[_NUMBERS]
    limits = limits_of(target, given.get("--timeout"), given.get("--rate"), live_safe=pytestconfig.option.live_safe)
    return evolve(
        limits,
        total_seconds=given.get("--max-seconds", limits.total_seconds),
        seed=int(given.get("--seed", limits.seed)),
    )


@pytest.fixture(scope="session")
def generated(limits: Limits, pytestconfig: pytest.Config, stop: Callable[[CannotRunError], NoReturn]) -> int:
    """The number of generated requests."""
    number = pytestconfig.stash[_NUMBERS].get("--max-requests")
    try:
        return generated_requests(limits, None if number is None else int(number), no_fuzz=pytestconfig.option.no_fuzz)
    except CannotRunError as error:
        stop(error)


@pytest.fixture(scope="session")
def stop(request: pytest.FixtureRequest) -> Callable[[CannotRunError], NoReturn]:
    """Ends all tests, because nothing can be checked."""

    def end(problem: CannotRunError) -> NoReturn:
        message = redaction_of(show_emails=True)(str(problem))
        if hasattr(request.config, "workerinput"):  # pytest-xdist shows no other reason of a worker than a failure
            request.session.shouldstop = message
            raise pytest.fail.Exception(message, pytrace=False) from None
        pytest.exit(message, returncode=2)

    return end


@pytest.fixture(scope="session")
def client(pytestconfig: pytest.Config, stop: Callable[[CannotRunError], NoReturn]) -> CallClient:
    """The client under test."""
    if not pytestconfig.option.client_command:
        return call_generated
    program = command(pytestconfig.option.client_command)
    try:
        check_that_it_runs(program)
    except CannotRunError as error:
        stop(error)
    return program


@pytest.fixture(scope="session")
def client_of_many_calls(pytestconfig: pytest.Config) -> CallMany:
    """The client under test, as one that makes several calls in one process."""
    line = pytestconfig.option.client_command
    return command_of_many_calls(line) if line else call_generated_many


_TARGET = pytest.StashKey[Target | None]()
_NUMBERS = pytest.StashKey[dict[str, float]]()


def _numbers(config: pytest.Config) -> dict[str, float]:
    """Returns the values of the options that are numbers and were given."""
    numbers = {name: option.type for name, option in _OPTIONS.items() if isinstance(option.type, FuncParamType)}
    given = {name: config.getoption(name) for name in numbers}
    return {name: _number(name, numbers[name], value) for name, value in given.items() if value is not None}


def _number(name: str, type_: "click.ParamType[float]", value: object) -> float:
    try:
        return float(type_.convert(str(value), None, None))
    except click.BadParameter as error:
        raise CannotRunError(f"{name}: {error.message}") from error


def _refuse_empty(config: pytest.Config) -> None:
    for name in _OPTIONS:
        value = config.getoption(name)
        if "" in (value if isinstance(value, list) else [value]):  # such as "$VARIABLE" that is not set
            raise CannotRunError(f"{name}: {EMPTY}")


def _target(config: pytest.Config) -> Target | None:
    options = config.option
    if not options.base_url:
        if options.email or options.other_email:  # or the mock server would be checked in place of the server
            raise CannotRunError("--email and --other-email need --base-url")
        return None
    if not options.email:
        raise CannotRunError("--base-url needs --email")
    return target_of(options.base_url, options.email, options.other_email)

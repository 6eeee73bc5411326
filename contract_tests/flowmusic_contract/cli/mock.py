"""`mock`: makes a mock server from the options, on a ledger in memory or in a file, and serves it."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any

import click

from flowmusic_contract.all_faults import SERVER_FAULTS, VARIATIONS, changes_by_id
from flowmusic_contract.cli.choosing import hint
from flowmusic_contract.cli.ledger_judge import LedgerJudge
from flowmusic_contract.cli.mock_serving import printable, serve
from flowmusic_contract.cli.program import program_name
from flowmusic_contract.cli.terminal import folded
from flowmusic_contract.errors import CannotRunError
from flowmusic_contract.mock_server import DEMO_TOKEN, OTHER_DEMO_TOKEN, Ledger
from flowmusic_contract.mock_server.cors import ANY
from flowmusic_contract.mock_server.ledger_file import LedgerError
from flowmusic_contract.mock_server.rate_limit import RateLimit
from flowmusic_contract.mock_server.saved import read_saved
from flowmusic_contract.mock_server.scenarios import SCENARIOS
from flowmusic_contract.mock_server.seeds import read_seed
from flowmusic_contract.mock_server.server import Logged, MockServer
from flowmusic_contract.mock_server.trouble import Trouble

_FILLING = {"scenario": "--scenario", "seed": "--seed", "saved": "--from"}
"""The options that fill a ledger which has no accounts, and no other: they would add the same events at each start."""


def run(_context: click.Context, options: Mapping[str, Any]) -> int:
    """Serves until Ctrl-C or SIGTERM, or lists the scenarios, faults and variations."""
    if options["is_list"]:
        return _list()
    server = _server({**options, "token": options["token"] or DEMO_TOKEN})
    _put_into_effect(server, options)
    return serve(server, options["host"], options["port"], options["command"])


def _list() -> int:
    for scenario in SCENARIOS.values():
        click.echo(f"{scenario.name}\n{folded(scenario.sentence, 4)}")
    for change in (*SERVER_FAULTS, *VARIATIONS):
        click.echo(f"{change.id}\n{folded(change.sentence, 4)}")
    return 0


def _server(options: Mapping[str, Any]) -> MockServer:
    [scenario] = _named("scenario", [options["scenario"] or "sample"], SCENARIOS)
    fill = partial(_fill, scenario=scenario, options=options)
    try:
        ledger = Ledger(options["ledger"] or ":memory:")
        if not re.fullmatch(r"[\w:.~+/=-]+", options["token"], re.ASCII):
            raise CannotRunError("--token: expected letters, digits and :._~+/=-")
        with ledger.transaction():
            _fill_if_new(ledger, fill, options)
    except LedgerError as error:
        raise CannotRunError(str(error)) from error
    return MockServer(
        ledger,
        changes_by_id,
        fill,
        options["token"],
        RateLimit(options["rate"]) if options["rate"] else None,
        frozenset(map(_origin, options["cors"])),
        _print if options["log"] else lambda _logged: None,
        judge=LedgerJudge(ledger, (options["token"], DEMO_TOKEN, OTHER_DEMO_TOKEN)),
    )


def _origin(text: str) -> str:
    if text != ANY and not re.fullmatch(r"https?://[\w.-]+(:\d+)?|https?://\[[\da-f:]+\](:\d+)?", text, re.ASCII):
        raise CannotRunError(f"--cors: expected an origin such as http://localhost:5173, or {ANY!r}, got {text!r}")
    return text


def _fill_if_new(ledger: Ledger, fill: Callable[[Ledger], None], options: Mapping[str, Any]) -> None:
    given = [name for key, name in _FILLING.items() if options[key]]
    count = ledger.number_of_accounts()
    if ledger.is_empty() or (given and not count):
        fill(ledger)
        return
    _configure(ledger, options)
    if given:
        names = f"{' and '.join(given)} {'was' if len(given) == 1 else 'were'}"
        accounts = f"{count} account{'s' if count > 1 else ''}"
        click.echo(f"{printable(options['ledger'])} already has {accounts}; {names} not applied", err=True)


def _fill(ledger: Ledger, scenario: str, options: Mapping[str, Any]) -> None:
    ledger.accept(options["token"])
    has_own = options["seed"] or options["saved"] or options["account"]
    if options["scenario"] or not has_own:
        SCENARIOS[scenario].fill(ledger, options["token"])
    for path in options["saved"]:  # before --seed: a saved report replaces the events of its account
        read_saved(ledger, path, options["token"])
    for path in options["seed"]:
        if not read_seed(ledger, path, options["token"]):
            click.echo(f"{printable(path)} has no events", err=True)
    _configure(ledger, options)


def _configure(ledger: Ledger, options: Mapping[str, Any]) -> None:
    for email in options["account"]:
        try:
            ledger.configure(options["token"], email)
        except ValueError as error:  # bytes that are not UTF-8
            raise CannotRunError(f"--account: {error}") from error


def _put_into_effect(server: MockServer, options: Mapping[str, Any]) -> None:
    ids = {"variation": [each.id for each in VARIATIONS], "fault": [each.id for each in SERVER_FAULTS]}
    for kind, other in ("variation", "fault"), ("fault", "variation"):
        for id_ in options[kind]:
            if id_ in ids[other]:
                raise CannotRunError(f"{id_} is a {other}: use --{other} {id_}")
        for id_ in _named(kind, options[kind], ids[kind]):
            server.changes.choose(id_)
    for outage in reversed(options["outage"]):  # the newest change is met first
        server.changes.cause(*_trouble(outage))
    if options["delay"]:
        server.changes.cause(Trouble(delay=options["delay"]))


def _named(kind: str, ids: Sequence[str], known: Collection[str]) -> Sequence[str]:
    listed_by = f"{program_name()} mock --list"
    for each in ids:
        if each not in known:
            raise CannotRunError(f"no {kind} {each}: {hint(each, known, listed_by, has_patterns=False)}")
    return ids


def _trouble(outage: str) -> tuple[Trouble, int | None]:
    match = re.fullmatch(r"([2-9]\d\d|reset|truncated)(?:\*([1-9]\d{0,8}))?", outage, re.ASCII)
    if not match:
        raise CannotRunError(f"--outage: expected a status, reset or truncated, such as 503 or 503*3, got {outage!r}")
    what, times = match.groups()
    trouble = Trouble(status=int(what)) if what.isdecimal() else Trouble(lost=what)
    return trouble, int(times) if times else None


def _print(logged: Logged) -> None:
    change = "  (changed)" if logged.changed else ""
    query = f"?{logged.query}" if logged.query else ""
    what = f"{logged.status}  {logged.method} {logged.path}{query}  {logged.token_in_words}{change}"
    click.echo(printable(f"{logged.at:%H:%M:%S}  {what}"), err=True)

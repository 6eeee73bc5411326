"""The command line: `scripts/contract`. Exit 0 kept, 1 broken, 2 the check could not run."""

import argparse
import difflib
import os
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import httpx

from flowmusic_contract.clients import NotRunnableError, call_all, command
from flowmusic_contract.examine import Verdict, examine_client, examine_server, is_broken, unseen
from flowmusic_contract.mock_server import DEMO_TOKEN, Api, demo_ledger, running
from flowmusic_contract.probes import UnreachableError, ask
from flowmusic_contract.reports.redaction import redaction
from flowmusic_contract.reports.text import text_report
from flowmusic_contract.rules import CLIENT_RULES, RULES, SERVER_RULES, Rule
from flowmusic_contract.rules.exchange import Exchange, Question
from flowmusic_contract.target import Target

KEPT, BROKEN, NOT_RUN = 0, 1, 2

_OUR_CLIENT = Path(__file__).parents[2] / "examples/clients/python-flowmusic-usage/client.py"


class CannotRunError(Exception):
    """The check could not run; says in one line why, and what to do."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise CannotRunError(f"{message} (see {self.prog} --help)")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    try:
        options = _parser().parse_args(arguments)
        exit_code: int = options.run(options)
        sys.stdout.flush()
        return exit_code
    except (CannotRunError, UnreachableError, NotRunnableError) as problem:
        print(f"contract: {_redact(str(problem))}", file=sys.stderr)
        return NOT_RUN
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output has gone, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOT_RUN


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="contract", description="Checks servers, clients and saved answers against the contract.")
    parser.set_defaults(run=_demonstrate)
    doors = parser.add_subparsers(metavar="COMMAND", parser_class=_Parser)

    server = doors.add_parser("server", help="check a server; its token is taken from $USEAPI_TOKEN")
    server.add_argument("--base-url", required=True, metavar="URL", help="the part before /flowmusic/accounts/usage")
    server.add_argument("--email", required=True, nargs="+", action="extend", metavar="E", help="configured accounts")
    _add_common_options(server, _server)

    client = doors.add_parser("client", help="check a client that speaks the client protocol")
    client.add_argument("--command", required=True, metavar="CMD", help="the command that starts the client")
    _add_common_options(client, _client)

    document = doors.add_parser("document", help="check a saved response body")
    document.add_argument("file", metavar="FILE", help="the file, or - for standard input")
    document.add_argument("--email", metavar="E", help="the account that was asked for")
    _add_common_options(document, _document)

    rules = doors.add_parser("rules", help="list every rule with its sentence and basis")
    rules.set_defaults(run=_rules)
    return parser


def _add_common_options(door: argparse.ArgumentParser, run: Any) -> None:
    door.set_defaults(run=run)
    door.add_argument("--strict", action="store_true", help="inferred rules decide the exit code, too")
    door.add_argument("--rule", nargs="+", action="extend", metavar="ID", default=[], help="check these rules only")


def _demonstrate(_options: argparse.Namespace) -> int:
    """Checks the mock server and, against it, the generated client."""
    if not _OUR_CLIENT.exists():
        raise CannotRunError("the demonstration lives in the repository; to check a server: contract server --help")
    api = Api(demo_ledger())
    with running(api) as base_url:
        target = Target(base_url, DEMO_TOKEN, tuple(api.ledger.emails(DEMO_TOKEN)))
        server = _examined_server(target, SERVER_RULES)
    _say(text_report("The mock server", server, ""))
    client = examine_client(call_all(command(shlex.join([sys.executable, str(_OUR_CLIENT)]))))
    _say(text_report("\nThe generated client", client, ""))
    return _conclude([*server, *client], unseen(server), strict=True)


def _server(options: argparse.Namespace) -> int:
    target = Target(_base_url(options.base_url), _token(), tuple(dict.fromkeys(options.email)))
    verdicts = _examined_server(target, _chosen(options.rule, SERVER_RULES))
    emails = " ".join("--email …" for _ in target.emails)
    again = f"scripts/contract server --base-url {target.base_url} {emails}"
    _say(text_report(f"The server at {target.base_url}", verdicts, again))
    return _conclude(verdicts, unseen(verdicts), strict=options.strict)


def _examined_server(target: Target, rules: Sequence[Rule[Any]]) -> list[Verdict]:
    with target.connect() as client:
        return examine_server(ask(target, client), rules)


def _client(options: argparse.Namespace) -> int:
    verdicts = examine_client(call_all(command(options.command)), _chosen(options.rule, CLIENT_RULES))
    again = f"scripts/contract client --command {shlex.quote(options.command)}"
    _say(text_report(f"The client {options.command}", verdicts, again))
    return _conclude(verdicts, [], strict=options.strict)


def _document(options: argparse.Namespace) -> int:
    rules = _chosen(options.rule, [rule for rule in SERVER_RULES if not rule.id.startswith("responses.")])
    try:
        body = sys.stdin.buffer.read() if options.file == "-" else Path(options.file).read_bytes()
    except OSError as error:
        raise CannotRunError(f"cannot read {options.file}: {error.strerror or error}") from error
    name = "standard input" if options.file == "-" else options.file
    exchange = Exchange(Question(email=options.email), status=200, body=body, source=name)
    verdicts = examine_server([exchange], rules)
    again = f"scripts/contract document {shlex.quote(options.file)}"
    _say(text_report(f"The document in {name}", verdicts, "" if options.file == "-" else again))
    return _conclude(verdicts, [], strict=options.strict)


def _rules(_options: argparse.Namespace) -> int:
    for rule in RULES:
        because = f" Because {rule.because}." if rule.because else ""
        print(f"{rule.basis:<11} {rule.id}\n{'':11} {rule.sentence}{because}")
    return KEPT


def _conclude(verdicts: Sequence[Verdict], lacking: Sequence[str], *, strict: bool) -> int:
    if is_broken(verdicts, strict=strict):
        _say("Contract BROKEN.")
        return BROKEN
    if lacking:
        raise CannotRunError(f"cannot say that the contract is kept: never saw {'; nor '.join(lacking)}")
    inferred = " But for inferred rules; with --strict they count." if is_broken(verdicts, strict=True) else ""
    _say(f"Contract kept.{inferred}")
    return KEPT


def _chosen(ids: Sequence[str], rules: Sequence[Rule[Any]]) -> list[Rule[Any]]:
    known = {rule.id: rule for rule in rules}
    for rule_id in ids:
        if rule_id not in known:
            near = difflib.get_close_matches(rule_id, known, n=1)
            hint = f"did you mean {near[0]}?" if near else "contract rules lists them"
            raise CannotRunError(f"no rule {rule_id} here: {hint}")
    return [rule for rule in rules if not ids or rule.id in ids]


def _base_url(text: str) -> str:
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError):
        url = httpx.URL("")
    if url.scheme not in ("http", "https") or not url.host:
        raise CannotRunError(f"--base-url must be like https://api.useapi.net/v1, got {text!r}")
    return text.rstrip("/")


def _token() -> str:
    token = os.environ.get("USEAPI_TOKEN", "")
    if not token:
        raise CannotRunError("no API token: set the environment variable USEAPI_TOKEN")
    if not token.isascii() or not token.isprintable() or " " in token:
        raise CannotRunError("USEAPI_TOKEN must be printable ASCII without blanks, as a header can carry it")
    return token


def _say(text: str) -> None:
    print(_redact(text), flush=True)


def _redact(text: str) -> str:
    return redaction(os.environ.get("USEAPI_TOKEN", ""), os.environ.get("USEAPI_OTHER_TOKEN", ""))(text)

"""The command line: `scripts/contract`. Exit 0 kept, 1 broken, 2 the check could not run."""

import argparse
import difflib
import io
import os
import shlex
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NoReturn

import httpx
from attrs import evolve

from flowmusic_contract.all_rules import CLIENT_RULES, DOCUMENT_RULES, RULES, SERVER_RULES
from flowmusic_contract.check import Fuzz, check_client, check_document, check_server
from flowmusic_contract.client.cases import Case, all_cases, smoke_cases
from flowmusic_contract.client.protocol import DEFAULT_JOBS, NotRunnableError, Plan, command
from flowmusic_contract.engine import baseline
from flowmusic_contract.engine.report import Report
from flowmusic_contract.engine.rule import Rule
from flowmusic_contract.mock_server import DEMO_TOKEN, OTHER_DEMO_TOKEN, Api, demo_ledger, running
from flowmusic_contract.reports.github import github_report
from flowmusic_contract.reports.html import html_report
from flowmusic_contract.reports.json_report import json_report
from flowmusic_contract.reports.junit import junit_report
from flowmusic_contract.reports.redaction import Redact, redaction
from flowmusic_contract.reports.rendering import sanitizer
from flowmusic_contract.reports.sarif import sarif_report
from flowmusic_contract.reports.text import text_report
from flowmusic_contract.server.session import Limits, ProbeSession, UnreachableError
from flowmusic_contract.server.target import Target, Tenant

NOT_RUN = 2

_WRITERS = {"json": json_report, "junit": junit_report, "sarif": sarif_report, "html": html_report}

_OUR_CLIENT = Path(__file__).parents[2] / "clients/python-flowmusic-usage/client.py"
_LIVE_RATE = 2.0
"""Requests per second to a server that is not on this machine, unless --rate says otherwise."""


class CannotRunError(Exception):
    """The check could not run; says in one line why, and what to do."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise CannotRunError(f"{message} (see {self.prog} --help)")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    for stream in sys.stdout, sys.stderr:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # an answer may hold what no encoding can print
    try:
        options = _parser().parse_args(arguments)
        exit_code: int = options.run(options)
        sys.stdout.flush()
    except (CannotRunError, UnreachableError, NotRunnableError) as problem:
        print(f"contract: {sanitizer(_redaction())(str(problem))}", file=sys.stderr)
        return NOT_RUN
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output has gone, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOT_RUN
    return exit_code


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="contract", description="Checks servers, clients and saved answers against the contract.")
    parser.set_defaults(run=_demonstrate)
    doors = parser.add_subparsers(metavar="COMMAND", parser_class=_Parser)
    _add_server(doors.add_parser("server", help="check a server; its token is taken from $USEAPI_TOKEN"))

    _add_client(doors.add_parser("client", help="check a client that speaks the client protocol"))

    document = doors.add_parser("document", help="check a saved response body")
    document.add_argument("file", metavar="FILE", help="the file, or - for standard input")
    document.add_argument("--email", metavar="E", help="the account that was asked for")
    _add_common(document, _document)

    cases = doors.add_parser("cases", help="list every case that a client is made to do")
    cases.set_defaults(run=_cases)
    rules = doors.add_parser("rules", help="list every rule with its sentence and basis")
    rules.set_defaults(run=_rules)
    return parser


def _add_server(server: argparse.ArgumentParser) -> None:
    option = server.add_argument
    option("--base-url", required=True, metavar="URL", help="the part before /flowmusic/accounts/usage")
    option("--email", required=True, nargs="+", action="extend", metavar="E", help="accounts configured for the token")
    option("--other-email", nargs="+", action="extend", metavar="E", help="accounts of $USEAPI_OTHER_TOKEN")
    option("--timeout", type=_positive, default=10, metavar="S", help="seconds for one answer; default %(default)s")
    option("--rate", type=_rate, metavar="N/s", help=f"requests per second; default {_LIVE_RATE:g}/s if live-safe")
    option(
        "--live-safe",
        action=argparse.BooleanOptionalAction,
        help="GET only, one at a time, nothing made up; default for every server that is not on this machine",
    )
    option("--no-fuzz", action="store_true", help="send no requests that schemathesis makes up")
    option("--max-requests", type=int, default=Fuzz().requests, metavar="N", help="of those; default %(default)s")
    option("--seed", type=int, default=Fuzz().seed, metavar="N", help="from which they follow; default %(default)s")
    _add_common(server, _server)


def _add_client(client: argparse.ArgumentParser) -> None:
    option = client.add_argument
    option("--command", required=True, metavar="CMD", help="the command that starts the client")
    option("--case", nargs="+", action="extend", metavar="ID", help="do these cases only, such as types.*")
    option(
        "--jobs", type=_count, default=DEFAULT_JOBS, metavar="N", help="calls at a time; default the number of cores"
    )
    _add_common(client, _client, "--known-failures")
    client.set_defaults(show_emails=True)  # they are the mock server's


def _add_common(door: argparse.ArgumentParser, run: Any, *baseline_too: str) -> None:
    door.set_defaults(run=run)
    door.add_argument("--strict", action="store_true", help="inferred rules decide the exit code, too")
    door.add_argument("--rule", nargs="+", action="extend", metavar="ID", default=[], help="check these rules only")
    accepted = "a file of findings that are accepted, one a line, with reasons"
    door.add_argument("--baseline", *baseline_too, metavar="F", help=accepted)
    for name in _WRITERS:
        door.add_argument(f"--{name}", metavar="F", help=f"write the report as {name.upper()} to a file, too")
    door.add_argument("--show-emails", action="store_true", help="do not mask e-mails in what is printed and written")


def _demonstrate(_options: argparse.Namespace) -> int:
    """Checks the mock server and, against it, the generated client."""
    if not _OUR_CLIENT.exists():
        raise CannotRunError("the demonstration lives in the repository; to check a server: contract server --help")
    ledger = demo_ledger()
    tenants = [Tenant(token, tuple(ledger.emails(token))) for token in (DEMO_TOKEN, OTHER_DEMO_TOKEN)]
    client = command(shlex.join([sys.executable, str(_OUR_CLIENT)]))
    with ThreadPoolExecutor() as pool, running(Api(ledger)) as base_url:
        plan = Plan(smoke_cases())
        clients_report = pool.submit(check_client, "the generated client", client, plan, strict=True)
        of_server = check_server(Target(base_url, *tenants), Limits(), Fuzz(), strict=True)
        of_client = clients_report.result()
    redact = _redaction(show_emails=True)  # they are the mock server's
    print(text_report("The mock server", of_server, redact))
    print("\n" + text_report("The generated client", of_client, redact))
    print("(one case of each kind; all of them: scripts/contract client)")
    return _conclude(
        evolve(
            of_client,
            verdicts=[*of_server.verdicts, *of_client.verdicts],
            missing_evidence=[*of_server.missing_evidence, *of_client.missing_evidence],
        )
    )


def _server(options: argparse.Namespace) -> int:
    tenant = Tenant(_token(), _distinct(options.email))
    target = Target(_base_url(options.base_url), tenant, _other(options.other_email))
    live_safe = not target.is_local if options.live_safe is None else options.live_safe
    rate = options.rate or (_LIVE_RATE if live_safe else None)
    limits = Limits(seconds=options.timeout, rate=rate, live_safe=live_safe)
    fuzz = None if options.no_fuzz or live_safe else Fuzz(options.max_requests, options.seed)
    if live_safe:
        _announce(target, limits)
    report = check_server(target, limits, fuzz, rules=_chosen(options.rule, SERVER_RULES), strict=options.strict)
    emails = " ".join("--email …" for _ in tenant.emails)
    again = f"scripts/contract server --base-url {target.base_url} {emails}"
    return _finish(f"The server at {target.base_url}", evolve(report, again=again), options)


def _announce(target: Target, limits: Limits) -> None:
    with httpx.Client() as http:
        planned = len(ProbeSession(target, http, limits).planned())
    print(
        f"Will send {planned} GETs to {target.base_url}, one at a time, at most {limits.rate:g}/s; nothing but GETs.",
        file=sys.stderr,
    )


def _client(options: argparse.Namespace) -> int:
    rules = _chosen(options.rule, CLIENT_RULES)
    plan = Plan(_chosen_cases(options.case), options.jobs)
    report = check_client(options.command, command(options.command), plan, rules=rules, strict=options.strict)
    again = f"scripts/contract client --command {shlex.quote(options.command)}"
    return _finish(f"The client {options.command}", evolve(report, again=again), options)


def _document(options: argparse.Namespace) -> int:
    rules = _chosen(options.rule, DOCUMENT_RULES)
    try:
        body = sys.stdin.buffer.read() if options.file == "-" else Path(options.file).read_bytes()
    except OSError as error:
        raise CannotRunError(f"cannot read {options.file}: {error.strerror or error}") from error
    name = "standard input" if options.file == "-" else options.file
    report = check_document(name, body, options.email, rules=rules, strict=options.strict)
    again = "" if options.file == "-" else f"scripts/contract document {shlex.quote(options.file)}"
    return _finish(f"The document in {name}", evolve(report, again=again), options)


def _cases(_options: argparse.Namespace) -> int:
    for case in all_cases():
        print(f"{case.id}\n    {case.sentence}")
    return 0


def _rules(_options: argparse.Namespace) -> int:
    for rule in RULES:
        because = f" Because {rule.because}." if rule.because else ""
        print(f"{rule.basis:<11} {rule.id}\n{'':11} {rule.sentence}{because}")
    return 0


def _finish(title: str, report: Report, options: argparse.Namespace) -> int:
    redact = _redaction(show_emails=options.show_emails)
    if options.baseline:
        report = _accepting(report, options.baseline)
    print(text_report(title, report, redact), flush=True)
    for name, writer in _WRITERS.items():
        path = getattr(options, name)
        if path:
            _write(Path(path), writer(report, redact))
    if os.environ.get("GITHUB_ACTIONS") == "true":
        print(github_report(report, redact), end="")
    return _conclude(report)


def _accepting(report: Report, path: str) -> Report:
    try:
        cases = [case.id for case in all_cases()] if report.kind == "client" else []
        return baseline.apply(report, baseline.read(Path(path).read_text(encoding="utf-8"), RULES, cases))
    except OSError as error:
        raise CannotRunError(f"cannot read {path}: {error.strerror or error}") from error
    except ValueError as error:
        raise CannotRunError(f"{path}: {error}") from error


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CannotRunError(f"cannot write {path}: {error.strerror or error}") from error


def _conclude(report: Report) -> int:
    conclusion = report.conclusion
    if conclusion == "inconclusive":
        raise CannotRunError(f"cannot say that the contract is kept: {'; '.join(report.inconclusive_because)}")
    but = conclusion == "kept" and evolve(report, strict=True).conclusion == "broken"
    inferred = " But for inferred rules; with --strict they count." if but else ""
    print(f"Contract {'BROKEN' if conclusion == 'broken' else 'kept'}.{inferred}", flush=True)
    return report.exit_code


def _chosen(ids: Sequence[str], rules: Sequence[Rule[Any]]) -> list[Rule[Any]]:
    known = {rule.id: rule for rule in rules}
    for rule_id in ids:
        if rule_id not in known:
            near = difflib.get_close_matches(rule_id, known, n=1)
            hint = f"did you mean {near[0]}?" if near else "contract rules lists them"
            raise CannotRunError(f"no rule {rule_id} here: {hint}")
    return [rule for rule in rules if not ids or rule.id in ids]


def _chosen_cases(patterns: Sequence[str] | None) -> list[Case]:
    for pattern in patterns or ():
        if not any(fnmatchcase(case.id, pattern) for case in all_cases()):
            near = difflib.get_close_matches(pattern, [case.id for case in all_cases()], n=1)
            hint = f"did you mean {near[0]}?" if near else "contract cases lists them"
            raise CannotRunError(f"no case {pattern}: {hint}")
    return [case for case in all_cases() if patterns is None or any(fnmatchcase(case.id, each) for each in patterns)]


def _base_url(text: str) -> str:
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError):
        url = httpx.URL("")
    if url.scheme not in ("http", "https") or not url.host or url.query or url.userinfo:
        raise CannotRunError(f"--base-url must be like https://api.useapi.net/v1, got {text!r}")
    return text.rstrip("/")


def _token(variable: str = "USEAPI_TOKEN") -> str:
    token = os.environ.get(variable, "")
    if not token:
        raise CannotRunError(f"no API token: set the environment variable {variable}")
    if not token.isascii() or not token.isprintable() or " " in token:
        raise CannotRunError(f"{variable} must be printable ASCII without blanks, as a header can carry it")
    return token


def _other(emails: Sequence[str] | None) -> Tenant | None:
    return Tenant(_token("USEAPI_OTHER_TOKEN"), _distinct(emails)) if emails else None


def _distinct(emails: Sequence[str]) -> tuple[str, ...]:
    if not all(email.strip() for email in emails):
        raise CannotRunError("an e-mail of an account must not be empty")
    return tuple(dict.fromkeys(emails))


def _positive(text: str) -> float:
    number = float(text)
    if not 0 < number < float("inf"):
        raise ValueError(text)
    return number


def _count(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be a number from 1, got {text!r}")
    return number


def _rate(text: str) -> float:
    return _positive(text.removesuffix("/s"))


def _redaction(*, show_emails: bool = False) -> Redact:
    secrets = (os.environ.get("USEAPI_TOKEN", ""), os.environ.get("USEAPI_OTHER_TOKEN", ""))
    return redaction(*secrets, show_emails=show_emails)

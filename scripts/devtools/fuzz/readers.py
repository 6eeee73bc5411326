"""The readers of foreign input, each with the errors that it documents. Whatever else it raises is a defect."""

import io
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout, suppress
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from attrs import frozen

from devtools.fuzz import inputs
from devtools.fuzz.raw_http import read_response
from flowmusic_contract import cli
from flowmusic_contract.all_rules import RULES
from flowmusic_contract.check import check_document, report_on_calls
from flowmusic_contract.client.cases import all_cases
from flowmusic_contract.client.programs import ClientFailedError
from flowmusic_contract.client.protocol import parsed_output
from flowmusic_contract.client.recording import record_call
from flowmusic_contract.engine import baseline
from flowmusic_contract.engine.client_fault import ClientOutput
from flowmusic_contract.engine.decoding import decode
from flowmusic_contract.engine.report import Report
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, Handler, Request
from flowmusic_contract.reports.redaction import redaction
from flowmusic_contract.reports.text import text_report
from flowmusic_contract.server.content_coding import ContentError, decoded

Read = Callable[[bytes], bool]
"""Reads one input; returns whether it was accepted, and not refused with a documented error."""

_MOST_DECODED = 4_000_000
_PIECES = (1_000, 4_096, 65_536)
_FORMATS = (None, None, "json", "junit", "sarif", "html", "markdown")
_NOT_RUN = 2


@frozen
class Reader:
    """What is read, how its inputs are made, and how many of a thousand inputs it gets."""

    name: str
    share: int
    make: inputs.Make
    read: Read


def read_body(data: bytes) -> bool:
    """Judges a response body with every rule. It is accepted if its values are judged."""
    return not check_document("a body", data, DEMO_EMAILS[0]).missing_evidence


def read_content(data: bytes) -> bool:
    """Decodes the content of a response; the line before it is its Content-Encoding."""
    names, _, content = data.partition(b"\n")
    size = _PIECES[len(data) % len(_PIECES)]
    pieces = (content[start : start + size] for start in range(0, len(content), size))
    try:
        for _ in decoded(pieces, names.decode("latin-1"), _MOST_DECODED):
            pass
    except ContentError:
        return False
    return True


def read_document(data: bytes) -> bool:
    """Runs the command `document`, which prints a report and may write another. It is accepted if it is JSON."""
    folder = _folder()
    (folder / "document").write_bytes(data)
    form = _FORMATS[len(data) % len(_FORMATS)]
    written = [f"--{form}", str(folder / "report")] if form else []
    printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with printed, redirect_stdout(printed), redirect_stderr(printed):
        exit_code = cli.main(["document", *written, str(folder / "document")])
    if exit_code not in (0, 1, _NOT_RUN):
        raise ValueError(f"exit code {exit_code}")
    return decode(data).is_usable


def read_baseline(data: bytes) -> bool:
    """Reads known failures, and applies them to a report on a document and to one on a client."""
    try:
        text = data.decode()
        entries = baseline.read(text, RULES)
    except (UnicodeDecodeError, baseline.BaselineError):
        return False
    with suppress(baseline.BaselineError):
        baseline.read(text, RULES, [case.id for case in all_cases()])
    for report in _reports():
        baseline.apply(report, entries)
    return True


def read_output(data: bytes) -> bool:
    """Reads what a client program printed, judges it and prints the report."""
    try:
        output = parsed_output(data)
    except ClientFailedError:
        return False
    text_report("a client", _report_on(output), redaction(DEMO_TOKEN))
    return True


def _report_on(output: ClientOutput) -> Report:
    case = all_cases()[0]

    def call(handler: Handler) -> ClientOutput:
        handler(Request.get(case.email).authorized_by(case.token))
        return output

    return report_on_calls("a client", [record_call(case, call)])


@cache
def _reports() -> tuple[Report, ...]:
    return check_document("a document", b'{"events": [{}]}', None), _report_on({"status": 404})


@cache
def _folder() -> Path:
    return Path(mkdtemp(prefix="fuzz-"))


READERS = {
    reader.name: reader
    for reader in (
        Reader("bodies", 350, inputs.body, read_body),
        Reader("responses", 60, inputs.response, read_response),
        Reader("contents", 300, inputs.content, read_content),
        Reader("documents", 30, inputs.document, read_document),
        Reader("baselines", 200, inputs.known_failures, read_baseline),
        Reader("outputs", 60, inputs.output, read_output),
    )
}

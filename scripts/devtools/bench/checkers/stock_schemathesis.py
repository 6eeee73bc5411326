"""Stock schemathesis: `st run` with a token; the email address of an account is the example in the spec."""

import re
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree as ET

from devtools.bench.checkers.checker import Checker, Problems
from devtools.bench.tools import NotRunError, run
from devtools.paths import SPEC
from flowmusic_contract.mock_server import DEMO_TOKEN, Handler, running

_FAILURE = re.compile(r"^- (\S.*)$(?:\n\n {4}(Received: \d+)$)?", re.MULTILINE)
"""The title of a failure and, if that is what it is about, the status that was received."""


def check(handlers: Sequence[Handler]) -> list[Problems]:
    """Returns the failures that are reported about each server."""
    return list(map(_failures, handlers))


def _failures(handler: Handler) -> Problems:
    with TemporaryDirectory() as folder, running(handler) as base_url:
        report = Path(folder) / "junit.xml"
        command: list[str | Path] = [
            Path(sys.executable).with_name("st"),
            "run",
            SPEC,
            "--url",
            base_url,
            "--seed",
            "1",
        ]
        command += ["--header", f"Authorization: Bearer {DEMO_TOKEN}", "--request-timeout", "2"]
        printed = run([*command, "--report", "junit", "--report-junit-path", report], Path(folder))
        if not report.exists():
            raise NotRunError(f"st run wrote no report: {printed[-200:]!r}")
        return problems_of(report.read_text(encoding="utf-8"))


def problems_of(junit: str) -> Problems:
    """Returns the failures and errors of a JUnit report."""
    found: set[str] = set()
    for element in ET.fromstring(junit).iter():  # noqa: S314 - written by the tool that was just run
        if element.tag in ("failure", "error"):
            titles = [" ".join(filter(None, match)) for match in _FAILURE.findall(element.text or "")]
            found.update(titles or [f"{element.tag} {element.get('message')}"])
    return frozenset(found)


STOCK_SCHEMATHESIS = Checker("schemathesis", "schemathesis", lambda: version("schemathesis"), check, workers=2)

"""Specmatic's `test`, with an example for each kind of call. One run checks many servers, each under its own name."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree as ET

import click
import yaml

from devtools.bench.checkers.checker import Checker, Problems, all_running
from devtools.bench.tools import INSTALLED, NotRunError, run
from devtools.paths import SPEC
from devtools.pinned import install as install_pins
from devtools.toolchain import tools
from flowmusic_contract.mock_server import (
    DEMO_EMAILS,
    DEMO_TOKEN,
    OTHER_DEMO_EMAILS,
    OTHER_DEMO_TOKEN,
    Api,
    Handler,
    Request,
    demo_ledger,
)
from flowmusic_contract.server.target import UNKNOWN_EMAIL, UNKNOWN_TOKEN

_PINS = Path(__file__).parents[1] / "specmatic.txt"
_JAVA = tools.Requirements(programs={"java": "default-jre-headless"})
_JAR = INSTALLED / "specmatic" / "specmatic" / "core" / "specmatic.jar"

_CALLS = {
    "listener": (DEMO_EMAILS[0], DEMO_TOKEN),
    "newcomer": (DEMO_EMAILS[1], DEMO_TOKEN),
    "duo": (DEMO_EMAILS[2], DEMO_TOKEN),
    "rival": (OTHER_DEMO_EMAILS[0], OTHER_DEMO_TOKEN),
    "foreign": (DEMO_EMAILS[0], OTHER_DEMO_TOKEN),
    "unknown": (UNKNOWN_EMAIL, DEMO_TOKEN),
    "invalid": (DEMO_EMAILS[0], UNKNOWN_TOKEN),
}
"""The email address and the token of each example, by its name."""

_SKIPPED = "skipped"
"""The problem of a server whose tests were skipped, because a request got no response."""

_NAME = re.compile(r"the example '(\d+)-(\w+)'")
_LOCATION = re.compile(r"^ *>> (\S+)", re.MULTILINE)


def install() -> str:
    """Installs Java and Specmatic, and returns its version.

    Raises:
        NotRunError: if one of them cannot be installed.
    """
    tools.install([_JAVA])
    if tools.missing(_JAVA):
        raise NotRunError(tools.missing(_JAVA))
    try:
        install_pins(_PINS, INSTALLED / "specmatic")
    except click.ClickException as error:
        raise NotRunError(error.message) from error
    [version] = re.findall(r"^specmatic==(\S+)", _PINS.read_text(encoding="utf-8"), re.MULTILINE)
    return str(version)


def check(handlers: Sequence[Handler]) -> list[Problems]:
    """Returns the failed tests of each server.

    After a request that gets no response, Specmatic skips all other tests of the run, also those of other servers. So
    the servers with skipped tests are checked again, in two runs, until the one that does not respond is alone.
    """
    found = _run(handlers)
    skipped = [number for number, problems in enumerate(found) if _SKIPPED in problems]
    if len(handlers) > 1:
        for half in skipped[: len(skipped) // 2], skipped[len(skipped) // 2 :]:
            again = check([handlers[number] for number in half]) if half else []
            for number, problems in zip(half, again, strict=True):
                found[number] = problems
    return found


def _run(handlers: Sequence[Handler]) -> list[Problems]:
    with TemporaryDirectory() as name, all_running(handlers) as base_urls:
        folder = Path(name)
        provided = [_write_server(folder, number, base_url) for number, base_url in enumerate(base_urls)]
        configuration = {"version": 2, "contracts": [{"filesystem": {"directory": "."}, "provides": provided}]}
        (folder / "specmatic.yaml").write_text(json.dumps(configuration), encoding="utf-8")
        printed = run(["java", "-jar", _JAR, "test", "--junitReportDir", "junit", "--timeout", "2"], folder)
        reports = list((folder / "junit").glob("*.xml"))
        if not reports:
            raise NotRunError(f"specmatic test wrote no report: {printed[-200:]!r}")
        return problems_of(reports[0].read_text(encoding="utf-8"), len(handlers))


def _write_server(folder: Path, number: int, base_url: str) -> dict[str, Any]:
    (folder / f"server{number}.json").write_text(json.dumps(specification()), encoding="utf-8")
    examples = folder / f"server{number}_examples"
    examples.mkdir()
    for name, (email, token) in _CALLS.items():
        (examples / f"{number}-{name}.json").write_text(json.dumps(_example(email, token)), encoding="utf-8")
    return {"specs": [f"server{number}.json"], "baseUrl": base_url}


def specification() -> dict[str, Any]:
    """Returns the spec, changed in favour of Specmatic, so that the correct server passes.

    It would request the examples of the responses with a random email address, and take an error that is described
    without a body for one that must not have a body.
    """
    spec: dict[str, Any] = yaml.safe_load(SPEC.read_text(encoding="utf-8"))
    responses = spec["components"]["responses"]
    del responses["AccountUsage"]["content"]["application/json"]["examples"]
    for name in ("Unauthorized", "NotFound"):
        responses[name]["content"] = {"application/json": {"schema": {}}}
    return spec


def _example(email: str, token: str) -> dict[str, Any]:
    response = Api(demo_ledger())(Request.get(email).authorized_by(token))
    return {
        "http-request": {
            "method": "GET",
            "path": "/flowmusic/accounts/usage",
            "query": {"email": email},
            "headers": {"Authorization": f"Bearer {token}"},
        },
        "http-response": {
            "status": response.status,
            "headers": {"Content-Type": "application/json"},
            "body": response.json(),
        },
    }


def problems_of(junit: str, servers: int) -> list[Problems]:
    """Returns the failed tests of each server, with the wrong part of the response, and whether some were skipped."""
    found: list[set[str]] = [set() for _ in range(servers)]
    for case in ET.fromstring(junit).iter("testcase"):  # noqa: S314 - written by the tool that was just run
        name = _NAME.search(case.get("name", ""))
        failures = [element.get("message", "") for element in case if element.tag in ("failure", "error")]
        if name and case.find("skipped") is not None:
            found[int(name[1])].add(_SKIPPED)
        elif name:
            locations = {location for failure in failures for location in _LOCATION.findall(failure) or ["?"]}
            found[int(name[1])].update(f"{name[2]} {location}" for location in locations)
    return list(map(frozenset, found))


SPECMATIC = Checker("Specmatic test", "specmatic", install, check, batch=50)

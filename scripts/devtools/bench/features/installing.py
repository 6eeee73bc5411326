"""Installs the clients that are compared, or generates them; returns the versions that the table names."""

import re
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path

import click

from devtools.bench.checkers import redocly
from devtools.bench.features import clients
from devtools.bench.features.watching import PACKAGES
from devtools.bench.peers import PEERS, generate_stock
from devtools.bench.tools import NotRunError, install_npm, run
from devtools.paths import SPEC
from devtools.pinned import install as install_pins

_PINS = Path(__file__).with_name("peers.txt")

Versions = dict[str, str]


def install(client: clients.Client) -> Versions:
    """Makes a client ready to run, and returns the version of the package that it comes from.

    Raises:
        NotRunError: if it cannot be had here; the message says why.
    """
    try:
        return INSTALLERS[client.name]()
    except click.ClickException as error:
        raise NotRunError(error.message.strip().splitlines()[0]) from error


def _ours() -> Versions:
    return {}  # it is part of this repository


def _pinned(package: str) -> Versions:
    install_pins(_PINS, PACKAGES)
    [pinned] = re.findall(rf"^{package}==(\S+)", _PINS.read_text(encoding="utf-8"), re.MULTILINE)
    return {package: str(pinned)}


def _redocly() -> Versions:
    installed = redocly.install()
    PEERS.mkdir(parents=True, exist_ok=True)
    module = PEERS / f"{clients.REDOCLY}.py"
    module.unlink(missing_ok=True)
    program, output = install_npm(redocly.PINS, "redocly"), module.with_suffix(".ts")
    run([program, "generate-client", SPEC, "--generator", "python", "--output", output], PEERS)
    if not module.exists():
        raise NotRunError("redocly generate-client wrote no client")
    return {"@redocly/cli": installed}


def _stock() -> Versions:
    generate_stock()
    return {"openapi-python-client": version("openapi-python-client")}


INSTALLERS: dict[str, Callable[[], Versions]] = {
    clients.OURS.name: _ours,
    clients.OPENAI.name: partial(_pinned, "openai"),
    clients.STRIPE.name: partial(_pinned, "stripe"),
    clients.OF_REDOCLY.name: _redocly,
    clients.OF_STOCK.name: _stock,
}
"""How each client is installed, by its name."""

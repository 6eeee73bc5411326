"""The same seed sends the same requests from a wheel and from a checkout."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import flowmusic_contract

PACKAGE = Path(flowmusic_contract.__file__).parent
SPEC = PACKAGE.parents[1] / "openapi.yaml"

REQUESTS = """
from flowmusic_contract.mock_server import Api, demo_ledger
from flowmusic_contract.server.connection import InProcessConnection
from flowmusic_contract.server.fuzz import send_generated
from flowmusic_contract.server.session import ProbeSession
from flowmusic_contract.server.target import DEMO_TENANT, Target

session = ProbeSession(Target("http://mock/v1", DEMO_TENANT), InProcessConnection(Api(demo_ledger())))
send_generated(session, 1, 40, lambda exchange: print(exchange.source, exchange.intent.token))
"""


def requests_of(folder: Path) -> list[str]:
    """Returns the generated requests of the package in a folder, with the status and the kind of token of each."""
    environment = os.environ | {"PYTHONPATH": str(folder)}
    command = [sys.executable, "-P", "-c", REQUESTS]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.splitlines()


def test_seed_is_the_same_from_a_wheel(tmp_path: Path) -> None:
    """Hypothesis collects constants from local source code; they do not change the generated requests."""
    installed = tmp_path / "site-packages"
    shutil.copytree(PACKAGE, installed / "flowmusic_contract", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(SPEC, installed / "flowmusic_contract")
    from_checkout, from_wheel = requests_of(PACKAGE.parent), requests_of(installed)

    assert 40 <= len(from_checkout)
    assert from_checkout == from_wheel

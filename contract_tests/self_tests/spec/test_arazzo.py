"""`examples/arazzo.yaml` covers the documented statuses, and its default server is the mock server."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from devtools.lint_spec.respect import FAULTS, WORKFLOWS
from flowmusic_contract import spec
from flowmusic_contract.all_faults import SERVER_FAULTS
from flowmusic_contract.cli.options import DEFAULT_PORT
from flowmusic_contract.mock_server import demo_ledger

ARAZZO: dict[str, Any] = yaml.safe_load((Path(__file__).parents[3] / "examples/arazzo.yaml").read_text())
STEPS: list[dict[str, Any]] = [step for workflow in ARAZZO["workflows"] for step in workflow["steps"]]
INPUTS = ARAZZO["components"]["inputs"]["Account"]["properties"]


def test_every_documented_status_has_a_workflow() -> None:
    """The statuses that the workflows expect are those that the spec documents."""
    conditions = [criterion["condition"] for step in STEPS for criterion in step["successCriteria"]]
    expected = re.findall(r"^\$statusCode == (\d+)$", "\n".join(conditions), re.MULTILINE)

    assert list(spec.at("#/paths/~1flowmusic~1accounts~1usage/get/responses")) == expected


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step["stepId"])
def test_steps_call_the_operation_of_the_spec(step: dict[str, Any]) -> None:
    """A step calls the one operation that the spec has."""

    assert spec.at("#/paths/~1flowmusic~1accounts~1usage/get/operationId") == step["operationId"]


def test_default_server_is_the_mock_server() -> None:
    """Unless the user names a server, requests go to the one that scripts/mock starts, never to the live one."""

    assert [f"http://127.0.0.1:{DEFAULT_PORT}/v1"] == [
        source.get("x-serverUrl") for source in ARAZZO["sourceDescriptions"]
    ]


def test_defaults_are_an_account_of_the_mock_server() -> None:
    """The default token and email address belong to an account of the mock server."""

    assert INPUTS["email"]["default"] in demo_ledger().emails(INPUTS["token"]["default"])


def test_release_is_that_of_the_spec() -> None:
    """The workflows have the version number of the spec."""

    assert spec.at("#/info/version") == ARAZZO["info"]["version"]


def test_every_workflow_has_a_fault_that_fails_it() -> None:
    """`scripts/lint-spec` runs each workflow against a fault that exists."""

    assert set(FAULTS.values()) == WORKFLOWS
    assert set() == FAULTS.keys() - {fault.id for fault in SERVER_FAULTS}

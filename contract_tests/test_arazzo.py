"""`examples/arazzo.yaml` covers what the spec documents, and calls the mock server unless told otherwise."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from flowmusic_contract import spec
from flowmusic_contract.cli.options import DEFAULT_PORT
from flowmusic_contract.mock_server import demo_ledger

ARAZZO: dict[str, Any] = yaml.safe_load((Path(__file__).parents[1] / "examples/arazzo.yaml").read_text())
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


def test_nothing_but_the_mock_server_is_called_by_default() -> None:
    """Where no server is named, the one that scripts/mock starts is called, never the live one."""

    assert [f"http://127.0.0.1:{DEFAULT_PORT}/v1"] == [
        source.get("x-serverUrl") for source in ARAZZO["sourceDescriptions"]
    ]


def test_defaults_are_an_account_of_the_mock_server() -> None:
    """The token and the e-mail that are sent by default open an account of the mock server."""

    assert INPUTS["email"]["default"] in demo_ledger().emails(INPUTS["token"]["default"])


def test_release_is_that_of_the_spec() -> None:
    """The one release number counts here, too."""

    assert spec.at("#/info/version") == ARAZZO["info"]["version"]

"""The files for Home Assistant and n8n describe the right request, and read its response rightly."""

import contextlib
import json
import re
from pathlib import Path
from typing import Any

import httpx
import jinja2
import pytest
import yaml

from flowmusic_contract.mock_server import FlowmusicMock

EXAMPLES = Path(__file__).parents[3] / "examples"
PLACEHOLDER = "user:12345-abcdefghi"
SECRETS: dict[str, str] = yaml.safe_load((EXAMPLES / "home_assistant/secrets.yaml").read_text())


class _Loader(yaml.SafeLoader):
    """Reads `!secret name` as Home Assistant does."""


def _secret(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> str:
    return SECRETS[str(loader.construct_scalar(node))]


_Loader.add_constructor("!secret", _secret)
CONFIGURATION: Any = yaml.load((EXAMPLES / "home_assistant/configuration.yaml").read_text(), _Loader)  # noqa: S506
WORKFLOW: Any = json.loads((EXAMPLES / "n8n.json").read_text())
NODES: dict[str, Any] = {node["name"]: node for node in WORKFLOW["nodes"]}


def sensor_request(mock: FlowmusicMock, **params: str) -> httpx.Response:
    """Sends the request of the sensors, with a token of the mock server."""
    [rest] = CONFIGURATION["rest"]
    headers = {name: value.replace(PLACEHOLDER, mock.token) for name, value in rest["headers"].items()}
    return httpx.get(rest["resource"], params=rest["params"] | params, headers=headers)


def sensors(response: httpx.Response) -> dict[str, str | None]:
    """The state of each sensor with its unit, None if it is unavailable."""
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=True)
    found: dict[str, Any] = {"value": response.text}
    with contextlib.suppress(ValueError):  # as Home Assistant does
        found["value_json"] = response.json()
    states: dict[str, str | None] = {}
    for sensor in CONFIGURATION["rest"][0]["sensor"]:
        is_available = environment.from_string(sensor["availability"]).render(found) == "True"
        value = environment.from_string(sensor["value_template"]).render(found) if is_available else None
        states[sensor["name"]] = value and f"{value} {sensor['unit_of_measurement']}"
    return states


def test_home_assistant(flowmusic_mock: FlowmusicMock) -> None:
    """The sensors show the totals."""
    response = sensor_request(flowmusic_mock)

    assert {
        "Flow Music charged credits": "111.67 credits",
        "Flow Music received tokens": "8640 tokens",
    } == sensors(response)


@pytest.mark.parametrize("status", [401, 404, 429, 502, 596])
def test_home_assistant_without_a_usage_report(status: int, flowmusic_mock: FlowmusicMock) -> None:
    """Home Assistant reads the body of any status, so the sensors of an error are unavailable."""
    flowmusic_mock.respond(status)

    assert {None} == set(sensors(sensor_request(flowmusic_mock)).values())


def test_home_assistant_and_a_body_that_is_not_json() -> None:
    """A page of HTML makes the sensors unavailable."""
    assert {None} == set(sensors(httpx.Response(200, text="<html>")).values())


def test_home_assistant_keeps_its_secrets() -> None:
    """The token and the email address are in secrets.yaml only, and each secret is used."""
    text = (EXAMPLES / "home_assistant/configuration.yaml").read_text()

    assert set(SECRETS) == set(re.findall(r"!secret (\w+)", text))
    assert [] == [secret for secret in SECRETS.values() if secret in text]
    assert f"Bearer {PLACEHOLDER}" == SECRETS["flowmusic_authorization"]


def follow(name: str, output: int = 0) -> Any:
    """The node behind an output of a node."""
    [link] = WORKFLOW["connections"][name]["main"][output]
    return NODES[link["node"]]


def n8n_request(mock: FlowmusicMock, email: str) -> httpx.Response:
    """Sends the request of the workflow, with the bearer credential that it names."""
    parameters = follow("Every hour")["parameters"]
    assert ("genericCredentialType", "httpBearerAuth") == (parameters["authentication"], parameters["genericAuthType"])
    query = {each["name"]: each["value"] for each in parameters["queryParameters"]["parameters"]}
    headers = {"Authorization": f"Bearer {mock.token}"}
    return httpx.request(parameters["method"], parameters["url"], params=query | {"email": email}, headers=headers)


def evaluate(expression: str, document: Any) -> str:
    """An expression of n8n with the paths of a JSON document."""

    def value(match: re.Match[str]) -> str:
        found = document
        for name in match[1].split("."):
            found = found[name]
        return str(found)

    assert expression.startswith("=")
    return re.sub(r"\{\{ \$json\.([\w.]+) \}\}", value, expression[1:])


@pytest.mark.parametrize(("email", "above"), [("listener@example.com", True), ("duo+live@example.com", False)])
def test_n8n(email: str, *, above: bool, flowmusic_mock: FlowmusicMock) -> None:
    """The workflow gets the usage report and compares the charged credits with the limit."""
    response = n8n_request(flowmusic_mock, email)
    branch = follow("Get the usage report")
    [condition] = branch["parameters"]["conditions"]["conditions"]

    assert (200, {"type": "number", "operation": "gt"}) == (response.status_code, condition["operator"])
    assert above == (float(evaluate(condition["leftValue"], response.json())) > condition["rightValue"])


def test_n8n_above_the_limit(flowmusic_mock: FlowmusicMock) -> None:
    """Above the limit, the workflow fails with a message that names the account; within it, nothing follows."""
    end = follow("Above the limit?")
    message = evaluate(end["parameters"]["errorMessage"], n8n_request(flowmusic_mock, "listener@example.com").json())

    assert "n8n-nodes-base.stopAndError" == end["type"]
    assert "listener@example.com: 111.66666666666667 credits charged, above the limit" == message
    assert [] == WORKFLOW["connections"]["Above the limit?"]["main"][1]


def test_n8n_nodes() -> None:
    """Every node is connected, has an ID of its own, and carries no credential."""
    linked = {link["node"] for each in WORKFLOW["connections"].values() for output in each["main"] for link in output}

    assert set(NODES) == linked | {"Every hour"}
    assert len(WORKFLOW["nodes"]) == len({node["id"] for node in WORKFLOW["nodes"]})
    assert [] == [name for name, node in NODES.items() if "credentials" in node]

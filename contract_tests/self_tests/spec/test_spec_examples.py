"""The examples of the spec are valid, and those that a mock server would serve keep the contract."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest

from flowmusic_contract import spec
from flowmusic_contract.all_rules import SERVER_RULES
from flowmusic_contract.engine.exchange import Exchange, RequestIntent
from flowmusic_contract.engine.judge import judge_server
from flowmusic_contract.engine.verdict import Verdict
from flowmusic_contract.mock_server import DEMO_TOKEN, Api, Request, demo_ledger

USAGE = "#/components/schemas/AccountUsage"
REQUESTED: str = spec.at("#/components/parameters/AccountEmail/example")
SERVED: dict[str, dict[str, str]] = spec.at("#/components/responses/AccountUsage/content/application~1json/examples")
EXAMPLES: dict[str, Any] = {name: example["value"] for name, example in spec.at("#/components/examples").items()}


def schemas_with_an_example(part: object, pointer: str) -> Iterator[str]:
    if isinstance(part, dict):
        if "example" in part and "type" in part:
            yield pointer
        for key, member in part.items():
            yield from schemas_with_an_example(member, f"{pointer}/{key}")


WITH_AN_EXAMPLE = [
    *schemas_with_an_example(spec.at("#/components/schemas"), "#/components/schemas"),
    *schemas_with_an_example(spec.at("#/components/parameters"), "#/components/parameters"),
]


def is_valid(value: object, pointer: str) -> bool:
    document = {"$ref": pointer, "components": spec.at("#/components")}
    return jsonschema_rs.validator_for(document, validate_formats=True).is_valid(value)


def assembled(schema: dict[str, Any]) -> Any:
    """Returns what a mock server builds from the examples of a schema and its parts."""
    match schema:
        case {"$ref": pointer}:
            return assembled(spec.at(pointer))
        case {"example": example}:
            return example
        case {"properties": properties}:
            return {name: assembled(part) for name, part in properties.items()}
        case _:
            return [assembled(schema["items"])]


def verdicts_on(body: Any, requested: str) -> list[Verdict]:
    intent = RequestIntent("GET", token="valid", account="configured", emails=(requested,))
    headers = (("content-type", "application/json"),)
    return judge_server([Exchange(intent, 200, headers, json.dumps(body).encode())], SERVER_RULES)


def broken(verdicts: list[Verdict]) -> list[str]:
    return [verdict.rule.id for verdict in verdicts if verdict.outcome == "broken"]


@pytest.mark.parametrize("pointer", WITH_AN_EXAMPLE)
def test_example_of_a_schema_is_valid(pointer: str) -> None:
    """The example of a schema is valid, formats included."""

    assert is_valid(spec.at(pointer)["example"], pointer), pointer


@pytest.mark.parametrize("name", EXAMPLES)
def test_example_of_a_body_is_valid(name: str) -> None:
    """The example of a body is valid, formats included."""

    assert is_valid(EXAMPLES[name], USAGE), f"correct components/examples/{name} in openapi.yaml"


@pytest.mark.parametrize("name", ["Complete", "NoEvents"])
def test_our_examples_break_no_rule(name: str) -> None:
    """The examples that we wrote are consistent."""

    assert [] == broken(verdicts_on(EXAMPLES[name], EXAMPLES[name]["email"]))


def test_page_sample_breaks_one_rule() -> None:
    """The sample on the docs page contradicts itself in one way: its events do not add up to the totals per type."""

    assert ["summary.tokens-by-type-are-sums-of-events"] == broken(verdicts_on(EXAMPLES["Page"], REQUESTED))


def test_first_example_breaks_no_rule() -> None:
    """Mock servers serve the first example of a response, so it must be consistent."""
    first = next(iter(SERVED.values()))

    assert [] == broken(verdicts_on(spec.at(first["$ref"])["value"], REQUESTED))


def test_assembled_report_breaks_no_rule() -> None:
    """A usage report that a mock server builds from the examples of the schemas keeps the contract."""

    assert [] == broken(verdicts_on(assembled(spec.at(USAGE)), REQUESTED))


def test_assembled_report_exercises_the_documented_rules() -> None:
    """It has an event and a conversation, so that every documented rule about a usage report compares something."""
    verdicts = verdicts_on(assembled(spec.at(USAGE)), REQUESTED)
    about_reports = {
        verdict.rule.id: verdict.outcome
        for verdict in verdicts
        if verdict.rule.basis == "documented" and str(verdict.rule.citation).startswith("#/components/schemas/")
    }

    assert dict.fromkeys(about_reports, "held") == about_reports


def test_complete_example_is_served_by_the_mock_server() -> None:
    """The mock server computes the complete example from its billing events."""
    request = Request.get(REQUESTED).authorized_by(DEMO_TOKEN)

    assert EXAMPLES["Complete"] == Api(demo_ledger())(request).json()

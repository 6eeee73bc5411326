"""The spec says what the page says, and its examples are what they claim to be."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from openapi_spec_validator import validate

from flowmusic_contract import spec
from flowmusic_contract.all_rules import DOCUMENT_RULES, RULES
from flowmusic_contract.engine.rule import Rule
from flowmusic_contract.engine.subjects import Exchange, RequestIntent
from flowmusic_contract.engine.verdicts import judge_server
from flowmusic_contract.mock_server import DEMO_TOKEN, Api, Request, Response, demo_ledger

HERE = Path(__file__).parent
PAGE: list[dict[str, Any]] = yaml.safe_load((HERE / "page.yaml").read_text())
EXAMPLES = spec.at("#/components/examples")
MODEL = {
    "AccountUsage": {"email": "string", "events": "Array<UsageEvent>", "summary": "UsageSummary"},
    "UsageEvent": {
        "type": "string",
        "amount": "number",
        "conversation_id": "string | null",
        "conversation_title": "string | null",
        "event_at": "string",
        "max_created_at": "string",
        "_account_email": "string",
    },
    "UsageSummary": {
        "by_type_tokens": "Record<string, number>",
        "by_type_credits": "Record<string, number>",
        "total_charged_credits": "number",
        "total_received_tokens": "number",
        "per_conversation": "Array<ConversationUsage>",
    },
    "ConversationUsage": {
        "conversation_id": "string",
        "title": "string | null",
        "email": "string | null",
        "tokens": "number",
        "credits": "number",
    },
}
"""The model as the page writes it, but for the names, which the page does not give."""

DOCUMENTED = [rule for rule in RULES if rule.basis == "documented"]


def schemas(place: object = None, pointer: str = "#") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yields every schema and every media type of the spec that has an example of its own."""
    match spec.spec() if place is None else place:
        case dict() as members:
            if "example" in members and "type" in members:
                yield pointer, members
            for key, member in members.items():
                if pointer != "#/components/examples":
                    yield from schemas(member, f"{pointer}/{key}")
        case _:
            pass


SCHEMAS = list(schemas())


def is_valid(schema: object, example: object) -> bool:
    document = {"schema": schema, "components": spec.at("#/components"), "$ref": "#/schema"}
    return jsonschema_rs.validator_for(document, validate_formats=True).is_valid(example)


def as_the_page_writes(schema: dict[str, Any]) -> str:
    match schema:
        case {"$ref": str() as pointer}:
            referred = spec.at(pointer)
            return pointer.rpartition("/")[2] if "properties" in referred else as_the_page_writes(referred)
        case {"type": "object", "additionalProperties": dict() as values}:
            return f"Record<string, {as_the_page_writes(values)}>"
        case {"type": "array", "items": items}:
            return f"Array<{as_the_page_writes(items)}>"
        case {"type": list() as types}:
            return " | ".join(types)
        case _:
            return str(schema["type"])


def broken(example: str) -> list[str]:
    body = Response.of(200, EXAMPLES[example]["value"]).body
    verdicts = judge_server([Exchange(RequestIntent(), 200, body=body)], DOCUMENT_RULES)
    return [verdict.rule.id for verdict in verdicts if verdict.outcome == "broken"]


def exists(holder: str) -> bool:
    file, _, name = holder.partition("::")
    return f"\ndef {name}(" in (HERE / file).read_text() if name else holder in {rule.id for rule in RULES}


def test_spec_is_valid() -> None:
    """The spec is valid OpenAPI."""

    validate(spec.spec())


@pytest.mark.parametrize("name", MODEL)
def test_model_is_the_page_s(name: str) -> None:
    """An object has the fields of the page's model, of the same types and all of them required."""
    schema = spec.at(f"#/components/schemas/{name}")

    assert MODEL[name] == {field: as_the_page_writes(value) for field, value in schema["properties"].items()}
    assert list(MODEL[name]) == schema["required"]


@pytest.mark.parametrize(("pointer", "schema"), SCHEMAS, ids=[pointer for pointer, _ in SCHEMAS])
def test_example_of_a_schema_is_valid(pointer: str, schema: dict[str, Any]) -> None:
    """The example of a schema is valid under it, formats included."""

    assert is_valid(schema, schema["example"]), pointer


@pytest.mark.parametrize("example", EXAMPLES)
def test_example_of_a_body_is_valid(example: str) -> None:
    """The example of a body is valid under its schema, formats included."""

    assert is_valid(spec.at("#/components/schemas/AccountUsage"), EXAMPLES[example]["value"])


@pytest.mark.parametrize("rule", DOCUMENTED, ids=lambda rule: rule.id)
def test_documented_sentence_stands_in_the_spec(rule: Rule[Any]) -> None:
    """The sentence of a documented rule stands at the place that it cites."""

    assert rule.sentence in " ".join(spec.at(str(rule.citation))["description"].split())


@pytest.mark.parametrize("row", PAGE, ids=lambda row: row["states"])
def test_statement_points_somewhere(row: dict[str, Any]) -> None:
    """A statement of the page has a place in the spec, and something that holds it or a reason why nothing does."""

    assert spec.at(row["spec"])
    assert all(exists(holder) for holder in row["held_by"]) if "held_by" in row else len(row["excluded"]) > 20


def test_every_documented_rule_holds_a_statement() -> None:
    """A documented rule is there because the page states something."""

    assert {rule.id for rule in DOCUMENTED} <= {holder for row in PAGE for holder in row.get("held_by", [])}


def test_page_sample_breaks_one_rule() -> None:
    """The page's sample has the one contradiction that the page has."""

    assert ["summary.tokens-by-type-are-sums-of-events"] == broken("Page")


@pytest.mark.parametrize("example", ["Complete", "NoEvents"])
def test_our_examples_break_no_rule(example: str) -> None:
    """An example of ours is consistent."""

    assert [] == broken(example)


def test_complete_example_is_what_the_mock_server_answers() -> None:
    """The complete example is what the mock server makes of raw billing events."""
    request = Request("GET", "/v1/flowmusic/accounts/usage", "email=listener@example.com", ())

    assert EXAMPLES["Complete"]["value"] == Api(demo_ledger())(request.authorized_by(DEMO_TOKEN)).json()


@pytest.mark.parametrize(("field", "is_moment"), [("event_at", False), ("max_created_at", True)])
def test_date_time_is_what_the_documented_value_is(field: str, *, is_moment: bool) -> None:
    """A field is a `date-time` if and only if the value that the page shows is one by RFC 3339, with an offset."""
    shown = EXAMPLES["Page"]["value"]["events"][0][field]

    assert is_moment == ("format" in spec.at(f"#/components/schemas/UsageEvent/properties/{field}"))
    assert is_moment == is_valid({"type": "string", "format": "date-time"}, shown)

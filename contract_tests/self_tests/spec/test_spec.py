"""The spec is valid OpenAPI and has the objects, fields and formats of the docs page."""

from typing import Any

import pytest
from openapi_spec_validator import validate

from flowmusic_contract import spec

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
"""The model in the notation of the docs page, which does not name the objects."""

SCHEMAS: dict[str, dict[str, Any]] = spec.at("#/components/schemas")
EVENT_ON_THE_PAGE = spec.at("#/components/examples/Page/value/events/0")


def in_page_notation(schema: dict[str, Any]) -> str:
    match schema:
        case {"$ref": str() as pointer}:
            target = spec.at(pointer)
            return pointer.rpartition("/")[2] if "properties" in target else in_page_notation(target)
        case {"type": "object", "additionalProperties": dict() as values}:
            return f"Record<string, {in_page_notation(values)}>"
        case {"type": "array", "items": items}:
            return f"Array<{in_page_notation(items)}>"
        case {"type": list() as types}:
            return " | ".join(types)
        case _:
            return str(schema["type"])


def test_spec_is_valid() -> None:
    """The spec is valid OpenAPI."""

    validate(spec.spec())


def test_objects_are_those_of_the_page() -> None:
    """The spec has the objects of the docs page and no others."""

    assert list(MODEL) == [name for name, schema in SCHEMAS.items() if "properties" in schema]


@pytest.mark.parametrize("name", MODEL)
def test_fields_are_those_of_the_page(name: str) -> None:
    """An object has the fields of the docs page, with the same types."""

    fields = {field: in_page_notation(schema) for field, schema in SCHEMAS[name]["properties"].items()}

    assert MODEL[name] == fields, f"if the docs page has changed, change {name} in MODEL"


@pytest.mark.parametrize("name", MODEL)
def test_every_field_is_required(name: str) -> None:
    """The model of the docs page has no optional field."""

    assert list(MODEL[name]) == SCHEMAS[name]["required"]


@pytest.mark.parametrize("name", MODEL)
def test_other_fields_are_allowed(name: str) -> None:
    """Generated clients survive a field that the API adds later."""

    assert SCHEMAS[name]["additionalProperties"] is True


@pytest.mark.parametrize(("field", "has_offset"), [("event_at", False), ("max_created_at", True)])
def test_only_a_value_with_an_offset_is_a_date_time(field: str, *, has_offset: bool) -> None:
    """A timestamp has the format `date-time` if and only if the value on the docs page has an offset."""

    assert has_offset == EVENT_ON_THE_PAGE[field].endswith("Z")
    assert has_offset == ("format" in SCHEMAS["UsageEvent"]["properties"][field])

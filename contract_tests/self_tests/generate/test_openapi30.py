"""`generated/openapi-3.0.yaml` says the same as the spec, and what has no known form in 3.0 is refused."""

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from openapi30 import UnderivableError, derive, openapi_30
from openapi_schema_validator import OAS30Validator, oas30_format_checker
from openapi_spec_validator import OpenAPIV30SpecValidator

from flowmusic_contract import spec
from flowmusic_contract.faults.bodies import bodies
from flowmusic_contract.faults.mutants import Mutant, mutants

TEXT = (Path(__file__).parents[1] / "generated/openapi-3.0.yaml").read_text(encoding="utf-8")
SPEC_30: dict[str, Any] = yaml.safe_load(TEXT)
EXAMPLES: dict[str, Any] = {name: example["value"] for name, example in spec.at("#/components/examples").items()}
BODIES = EXAMPLES | {"random": bodies()["random 0"]}
"""And all of their mutants; the one library that judges by OpenAPI 3.0 takes its time, so no more bodies than these."""

USAGE = "#/components/schemas/AccountUsage"
NULLABLE = [
    (name, field)
    for name, schema in SPEC_30["components"]["schemas"].items()
    for field, value in schema.get("properties", {}).items()
    if "nullable" in value
]


def examples(place: object, pointer: str) -> Iterator[str]:
    """Yields where the schemas have examples of their own."""
    if isinstance(place, dict):
        if "example" in place:
            yield pointer
        for key, member in place.items():
            yield from examples(member, f"{pointer}/{key}")


def validity_30(document: dict[str, Any], pointer: str) -> Callable[[object], bool]:
    """Returns what tells whether something is valid under a schema of a 3.0 document, formats included."""
    schema = {"components": document["components"], "$ref": pointer}
    is_valid: Callable[[object], bool] = OAS30Validator(schema, format_checker=oas30_format_checker).is_valid
    return is_valid


def differences(document_30: dict[str, Any], body: Any) -> Iterator[str]:
    """Yields what is valid under one form and not under the other, of a body and all of its mutants."""
    schema = {"components": spec.at("#/components"), "$ref": USAGE}
    is_valid_31 = jsonschema_rs.validator_for(schema, validate_formats=True).is_valid
    is_valid_30 = validity_30(document_30, USAGE)
    for mutant in [Mutant((), "as it is", body), *mutants(body)]:
        if is_valid_31(mutant.document) != is_valid_30(mutant.document):
            yield f"{mutant.path} {mutant.operator}"


def changed(document: dict[str, Any], pointer: str, value: object) -> dict[str, Any]:
    """Returns a copy of a document with a value put at a pointer."""
    copied = copy.deepcopy(document)
    *parents, last = pointer.removeprefix("#/").split("/")
    place: Any = copied
    for step in parents:
        place = place[step.replace("~1", "/")]
    place[last] = value
    return copied


def test_it_is_valid() -> None:
    """The 3.0 form is valid OpenAPI 3.0.3."""

    assert "3.0.3" == SPEC_30["openapi"]
    assert [] == list(OpenAPIV30SpecValidator(SPEC_30).iter_errors())


@pytest.mark.parametrize("pointer", list(examples(spec.at("#/components/schemas"), "#/components/schemas")))
def test_example_of_a_schema_is_valid(pointer: str) -> None:
    """The example of a schema, which is valid under the spec, is valid under the 3.0 form."""

    assert validity_30(SPEC_30, pointer)(spec.at(pointer)["example"])


@pytest.mark.parametrize("name", BODIES)
def test_both_forms_permit_the_same(name: str) -> None:
    """A body, and every mutant of it, is valid under both forms or under neither."""

    assert [] == list(differences(SPEC_30, BODIES[name]))


@pytest.mark.parametrize(("schema", "field"), NULLABLE)
def test_missing_nullable_is_a_difference(schema: str, field: str) -> None:
    """A form that forgets one `nullable` does not permit the same."""
    forgetful = changed(SPEC_30, f"#/components/schemas/{schema}/properties/{field}/nullable", value=False)

    assert any(differences(forgetful, EXAMPLES["Page"]))


@pytest.mark.parametrize(
    "pointer", ["#/paths", "#/servers", "#/tags", "#/components/examples", "#/components/responses"]
)
def test_the_rest_is_taken_over(pointer: str) -> None:
    """What is no schema is the same in both forms."""
    place: Any = SPEC_30
    for step in pointer.removeprefix("#/").split("/"):
        place = place[step]

    assert spec.at(pointer) == place


def test_order_is_kept() -> None:
    """Fields stand in the order of the spec."""

    assert list(spec.at(f"{USAGE}/properties")) == list(SPEC_30["components"]["schemas"]["AccountUsage"]["properties"])
    assert list(spec.at("#/components")) == list(SPEC_30["components"])


@pytest.mark.parametrize("place", ["#/x-extra", "#/info/x-extra", f"{USAGE}/x-extra"])
def test_extensions_are_taken_over(place: str) -> None:
    """An extension is none of OpenAPI's business, whatever it holds."""
    extra = {"type": ["string", "number"], "const": 1}

    assert changed(SPEC_30, place, extra) == derive(changed(spec.spec(), place, extra))


def test_text_says_what_it_is() -> None:
    """The first line says that the form is derived, and from what; the rest is the derived document."""

    assert TEXT.startswith("# Derived from openapi.yaml by scripts/generate")
    assert derive(spec.spec()) == SPEC_30


AMOUNT = "#/components/schemas/UsageEvent/properties/amount"


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        (f"{AMOUNT}/const", 60),
        (f"{AMOUNT}/exclusiveMinimum", 0),
        (f"{AMOUNT}/type", ["number", "string"]),
        (f"{AMOUNT}/type", ["number", "string", "null"]),
        (f"{AMOUNT}/type", ["null"]),
        (f"{AMOUNT}/type", "null"),
        (f"{AMOUNT}/type", "integer"),
        (f"{AMOUNT}/examples", [60]),
        (AMOUNT, True),
        (AMOUNT, {"description": "Anything."}),
        (AMOUNT, {"$ref": USAGE, "description": "A sibling."}),
        (f"{USAGE}/$defs", {}),
        (f"{USAGE}/properties/events/prefixItems", []),
        (f"{USAGE}/additionalProperties", "yes"),
        (f"{USAGE}/patternProperties", {}),
        ("#/webhooks", {}),
        ("#/openapi", "3.2.0"),
        ("#/info/license/identifier", "MIT OR Apache-2.0"),
        ("#/components/pathItems", {}),
    ],
)
def test_unknown_is_refused(pointer: str, value: object) -> None:
    """What has no known form in 3.0 is refused, with its place."""
    with pytest.raises(UnderivableError) as refused:
        derive(changed(spec.spec(), pointer, value))

    assert str(refused.value).endswith(f"has no known form in OpenAPI 3.0, at {pointer}")


def test_bytes_are_the_same_every_time() -> None:
    """The text depends on the spec alone."""
    text = (Path(__file__).parents[1] / "openapi.yaml").read_text(encoding="utf-8")

    assert TEXT == openapi_30(text)

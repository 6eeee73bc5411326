"""`generated/openapi-3.0.yaml` has the meaning of the spec, and what OpenAPI 3.0 cannot express is refused."""

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from openapi_schema_validator import OAS30Validator, oas30_format_checker
from openapi_spec_validator import OpenAPIV30SpecValidator

from devtools.generate.openapi30 import UnderivableError, derive, openapi_30
from flowmusic_contract import spec
from flowmusic_contract.yaml_text import from_yaml
from self_tests.mutants.mutants import Mutant, mutants

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "generated/openapi-3.0.yaml").read_text(encoding="utf-8")
SPEC_30: dict[str, Any] = from_yaml(TEXT)
EXAMPLES: dict[str, Any] = {name: example["value"] for name, example in spec.at("#/components/examples").items()}

USAGE = "#/components/schemas/AccountUsage"
NULLABLE = [
    (name, field)
    for name, schema in SPEC_30["components"]["schemas"].items()
    for field, value in schema.get("properties", {}).items()
    if "nullable" in value
]


def examples(node: object, pointer: str) -> Iterator[str]:
    """Yields the pointers of the schemas that have an example."""
    if isinstance(node, dict):
        if "example" in node:
            yield pointer
        for key, member in node.items():
            yield from examples(member, f"{pointer}/{key}")


def validity_30(document: dict[str, Any], pointer: str) -> Callable[[object], bool]:
    """Returns a function that validates under a schema of a 3.0 document, formats included."""
    schema = {"components": document["components"], "$ref": pointer}
    is_valid: Callable[[object], bool] = OAS30Validator(schema, format_checker=oas30_format_checker).is_valid
    return is_valid


def differences(document_30: dict[str, Any], body: Any) -> Iterator[str]:
    """Yields the mutants of a body, and the body itself, that are valid under one form only."""
    schema = {"components": spec.at("#/components"), "$ref": USAGE}
    is_valid_31 = jsonschema_rs.validator_for(schema, validate_formats=True).is_valid
    is_valid_30 = validity_30(document_30, USAGE)
    for mutant in [Mutant((), "unchanged", body), *mutants(body)]:
        if is_valid_31(mutant.document) != is_valid_30(mutant.document):
            yield f"{mutant.path} {mutant.operator}"


def changed(document: dict[str, Any], pointer: str, value: object) -> dict[str, Any]:
    """Returns a copy of a document with a value set at a pointer."""
    copied = copy.deepcopy(document)
    *parents, last = pointer.removeprefix("#/").split("/")
    node: Any = copied
    for step in parents:
        node = node[int(step) if isinstance(node, list) else step.replace("~1", "/")]
    node[last] = value
    return copied


def without_contract(node: Any) -> Any:
    """Returns a part of the spec without the sentences of the rules."""
    match node:
        case dict():
            return {key: without_contract(member) for key, member in node.items() if key != "x-contract"}
        case list():
            return [without_contract(member) for member in node]
        case _:
            return node


def test_it_is_valid() -> None:
    """The 3.0 form is valid OpenAPI 3.0.3."""

    assert "3.0.3" == SPEC_30["openapi"]
    assert [] == list(OpenAPIV30SpecValidator(SPEC_30).iter_errors())


@pytest.mark.parametrize("pointer", list(examples(spec.at("#/components/schemas"), "#/components/schemas")))
def test_example_of_a_schema_is_valid(pointer: str) -> None:
    """The example of a schema, which is valid under the spec, is valid under the 3.0 form."""

    assert validity_30(SPEC_30, pointer)(spec.at(pointer)["example"])


@pytest.mark.parametrize("name", EXAMPLES)
def test_both_forms_permit_the_same(name: str) -> None:
    """A body, and every mutant of it, is valid under both forms or under neither."""

    assert [] == list(differences(SPEC_30, EXAMPLES[name]))


@pytest.mark.parametrize(("schema", "field"), NULLABLE)
def test_missing_nullable_is_a_difference(schema: str, field: str) -> None:
    """A form that forgets one `nullable` does not permit the same."""
    forgetful = changed(SPEC_30, f"#/components/schemas/{schema}/properties/{field}/nullable", value=False)

    assert any(differences(forgetful, EXAMPLES["Page"]))


@pytest.mark.parametrize(
    "pointer", ["#/paths", "#/servers", "#/tags", "#/components/examples", "#/components/responses"]
)
def test_the_rest_is_unchanged(pointer: str) -> None:
    """Except for schemas and `x-contract`, both forms are the same."""
    node: Any = SPEC_30
    for step in pointer.removeprefix("#/").split("/"):
        node = node[step]

    assert without_contract(spec.at(pointer)) == node


def test_order_is_kept() -> None:
    """Fields have the order of the spec."""

    assert list(spec.at(f"{USAGE}/properties")) == list(SPEC_30["components"]["schemas"]["AccountUsage"]["properties"])
    assert list(spec.at("#/components")) == list(SPEC_30["components"])


EXTENSIBLE = [
    "#",
    "#/info",
    "#/servers/0",
    "#/tags/0",
    "#/paths",
    "#/paths/~1flowmusic~1accounts~1usage",
    "#/paths/~1flowmusic~1accounts~1usage/get",
    "#/paths/~1flowmusic~1accounts~1usage/get/responses",
    "#/components/securitySchemes/apiToken",
    "#/components/parameters/AccountEmail",
    "#/components/responses/NotFound",
    "#/components/responses/AccountUsage/content/application~1json",
    "#/components/examples/Page",
    USAGE,
    f"{USAGE}/properties/email",
    f"{USAGE}/properties/events/items",
]


@pytest.mark.parametrize("pointer", EXTENSIBLE[:-1])
def test_extension_is_kept(pointer: str) -> None:
    """An extension has no meaning in OpenAPI, so it is kept whatever its value is."""
    extra = {"type": ["string", "number"], "const": 1}

    assert changed(SPEC_30, f"{pointer}/x-extra", extra) == derive(changed(spec.spec(), f"{pointer}/x-extra", extra))


@pytest.mark.parametrize("pointer", EXTENSIBLE)
def test_rules_are_dropped(pointer: str) -> None:
    """The sentences of the rules, `x-contract`, are left out; they may also be beside a `$ref`."""

    assert SPEC_30 == derive(changed(spec.spec(), f"{pointer}/x-contract", ["A sentence."]))


def test_text_says_what_it_is() -> None:
    """The first line says that the file is generated, and from what; the rest is the derived document."""

    assert TEXT.startswith("# Generated from openapi.yaml by scripts/generate. Do not edit.")
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
        ("#/info/license/identifier", "MIT"),
        ("#/components/pathItems", {}),
    ],
)
def test_unknown_is_refused(pointer: str, value: object) -> None:
    """What has no known form in 3.0 is refused, with its JSON pointer."""
    with pytest.raises(UnderivableError) as refused:
        derive(changed(spec.spec(), pointer, value))

    assert str(refused.value).endswith(f"has no known form in OpenAPI 3.0, at {pointer}")


def test_bytes_are_the_same_every_time() -> None:
    """The text depends on the spec alone."""
    text = (ROOT / "openapi.yaml").read_text(encoding="utf-8")

    assert TEXT == openapi_30(text)

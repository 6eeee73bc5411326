"""Rules on the shape of a usage report, judged by a JSON Schema validator with the schemas of the spec."""

from collections.abc import Iterator

from flowmusic_contract.engine.document import Document
from flowmusic_contract.engine.expectation import ABSENT, HELD, Expectation, broken
from flowmusic_contract.engine.rule import documented


@documented("#/components/schemas/AccountUsage", about=Document)
def every_documented_field_is_present(document: Document) -> Iterator[Expectation]:
    """Every documented field is present."""
    errors = document.errors_of("required")
    for error in errors:
        yield broken("a value", ABSENT, *error.path, error.missing)
    if not errors and not document.has_further_errors:
        yield HELD


@documented("#/components/schemas/AccountUsage", about=Document)
def every_field_has_its_documented_type(document: Document) -> Iterator[Expectation]:
    """Every field has its documented type."""
    errors = document.errors_of("type")
    for error in errors:
        expected = " or ".join(sorted(error.types, reverse=True))
        yield broken(expected, document.at(error.path), *error.path)
    if not errors and not document.has_further_errors:
        yield HELD

"""The rules on the shape of a usage report."""

import pytest

from flowmusic_contract.areas.schema import rules as schema
from flowmusic_contract.engine.document import Document
from flowmusic_contract.engine.json_path import json_path
from self_tests.samples import broken_at, compared, event, usage


def test_missing_fields() -> None:
    """Every missing field is reported with its path."""
    report = usage(event())
    del report["email"], report["events"][0]["amount"]

    missing = broken_at(schema.every_documented_field_is_present(Document(report)))

    assert ["$.email", "$.events[0].amount"] == sorted(missing)
    assert [False, False] == compared(schema.every_documented_field_is_present(Document(report)))
    assert [True] == compared(schema.every_field_has_its_documented_type(Document(report)))


def test_wrong_types() -> None:
    """A field of a wrong type is reported with its path and its documented types."""
    report = usage(event(conversation_id=1, amount=True))
    found = list(schema.every_field_has_its_documented_type(Document(report)))

    assert {("$.events[0].conversation_id", "string or null"), ("$.events[0].amount", "number")} == {
        (json_path(expectation.location), expectation.expected) for expectation in found
    }
    assert [True] == compared(schema.every_documented_field_is_present(Document(report)))


@pytest.mark.parametrize(("rows", "counted", "others"), [(999, 999, [True]), (1000, 1000, []), (1001, 1000, [])])
def test_errors_are_counted_up_to_many(rows: int, counted: int, others: list[bool]) -> None:
    """No more than 1000 errors are counted in one document; then nothing else is known to hold."""
    report = usage(*[event(amount=None) for _ in range(rows)])

    assert [False] * counted == compared(schema.every_field_has_its_documented_type(Document(report)))
    assert others == compared(schema.every_documented_field_is_present(Document(report)))

"""The JSON report and its schema."""

import copy
import json
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any

import jsonschema_rs
import pytest
from attrs import evolve

from flowmusic_contract import reports
from flowmusic_contract.all_rules import RULES
from flowmusic_contract.engine import baseline
from flowmusic_contract.engine.json_path import json_path
from flowmusic_contract.engine.report import Report
from flowmusic_contract.reports.json_report import json_report
from flowmusic_contract.spec import spec
from self_tests.reports.samples import ACCEPTED, BROKEN, CASES, KEPT, ON_CLIENTS, REDACT, REPORTS, of_client

SCHEMA = json.loads(files(reports).joinpath("report.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema_rs.validator_for(SCHEMA)


def as_json(each: Report) -> dict[str, Any]:
    """Returns the report as a program reads it."""
    document: dict[str, Any] = json.loads(json_report(each, REDACT))
    return document


@pytest.mark.parametrize("each", REPORTS.values(), ids=REPORTS)
def test_json_matches_its_schema(each: Report) -> None:
    """Every report matches its schema."""

    assert [] == [error.message for error in VALIDATOR.iter_errors(as_json(each))]


def fields() -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yields every field of a report: the path of its object, and its name."""
    document = as_json(BROKEN)
    rule = document["rules"][0]
    yield from (((), name) for name in document)
    yield from ((("counts",), basis) for basis in document["counts"])
    yield from ((("counts", "documented"), name) for name in document["counts"]["documented"])
    yield from ((("rules", 0), name) for name in rule)
    yield from ((("rules", 0, "findings", 0), name) for name in rule["findings"][0])


FIELDS = list(fields())


def changed(at: tuple[str | int, ...], change: Callable[[dict[str, Any]], object]) -> Any:
    """Returns a report in which one object is changed."""
    document = copy.deepcopy(as_json(BROKEN))
    target: Any = document
    for step in at:
        target = target[step]
    change(target)
    return document


@pytest.mark.parametrize(("at", "field"), FIELDS, ids=[f"{json_path(at)}.{field}" for at, field in FIELDS])
def test_schema_requires_every_field(at: tuple[str | int, ...], field: str) -> None:
    """A report without a field is not valid."""

    assert not VALIDATOR.is_valid(changed(at, lambda members: members.pop(field)))


@pytest.mark.parametrize(("at", "field"), FIELDS, ids=[f"{json_path(at)}.{field}" for at, field in FIELDS])
def test_schema_checks_the_type_of_every_field(at: tuple[str | int, ...], field: str) -> None:
    """A report with a field of another type is not valid."""

    assert not VALIDATOR.is_valid(changed(at, lambda members: members.update({field: [None]})))


@pytest.mark.parametrize(
    ("at", "change"),
    [
        ((), {"more": 1}),
        (("rules", 0), {"more": 1}),
        ((), {"exit_code": 0}),
        ((), {"version": 2}),
        (("rules", 0), {"citation": None}),
        (("rules", 0), {"because": "both"}),
        (("rules", 0), {"area": ""}),
        (("rules", 0), {"outcome": "held"}),
        (("rules", 1), {"outcome": "broken"}),
        (("rules", 0), {"broken": 0}),
        (("statuses",), {"OK": 1}),
        ((), {"started_at": "yesterday"}),
    ],
)
def test_schema_excludes_contradictions(at: tuple[str | int, ...], change: dict[str, object]) -> None:
    """A report that contradicts itself, or has a field that is not documented, is not valid."""

    assert not VALIDATOR.is_valid(changed(at, lambda members: members.update(change)))


def test_schema_is_documented() -> None:
    """The schema is valid and describes every field."""
    described = [SCHEMA["properties"], *(each["properties"] for each in SCHEMA["$defs"].values())]

    assert jsonschema_rs.meta.is_valid(SCHEMA)
    assert [] == [
        name
        for properties in described
        for name, field in properties.items()
        if "description" not in field and "$ref" not in field
    ]


def test_json_has_counts_statuses_and_seed() -> None:
    """A report has the counts by basis and outcome, the statuses, and the seed."""
    document = as_json(evolve(BROKEN, statuses=Counter({404: 1, 200: 3}), seed=42))

    assert {"held": 1, "broken": 1, "not exercised": 0} == document["counts"]["documented"]
    assert {"held": 0, "broken": 1, "not exercised": 0} == document["counts"]["inferred"]
    assert [("200", 3), ("404", 1)] == list(document["statuses"].items())
    assert 42 == document["seed"]


def test_json_counts_what_it_does_not_show() -> None:
    """All that is broken is counted, though only the first are shown."""
    first = as_json(BROKEN)["rules"][0]

    assert (24, 14, 10) == (first["comparisons"], first["broken"], len(first["findings"]))


def test_json_says_what_counts() -> None:
    """A documented rule counts, held or broken; an inferred rule counts if strict; an accepted one never counts."""

    assert [True, True, False] == [rule["counts"] for rule in as_json(BROKEN)["rules"]]
    assert [True, True, True] == [rule["counts"] for rule in as_json(evolve(BROKEN, strict=True))["rules"]]
    assert [False, True, False] == [rule["counts"] for rule in as_json(ACCEPTED)["rules"]]


def test_json_counts_cases() -> None:
    """The cases of a client are counted: all, the kept, and those in which all that is broken is accepted."""
    accepted = baseline.apply(of_client(*CASES[1:]), baseline.read(f"{ON_CLIENTS.id} accounts.two # why", RULES))
    document = as_json(accepted)

    assert {"total": 3, "kept": 1, "accepted": 1} == document["cases"]
    assert CASES[1:] == [each["case"] for each in document["rules"][0]["findings"]]
    assert ["why", ""] == [each["accepted"] for each in document["rules"][0]["findings"]]
    assert as_json(KEPT)["cases"] is None


def test_json_says_what_ran() -> None:
    """A report has the version of the suite, the time in UTC and the command."""
    document = as_json(REPORTS["with a date and a command"])

    assert (spec()["info"]["version"], "2026-06-01T12:30:05+00:00", "flowmusic-contract server") == (
        document["suite_version"],
        document["started_at"],
        document["command"],
    )
    assert as_json(KEPT)["started_at"] is None


def test_json_has_the_area_and_the_needs_of_a_rule() -> None:
    """A rule has its area, what it cites and what it needs."""
    first, second = (verdict.rule for verdict in KEPT.verdicts)
    documented, inferred = as_json(KEPT)["rules"]

    assert (first.area, first.citation, first.needs) == tuple(
        documented[name] for name in ("area", "citation", "needs")
    )
    assert (second.area, second.because, second.needs) == tuple(inferred[name] for name in ("area", "because", "needs"))

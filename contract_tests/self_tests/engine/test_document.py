"""However many errors a document has, the first ones are found in little time and memory."""

import json
import time
import tracemalloc
from types import SimpleNamespace
from typing import Any

import pytest

from flowmusic_contract.check import check_document
from flowmusic_contract.engine import document
from flowmusic_contract.engine.document import Document
from flowmusic_contract.mock_server import Api, Request, demo_ledger
from flowmusic_contract.mock_server.demo import DEMO_EMAILS, DEMO_TOKEN

_ROWS = 1000
"""More than are judged at a time."""


def report() -> dict[str, Any]:
    """Returns a usage report with many events."""
    request = Request("GET", "/v1/flowmusic/accounts/usage", f"email={DEMO_EMAILS[0]}", ())
    usage: dict[str, Any] = Api(demo_ledger())(request.authorized_by(DEMO_TOKEN)).json()
    return usage | {"events": [dict(usage["events"][0]) for _ in range(_ROWS)]}


def test_no_errors() -> None:
    """A correct document has none."""

    assert [] == Document(report()).errors


@pytest.mark.parametrize("index", [0, 249, 250, 999])
def test_error_in_a_row(index: int) -> None:
    """An error is found in any row, and names it."""
    usage = report()
    usage["events"][index]["amount"] = "60"
    del usage["events"][index]["type"]
    [missing, wrong] = sorted(Document(usage).errors, key=lambda error: error.keyword)

    assert (("events", index), "type") == (missing.path, missing.missing)
    assert (("events", index, "amount"), ("number",)) == (wrong.path, wrong.types)


def test_error_beside_the_rows() -> None:
    """An error that is in no row is found once."""
    usage = report()
    del usage["email"]

    assert ["email"] == [error.missing for error in Document(usage).errors]


@pytest.mark.parametrize("index", [0, 249, 250, 499, 999])
def test_error_in_a_map(index: int) -> None:
    """An error is found anywhere in a long map, although there are few rows."""
    usage = report()
    del usage["events"][1:]
    usage["summary"]["by_type_tokens"] = {f"type {n}": n for n in range(_ROWS)} | {f"type {index}": "x"}

    assert [("summary", "by_type_tokens", f"type {index}")] == [error.path for error in Document(usage).errors]


def test_errors_of_a_report_without_rows() -> None:
    """A report without events and types is validated as well."""
    empty = {"email": 1, "events": [], "summary": {"by_type_tokens": {}}}

    assert ("email",) in [error.path for error in Document(empty).errors]


@pytest.mark.parametrize("value", [None, 1, "x", True, {}, []])
def test_document_of_another_kind(value: object) -> None:
    """A document without arrays and maps is validated as well."""

    assert Document(value).errors


def test_sizes_that_are_validated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a long array or map, the validator gets a part at a time, and all parts together are the whole."""
    parts: list[Any] = []

    def iter_errors(part: object) -> list[object]:
        parts.append(part)
        return []

    spy = SimpleNamespace(is_valid=lambda _: False, iter_errors=iter_errors)
    monkeypatch.setattr(document, "_validator", lambda: spy)
    usage = report()
    usage["summary"]["by_type_tokens"] = {f"type {n}": n for n in range(600)}

    assert [] == Document(usage).errors
    assert [250, 250, 250, 250] == [len(part["events"]) for part in parts]
    assert [250, 250, 100, 0] == [len(part["summary"]["by_type_tokens"]) for part in parts]
    assert usage["summary"].keys() == parts[3]["summary"].keys()


def test_value_of_the_wrong_type() -> None:
    """A long array where something else is expected is one error, about the whole array."""
    usage = report() | {"email": [0] * _ROWS}
    document = Document(usage)

    assert [("email",)] == [error.path for error in document.errors]
    assert [0] * _ROWS == document.at(("email",))


def test_other_keyword_is_not_said_to_hold() -> None:
    """Where the errors of one keyword are so many that the rest is not read, nothing is said about the other."""
    usage = report() | {"events": [{} for _ in range(_ROWS)]}
    verdicts = check_document("a body", json.dumps(usage).encode(), None).verdicts
    outcomes = {verdict.rule.id: verdict.outcome for verdict in verdicts if verdict.rule.area == "schema"}

    assert {
        "schema.every-documented-field-is-present": "broken",
        "schema.every-field-has-its-documented-type": "not exercised",
    } == outcomes


def test_many_errors() -> None:
    """A body of 1.2 MB that has 2,800,000 errors is judged in seconds and megabytes."""
    body = b'{"events":[%s{}]}' % (b"{}," * 400_000)
    started = time.process_time()
    tracemalloc.start()
    check_document("a body", body, None)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert time.process_time() - started < 10
    assert peak < 200_000_000


@pytest.mark.parametrize("surrogate", ["", "\\ud800"])
@pytest.mark.parametrize("depth", [200, 253, 254, 255, 256, 300, 600, 900, 983, 990, 995, 2000])
def test_nesting(depth: int, surrogate: str) -> None:
    """A document of any depth is judged, and is wrong for want of a usage report."""
    value = "[" * depth + f'"{surrogate}"' + "]" * depth
    body = f'{{"a":{value}}}'

    assert "broken" == check_document("a body", body.encode(), None, strict=True).conclusion


@pytest.mark.parametrize("depth", [300, 600, 900])
def test_deep_value_in_a_correct_report(depth: int) -> None:
    """A correct report with an undocumented field has no error, however deep that is."""
    deep: list[Any] = []
    for _ in range(depth):
        deep = [deep]

    assert [] == Document(report() | {"other": deep}).errors
    assert ["email"] == [
        error.missing for error in Document({"events": [], "summary": report()["summary"], "x": deep}).errors
    ]

"""The rules on methods, at their boundaries."""

from typing import Any

import pytest
from attrs import evolve

from flowmusic_contract.areas.methods import rules as methods
from flowmusic_contract.engine.exchange import Exchange, RequestIntent
from self_tests.samples import compared, session_of, usage

JSON, HTML = "application/json", "text/html"


def response(method: str, content_type: str | None, source: str = "", status: int = 200, **intent: Any) -> Exchange:
    """Returns a response for an account."""
    usual: dict[str, Any] = {"method": method, "token": "valid", "emails": ("a@example.com",)}
    asked = RequestIntent(**usual | intent)
    headers = (("content-type", content_type),) if content_type else ()
    return Exchange(asked, status, headers=headers, source=source)


@pytest.mark.parametrize(
    ("head", "gets", "outcomes"),
    [
        (JSON, [JSON], [True]),
        (JSON, [HTML], [False]),
        (HTML, [JSON, JSON], [False]),
        ("Application/JSON ; charset=utf-8", [JSON], [True]),
        (None, [JSON], []),
        (JSON, [None], []),
        (JSON, [JSON, None], [True]),
        (JSON, [HTML, JSON], []),
        (JSON, [], []),
    ],
)
def test_content_type_of_head(head: str | None, gets: list[str | None], outcomes: list[bool]) -> None:
    """HEAD is compared with what GET sends, unless one has no content type or GET has several."""
    session = session_of(*(response("GET", each) for each in gets), response("HEAD", head))

    assert outcomes == compared(methods.head_has_the_content_type_of_get(session))


@pytest.mark.parametrize(
    "other",
    [
        response("GET", HTML, emails=("b@example.com",)),
        response("GET", HTML, emails=("A@example.com",)),
        response("GET", HTML, chosen_headers=(("accept", HTML),)),
        response("GET", HTML, status=404),
        response("GET", HTML, token="unclear"),
        response("POST", HTML),
    ],
    ids=["account", "earlier account", "headers", "status", "token", "method"],
)
def test_head_is_compared_with_the_same_request(other: Exchange) -> None:
    """HEAD is not compared with the response to another request."""
    session = session_of(other, response("HEAD", JSON), response("GET", JSON))

    assert [True] == compared(methods.head_has_the_content_type_of_get(session))


def test_finding_on_head_names_both_requests() -> None:
    """A finding names the first request with GET, and the one with HEAD."""
    session = session_of(*(response("GET", JSON, f"GET {n}") for n in range(3)), response("HEAD", HTML, "HEAD"))
    [finding] = methods.head_has_the_content_type_of_get(session)

    assert ("GET 0", "HEAD") == finding.sources


@pytest.mark.parametrize(
    ("token", "account", "status", "outcomes"),
    [
        ("invalid", "configured", 200, [False]),
        ("malformed", "configured", 399, [False]),
        ("absent", "configured", 400, [True]),
        ("other scheme", "configured", 405, [True]),
        ("valid", "not configured", 200, [False]),
        ("valid", "configured", 200, []),
        ("unclear", "not configured", 200, []),
    ],
)
def test_head_that_get_would_refuse(token: Any, account: Any, status: int, outcomes: list[bool]) -> None:
    """HEAD has to be refused if GET has to."""
    refused = response("HEAD", None, status=status, token=token, account=account)

    assert outcomes == compared(methods.head_succeeds_only_where_get_does(refused))


def report(**intent: Any) -> Exchange:
    return evolve(response("GET", JSON, **intent), usage=usage())


def head_of_length(length: str | None) -> Exchange:
    return evolve(response("HEAD", JSON), headers=(("content-length", length),) if length else ())


@pytest.mark.parametrize(
    ("length", "get", "outcomes"),
    [
        ("9", report(), [True]),
        ("0", report(), [False]),
        (None, report(), []),
        ("0", report(emails=("b@example.com",)), []),
        ("0", response("GET", JSON), []),
    ],
)
def test_length_of_head(length: str | None, get: Exchange, outcomes: list[bool]) -> None:
    """HEAD does not say that a usage report is empty."""

    assert outcomes == compared(methods.head_of_a_report_is_not_empty(session_of(get, head_of_length(length))))


def test_finding_on_the_length_names_both_requests() -> None:
    """A finding names the first request that got a usage report, and the one with HEAD."""
    gets = [evolve(report(), source=f"GET {n}") for n in range(3)]
    session = session_of(*gets, evolve(head_of_length("0"), source="HEAD"))
    [finding] = methods.head_of_a_report_is_not_empty(session)

    assert ("GET 0", "HEAD") == finding.sources

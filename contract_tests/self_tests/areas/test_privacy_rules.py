"""The rules on what a response reveals or permits in addition to its data, at their boundaries."""

from typing import Any

import pytest
from attrs import evolve

from flowmusic_contract.areas.privacy import rules as privacy
from flowmusic_contract.engine.exchange import RequestIntent
from flowmusic_contract.engine.expectation import Words
from self_tests.samples import compared, event, exchange, usage

MARKUP = "<b>x</b>@example.com"


@pytest.mark.parametrize(
    ("cache_control", "vary", "outcomes"),
    [
        ("", "", [True]),
        ("max-age=60", "", [True]),
        ("public", "", [False]),
        ("Public , Max-Age=60", "", [False]),
        ("public, max-age=0", "", [True]),
        ("public, no-cache", "", [True]),
        ("public, no-store", "", [True]),
        ("public, private", "", [True]),
        ("s-maxage=60", "", [False]),
        ('max-age=0, s-maxage="60"', "", [False]),
        ("public, max-age=60, s-maxage=0", "", [True]),
        ("public", "Accept-Encoding", [False]),
        ("public", "Accept, Authorization", [True]),
        ("public", "*", [True]),
        ("s-maxage", "", [True]),
        ("s-maxage=soon", "", [True]),
        ("s-maxage=00", "", [True]),
        ("public, max-age=-1", "", [True]),
        ("public, max-age=010", "", [False]),
        ("max-age=60, must-revalidate", "", [False]),
        ("max-age=0, must-revalidate", "", [True]),
        ("must-revalidate", "", [True]),
        ("private, max-age=60, must-revalidate", "", [True]),
    ],
)
def test_shared_caches(cache_control: str, vary: str, outcomes: list[bool]) -> None:
    """A shared cache may keep a report only for the same token, or must ask the server again."""
    report = exchange(usage=usage(event()))
    served = evolve(report, headers=(("cache-control", cache_control), ("vary", vary)))

    assert outcomes == compared(privacy.shared_caches_do_not_keep_reports(served))


@pytest.mark.parametrize(
    ("changes", "status", "outcomes"),
    [
        ({"token": "invalid"}, 401, [False]),
        ({"token": "valid", "account": "not configured"}, 404, [False]),
        ({"token": "invalid"}, 200, []),
        ({"token": "valid", "account": "malformed"}, 400, []),
        ({"token": "invalid", "has_documented_path": False}, 404, []),
        ({"token": "invalid", "method": "POST"}, 405, []),
    ],
)
def test_refusals_in_shared_caches(changes: dict[str, Any], status: int, outcomes: list[bool]) -> None:
    """A shared cache may keep no refusal of GET at the documented path."""
    public = (("cache-control", "public, max-age=60"),)
    refusal = evolve(exchange(status), intent=RequestIntent(**changes), headers=public)

    assert outcomes == compared(privacy.shared_caches_do_not_keep_refusals(refusal))


def test_other_headers_are_not_about_caches() -> None:
    """Only `Cache-Control` allows a cache to keep a report."""
    headers = ("accept-ranges", "public"), ("pragma", "public")
    report = evolve(exchange(usage=usage(event())), headers=headers)

    assert [True] == compared(privacy.shared_caches_do_not_keep_reports(report))


def test_credentials_are_named_by_their_kind() -> None:
    """The finding says what kind of credentials the body contains, and does not repeat them."""
    key = "-----BEGIN RSA PRIVATE KEY-----"
    (found,) = privacy.no_response_contains_credentials(exchange(500, body=key.encode()))

    assert not found.holds
    assert found.actual == Words("a private key")


def test_caches_of_other_responses_are_not_judged() -> None:
    """Without a report, or without headers, nothing is judged."""
    public = (("cache-control", "public"),)

    assert [] == compared(privacy.shared_caches_do_not_keep_reports(evolve(exchange(404), headers=public)))
    assert [] == compared(privacy.shared_caches_do_not_keep_reports(exchange(usage=usage(event()))))


@pytest.mark.parametrize(
    ("origin", "allowed", "credentials", "outcomes"),
    [
        ("https://a.example", "https://a.example", "true", [False]),
        ("https://a.example", "*", "true", [False]),
        ("https://a.example", "*", "false", [True]),
        ("https://a.example", "https://useapi.net", "true", [True]),
        ("", "*", "true", []),
    ],
)
def test_origins(origin: str, allowed: str, credentials: str, outcomes: list[bool]) -> None:
    """An unknown origin is allowed only without credentials."""
    sent = exchange(chosen_headers=(("origin", origin),) if origin else ())
    headers = ("access-control-allow-origin", allowed), ("access-control-allow-credentials", credentials)

    assert outcomes == compared(privacy.other_origins_get_no_credentials(evolve(sent, headers=headers)))


@pytest.mark.parametrize(
    ("email", "content_type", "body", "outcomes"),
    [
        (MARKUP, "text/html", "No <b>x</b>@example.com", [False]),
        (MARKUP, "Application/XHTML+xml; charset=utf-8", "No <b>x</b>", [False]),
        (MARKUP, "text/html", "No &lt;b&gt;x&lt;/b&gt;", [True]),
        (MARKUP, "application/json", "No <b>x</b>", [True]),
        (MARKUP, "text/plain", "No <b>x</b>", [True]),
        ("x@example.com", "text/html", "No x@example.com", []),
        ("<x@example.com", "text/html", "No <x@example.com", []),
    ],
)
def test_markup(email: str, content_type: str, body: str, outcomes: list[bool]) -> None:
    """Markup from the request is a finding only on a page that a browser would run."""
    served = evolve(exchange(404, body=body.encode(), emails=(email,)), headers=(("content-type", content_type),))

    assert outcomes == compared(privacy.markup_in_a_request_is_escaped(served))


@pytest.mark.parametrize(
    ("intent", "status", "outcomes"),
    [
        ({"token": "invalid"}, 401, [False]),
        ({"token": "malformed"}, 400, [False]),
        ({"token": "absent"}, 401, [False]),
        ({"token": "other scheme", "method": "OPTIONS"}, 200, [False]),
        ({"account": "not configured"}, 404, [False]),
        ({"token": "invalid"}, 199, [False]),
        ({"token": "invalid"}, 200, []),
        ({"token": "absent", "has_documented_path": False}, 200, [False]),
        ({"token": "absent", "has_documented_path": False}, 404, [False]),
        ({"account": "configured"}, 404, []),
        ({"account": "unclear"}, 404, []),
        ({"token": "unclear"}, 404, []),
    ],
)
@pytest.mark.parametrize("body", [b'{"data":{"by_type_tokens" : {}}}', b'[{"max_created_at":""}]'])
def test_report_in_a_refusal(intent: dict[str, Any], status: int, outcomes: list[bool], body: bytes) -> None:
    """A refusal contains no part of a usage report; a 200 response is judged by other rules."""

    assert outcomes == compared(privacy.no_refusal_contains_a_report(exchange(status, body=body, **intent)))


@pytest.mark.parametrize("body", [b"", b'{"error":"no by_type_tokens"}', b'"by_type_tokens"'])
def test_refusal_without_a_report(body: bytes) -> None:
    """A refusal that only names a field is not a usage report."""

    assert [True] == compared(privacy.no_refusal_contains_a_report(exchange(401, body=body, token="invalid")))

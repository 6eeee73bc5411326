"""What `scripts/mutate` found untested: one small test for each change that no other test noticed."""

from inspect import signature
from typing import Any

import pytest

from flowmusic_contract.all_rules import SERVER_RULES
from flowmusic_contract.areas.authentication import rules as authentication
from flowmusic_contract.areas.consistency.comparison import RecentRows
from flowmusic_contract.areas.transport import rules as transport
from flowmusic_contract.engine.compaction import Compaction
from flowmusic_contract.engine.exchange import Exchange, RequestIntent, Transfer
from flowmusic_contract.engine.expectation import Words
from flowmusic_contract.engine.rule import Rule
from flowmusic_contract.engine.subjects import Session
from flowmusic_contract.engine.verdict import Verdict, missing_evidence
from flowmusic_contract.engine.verdicts import ServerJudge, judge_server
from self_tests.samples import EMAIL, compared, exchange, served, usage


def refusal(account: Any, email: str, body: bytes, source: str = "") -> Exchange:
    return Exchange(RequestIntent("GET", "invalid", account, (email,)), 401, body=body, source=source)


def test_evidence_that_a_check_needs() -> None:
    """Without any exchange, what is missing is named once for each required rule."""

    assert [
        "the response to an invalid API token",
        "the response for an account that is not configured",
        "a 200 response of the documented shape with events (name an account that has some with --email)",
    ] == missing_evidence(judge_server([], SERVER_RULES))


@pytest.mark.parametrize("method", ["DELETE", "HEAD"])
@pytest.mark.parametrize(
    ("rule", "token"),
    [
        (authentication.invalid_token_gets_401, "invalid"),
        (authentication.missing_token_gets_401, "absent"),
        (authentication.other_scheme_gets_401, "other scheme"),
    ],
)
def test_rules_on_tokens_are_about_get(rule: Rule[Any], token: str, method: str) -> None:
    """The docs page says nothing about other methods without a valid token."""

    assert [] == compared(rule(exchange(200, method=method, token=token)))


def test_equal_refusals_reveal_nothing() -> None:
    """Responses that are equal reveal nothing, even if they name one of the two accounts."""
    known, unknown = refusal("configured", EMAIL, EMAIL.encode()), refusal("not configured", "a@b.c", EMAIL.encode())
    session = Session((known, known, unknown, unknown))

    assert [True] == compared(authentication.refusals_do_not_reveal_accounts(session))


def test_refusals_that_differ_are_named() -> None:
    """The finding names the first exchange for each of the two accounts."""
    session = Session(
        (
            refusal("configured", EMAIL, b"no", "first"),
            refusal("configured", EMAIL, b"no", "second"),
            refusal("configured", EMAIL, b"no", "third"),
            refusal("not configured", "a@b.c", b"who?", "fourth"),
            refusal("not configured", "a@b.c", b"who?", "fifth"),
            refusal("not configured", "a@b.c", b"who?", "sixth"),
        )
    )
    [expectation] = authentication.refusals_do_not_reveal_accounts(session)

    assert ("first", "fourth") == expectation.sources


def test_failure_of_a_transfer_is_shown() -> None:
    """The finding about an incomplete response says why it is incomplete."""
    [expectation] = transport.every_response_is_complete(Transfer("the connection was lost", 1, 10))

    assert Words("the connection was lost") == expectation.actual


def test_chosen_headers_are_not_shown() -> None:
    """The repr of a request does not show its headers, which may contain a token."""

    assert "user:1-secret" not in repr(RequestIntent(chosen_headers=(("authorization", "Bearer user:1-secret"),)))


def test_served_usage_report_is_not_shown() -> None:
    """The repr of a served usage report does not show its values."""

    assert EMAIL not in repr(served(usage()))


@pytest.mark.parametrize(
    ("class_", "arguments"),
    [
        (Compaction, ["most_bytes"]),
        (RecentRows, []),
        (ServerJudge, ["rules", "on_finding"]),
        (Verdict, ["rule", "comparisons", "broken", "findings", "locations"]),
    ],
)
def test_what_a_class_keeps_to_itself(class_: type, arguments: list[str]) -> None:
    """What a class only collects cannot be passed to it."""

    assert arguments == list(signature(class_).parameters)

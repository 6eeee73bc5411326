"""The rules on tokens, at their boundaries."""

from typing import Any

import pytest
from attrs import evolve

from flowmusic_contract.areas.authentication import rules as authentication
from flowmusic_contract.engine.exchange import Exchange, RequestIntent
from flowmusic_contract.engine.expectation import Words
from flowmusic_contract.engine.rule import Rule
from flowmusic_contract.engine.subjects import Session
from self_tests.samples import EMAIL, compared, exchange, session_of


def refusals(known: list[str], unknown: list[str], **changes: Any) -> Session:
    """Returns a session of 401 responses, with these bodies for a configured account and for another."""
    shared: dict[str, Any] = {"token": "invalid", "chosen_headers": (("x", "t"),)} | changes
    first: dict[str, Any] = {"account": "configured", "emails": (EMAIL,)} | shared
    second: dict[str, Any] = {"account": "not configured", "emails": ("a+b@example.com",)} | shared
    seen = [(first, text) for text in known] + [(second, text) for text in unknown]
    return session_of(*(Exchange(RequestIntent(**intent), 401, body=text.encode()) for intent, text in seen))


@pytest.mark.parametrize(
    ("known", "unknown", "outcomes"),
    [
        (["no", "no"], ["no", "no"], [True]),
        (["no", "no"], ["NO", "NO"], [False]),
        (["yes", "yes"], ["no", "no"], [False]),
        (["no", "no"], ["no", "yes"], []),
        (["no", "yes"], ["no", "no"], []),
        (["no", "no"], ["yes"], []),
        (["no"], ["yes", "yes"], []),
        (["no 1", "no 2"], ["no 3", "no 4"], []),
        ([f"{EMAIL}?"] * 2, ["a+b@example.com?"] * 2, [True]),
        (["listener%40example.com?"] * 2, ["a%2Bb%40example.com?"] * 2, [True]),
        (["listener%40example.com?"] * 2, ["a+b@example.com"] * 2, [False]),
    ],
)
def test_refusals(known: list[str], unknown: list[str], outcomes: list[bool]) -> None:
    """Responses for two accounts are compared, with and without the address, unless those for one account differ."""

    assert outcomes == compared(authentication.refusals_do_not_reveal_accounts(refusals(known, unknown)))


@pytest.mark.parametrize(
    ("changes", "outcomes"),
    [
        ({"token": "absent"}, [False]),
        ({"token": "valid"}, []),
        ({"method": "HEAD"}, []),
        ({"method": "ABC"}, []),
        ({"emails": ()}, []),
        ({"emails": (EMAIL, EMAIL)}, []),
    ],
)
def test_which_refusals(changes: dict[str, Any], outcomes: list[bool]) -> None:
    """Only GET requests for one account, with no token or an invalid one, are compared."""
    seen = refusals(["yes", "yes"], ["no", "no"], **changes)

    assert outcomes == compared(authentication.refusals_do_not_reveal_accounts(seen))


def test_refusals_of_different_tokens_are_not_compared() -> None:
    """Responses to different invalid tokens are not compared."""
    one, other = (
        refusals(["yes", "yes"], [], chosen_headers=(("x", "t1"),)),
        refusals([], ["no", "no"], chosen_headers=(("x", "t2"),)),
    )

    assert [] == compared(authentication.refusals_do_not_reveal_accounts(session_of(*one.exchanges, *other.exchanges)))


def test_equal_refusals_reveal_nothing() -> None:
    """Responses that are equal reveal nothing, even if they name one of the two accounts."""
    session = refusals([EMAIL, EMAIL], [EMAIL, EMAIL])

    assert [True] == compared(authentication.refusals_do_not_reveal_accounts(session))


def test_refusals_that_differ_are_named() -> None:
    """The finding names the first exchange for each of the two accounts."""
    sources = "first", "second", "third", "fourth", "fifth", "sixth"
    exchanges = refusals(["no"] * 3, ["who?"] * 3).exchanges
    session = session_of(*(evolve(each, source=source) for each, source in zip(exchanges, sources, strict=True)))
    [expectation] = authentication.refusals_do_not_reveal_accounts(session)

    assert ("first", "fourth") == expectation.sources
    assert Words("different bodies") == expectation.actual


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

"""The rules on accounts, at their boundaries."""

from typing import Any

import pytest
from attrs import evolve

from flowmusic_contract.areas.accounts import rules as accounts
from flowmusic_contract.areas.authentication import rules as authentication
from flowmusic_contract.engine.exchange import Exchange, RequestIntent
from flowmusic_contract.engine.expectation import Words
from self_tests.samples import EMAIL, broken_at, compared, exchange, served, session_of, usage


@pytest.mark.parametrize(
    ("requested", "reported", "outcomes"),
    [
        ((EMAIL,), EMAIL, [True]),
        ((EMAIL,), f" {EMAIL.upper()} ", [True]),
        ((f"\t{EMAIL} \0",), EMAIL, [True]),
        ((f"{EMAIL}\0x",), EMAIL, [False]),
        ((EMAIL,), "other@example.com", [False]),
        ((EMAIL, "other@example.com"), "other@example.com", [True]),
        ((), EMAIL, []),
    ],
)
def test_reported_account(requested: tuple[str, ...], reported: str, outcomes: list[bool]) -> None:
    """The reported account is a requested one, in any letter case."""

    assert outcomes == compared(accounts.report_is_for_the_requested_account(served(usage(email=reported), *requested)))


def test_first_requested_account_is_named() -> None:
    """The finding names the account that was requested first."""
    report = served(usage(), "first@example.com", "second@example.com")
    [expectation] = accounts.report_is_for_the_requested_account(report)

    assert '"first@example.com"' == expectation.expected


@pytest.mark.parametrize(
    ("text", "headers", "is_correct"),
    [
        (b"nothing", (), True),
        (b"nothing", None, True),
        (b"is a+b@example.com known?", (), False),
        (b"a%2Bb%40example.com", (), False),
        (b"", (("location", "/a+b@example.com"),), False),
        (b"", (("x", "a+b@exam"), ("y", "ple.com")), True),
        (b"a+b@", (("x", "example.com"),), True),
        (b"", (("x", "\udcff a+b@example.com"),), False),
    ],
)
def test_other_account_and_token(text: bytes, headers: Any, is_correct: bool) -> None:  # noqa: FBT001 - a table
    """No response contains another account or a token: in no encoding, neither in the body nor in a header."""
    secret = ("a+b@example.com",)
    seen = Exchange(RequestIntent(), 200, headers, text, tokens=secret, other_emails=secret)

    assert [is_correct] == compared(accounts.no_response_names_another_account(seen))
    assert [is_correct] == compared(authentication.no_response_contains_a_token(seen))


def test_part_that_reveals_is_the_first_one_named() -> None:
    """The finding names the part of the response with the first account or token that is found."""
    secrets = ("a@example.com", "b@example.com")
    headers = (("x", "b@example.com"), ("y", "a@example.com"))
    seen = Exchange(RequestIntent(), 200, headers, b"", tokens=secrets, other_emails=secrets)

    assert ["$.y"] == broken_at(accounts.no_response_names_another_account(seen))
    assert ["$.y"] == broken_at(authentication.no_response_contains_a_token(seen))


def test_slash_of_a_token() -> None:
    """A token is found with its slash percent-encoded or not."""
    seen = [Exchange(RequestIntent(), 200, body=text, tokens=("a/ b",)) for text in (b"a/%20b", b"a%2F%20b", b"a%2F b")]

    assert [[False], [False], [True]] == [compared(authentication.no_response_contains_a_token(each)) for each in seen]


THEIRS, NOBODYS = "rival@example.com", "nobody@example.com"


def refused(email: str, *bodies: str) -> list[Exchange]:
    """Returns the refusals of an account, one with each body. The suite knows one of the accounts."""
    others = tuple({THEIRS} - {email})
    asked: dict[str, Any] = {"account": "not configured", "emails": (email,)}
    return [evolve(exchange(404, body=body.encode(), **asked), other_emails=others) for body in bodies]


@pytest.mark.parametrize(
    ("theirs", "nobodys", "outcomes"),
    [
        (["a", "a"], ["a", "a"], [True]),
        (["b", "b"], ["a", "a"], [False]),
        ([f"no {THEIRS}"] * 2, [f"no {NOBODYS}"] * 2, [True]),
        (["a", "b"], ["a", "a"], []),
        (["b", "b"], ["a", "b"], []),
        (["b"], ["a", "a"], []),
        (["b", "b"], ["a"], []),
        ([], ["a", "a"], []),
    ],
)
def test_other_tenants(theirs: list[str], nobodys: list[str], outcomes: list[bool]) -> None:
    """Two refusals of an account of another tenant are compared with two of one that nobody has, if both are steady."""
    session = session_of(*refused(THEIRS, *theirs), *refused(NOBODYS, *nobodys))

    assert outcomes == compared(accounts.refusals_do_not_reveal_other_tenants(session))


@pytest.mark.parametrize(
    ("some", "others", "outcomes"),
    [
        ("aa", "bb", [True]),
        ("aa", "b", [True]),
        ("bb", "aa", [True]),
        ("aa", "cc", [False]),
        ("aa", "c", [False]),
        ("a", "b", []),
        ("bb", "aab", []),
        ("bb", "ab", []),
    ],
)
def test_unknown_accounts_with_other_refusals(some: str, others: str, outcomes: list[bool]) -> None:
    """A refusal that one unknown account gets as well reveals nothing, nor does any if one of theirs varies."""
    unknown = [*refused(NOBODYS, *some), *refused("a@example.com", *others)]

    assert outcomes == compared(
        accounts.refusals_do_not_reveal_other_tenants(session_of(*refused(THEIRS, *"bb"), *unknown))
    )


def test_other_spelling_of_an_account_of_another_tenant() -> None:
    """An account of another tenant in another letter case is not one that nobody has."""
    theirs = [*refused(THEIRS.upper(), *"bb"), *refused(THEIRS, *"bb")]
    session = session_of(*theirs, *refused(NOBODYS, *"aa"))

    assert [False, False] == compared(accounts.refusals_do_not_reveal_other_tenants(session))


def test_compared_refusals_are_named() -> None:
    """The finding names the first refusal of an account of another tenant and the first one of nobody's account."""
    refusals = [*refused(THEIRS, *"bbb"), *refused(NOBODYS, *"aaa"), *refused("a@example.com", *"ccc")]
    session = session_of(*(evolve(refusal, source=f"request {n}") for n, refusal in enumerate(refusals)))
    [expectation] = accounts.refusals_do_not_reveal_other_tenants(session)

    assert ("request 0", "request 3") == expectation.sources
    assert Words("different bodies") == expectation.actual

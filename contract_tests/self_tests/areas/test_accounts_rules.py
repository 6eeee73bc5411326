"""The rules on accounts, at their boundaries."""

from typing import Any

import pytest

from flowmusic_contract.areas.accounts import rules as accounts
from flowmusic_contract.areas.authentication import rules as authentication
from flowmusic_contract.engine.subjects import Exchange, RequestIntent
from self_tests.samples import EMAIL, compared, served, usage


@pytest.mark.parametrize(
    ("asked", "reported", "outcomes"),
    [
        ((EMAIL,), EMAIL, [True]),
        ((EMAIL,), f" {EMAIL.upper()} ", [True]),
        ((EMAIL,), "other@example.com", [False]),
        ((EMAIL, "other@example.com"), "other@example.com", [True]),
        ((), EMAIL, []),
    ],
)
def test_account_reported_on(asked: tuple[str, ...], reported: str, outcomes: list[bool]) -> None:
    """The account reported on is one asked for, in whatever case it is written."""

    assert outcomes == compared(accounts.report_is_for_the_requested_account(served(usage(email=reported), *asked)))


def test_first_account_asked_for_is_named() -> None:
    """The finding names the account that was asked for first."""
    report = served(usage(), "first@example.com", "second@example.com")
    [expectation] = accounts.report_is_for_the_requested_account(report)

    assert '"first@example.com"' == expectation.expected


@pytest.mark.parametrize(
    ("said", "headers", "is_right"),
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
def test_other_account_and_token(said: bytes, headers: Any, is_right: bool) -> None:  # noqa: FBT001 - a table
    """No answer names another account or repeats a token: in no spelling, in the body or in a header."""
    secret = ("a+b@example.com",)
    heard = Exchange(RequestIntent(), 200, headers, said, tokens=secret, other_emails=secret)

    assert [is_right] == compared(accounts.no_response_names_another_account(heard))
    assert [is_right] == compared(authentication.no_response_contains_a_token(heard))


def test_slash_of_a_token() -> None:
    """A token is found with its slash encoded or left as it is."""
    heard = [
        Exchange(RequestIntent(), 200, body=said, tokens=("a/ b",)) for said in (b"a/%20b", b"a%2F%20b", b"a%2F b")
    ]

    assert [[False], [False], [True]] == [compared(authentication.no_response_contains_a_token(each)) for each in heard]

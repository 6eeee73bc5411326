"""Whose usage it is, and whose it must not tell."""

from collections.abc import Iterator
from urllib.parse import quote

from flowmusic_contract.rules.exchange import Exchange
from flowmusic_contract.rules.expectation import Expectation, holds
from flowmusic_contract.rules.rule import documented, inferred


@documented("#/components/parameters/AccountEmail")
def the_account_reported_on_is_the_one_asked_for(exchange: Exchange) -> Iterator[Expectation]:
    """The usage report is about the account that the request names."""
    if exchange.usage is not None and exchange.question.emails:
        asked = {_same(email) for email in exchange.question.emails}
        reported = exchange.usage["email"]
        yield holds(_same(reported) in asked, f'"{exchange.question.emails[0]}"', reported, "email")


@inferred(because="which accounts there are is nobody's business but that of who asks for them by name")
def no_answer_names_another_account(exchange: Exchange) -> Iterator[Expectation]:
    """No answer names an account that was not asked for."""
    if exchange.other_emails:
        said = _said(exchange)
        named = [email for email in exchange.other_emails if _names(said, email)]
        yield holds(not named, "the account asked for, or none", ", ".join(named), "body")


@inferred(because="whoever reads an answer, a log or a cache would have the token")
def no_answer_repeats_a_token(exchange: Exchange) -> Iterator[Expectation]:
    """No answer repeats an API token."""
    if exchange.tokens:
        said = _said(exchange)
        yield holds(not any(_names(said, token) for token in exchange.tokens), "no token", "a token", "body")


def _same(email: str) -> str:
    # A server may write the address as it was configured: letter case and blanks around it are no difference.
    return email.strip().casefold()


def _said(exchange: Exchange) -> bytes:
    headers = "\n".join(value for _, value in exchange.headers or ())
    return exchange.body + b"\n" + headers.encode("utf-8", "replace")


def _names(said: bytes, text: str) -> bool:
    forms = text, quote(text), quote(text, safe="")
    return any(form.encode("utf-8", "replace") in said for form in forms)

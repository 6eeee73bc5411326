"""Servers that compare email addresses in a wrong way, so that a request finds an account that it does not name."""

import re
import unicodedata
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import unquote

from flowmusic_contract.areas.accounts import rules
from flowmusic_contract.engine.fault import Breaks, Fault, fault_row
from flowmusic_contract.engine.fault_parts import is_like
from flowmusic_contract.engine.rule import Rule
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, Handler, Request, Response


def _matched_email(
    id_: str,
    sentence: str,
    matches: Callable[[str, str], bool],
    *,
    matched: str,
    unmatched: str,
    breaks: Breaks,
) -> Fault:
    """Returns the fault of a server that compares email addresses in a wrong way.

    `matches` decides whether the requested address, which is its first argument, matches a configured one. The first
    configured one that matches is reported. `matched` is an example of an address that the server finds, and
    `unmatched` one that it does not find.
    """

    def respond(request: Request, handler: Handler) -> Response:
        requested = request.emails()
        if len(requested) != 1 or requested[0] in DEMO_EMAILS:
            return handler(request)
        found = next((email for email in DEMO_EMAILS if matches(requested[0], email)), requested[0])
        return handler(request.for_account(found))

    valid = Request.get(DEMO_EMAILS[0]).authorized_by(DEMO_TOKEN)
    return fault_row(
        id_,
        sentence,
        respond,
        breaks=breaks,
        effects={f"email {matched}": "404 -> 200"},
        requests={f"email {email}": valid.for_account(email) for email in (matched, unmatched)},
    )


def _without_accents(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFD", text) if not unicodedata.combining(each))


def _without_dots(email: str) -> str:
    local, at, domain = email.rpartition("@")
    return local.replace(".", "") + at + domain


def _is_regular_expression_for(requested: str, email: str) -> bool:
    try:
        return "@" not in requested and bool(re.fullmatch(requested, email))
    except re.error:
        return False


_MALFORMED: list[Rule[Any]] = [rules.malformed_email_is_rejected, rules.report_is_for_the_requested_account]
_UNKNOWN: list[Rule[Any]] = [rules.unknown_account_gets_404, rules.report_is_for_the_requested_account]
_OTHERS: list[Rule[Any]] = [rules.no_response_names_another_account]

MATCHED_EMAILS = [
    _matched_email(
        "accounts.email-prefix-is-accepted",
        "A prefix of an email address is accepted.",
        lambda requested, email: email.startswith(requested),
        matched="listener@example",
        unmatched="istener@example.com",
        breaks=[rules.unknown_account_gets_404, *_MALFORMED, *_OTHERS],
    ),
    _matched_email(
        "accounts.email-suffix-is-accepted",
        "A suffix of an email address is accepted if it has an at sign.",
        lambda requested, email: "@" in requested and email.endswith(requested),
        matched="istener@example.com",
        unmatched="example.com",
        breaks=[*_UNKNOWN, *_OTHERS],
    ),
    _matched_email(
        "accounts.text-after-the-email-is-ignored",
        "Text after an email address is ignored.",
        lambda requested, email: requested.startswith(email),
        matched="listener@example.com.org",
        unmatched="a-listener@example.com",
        breaks=[rules.unknown_account_gets_404, *_MALFORMED],
    ),
    _matched_email(
        "accounts.plus-tag-is-ignored",
        "A tag after a plus sign in an email address is ignored.",
        lambda requested, email: re.sub(r"\+[^@]*", "", requested) == email,
        matched="listener+tag@example.com",
        unmatched="listener-tag@example.com",
        breaks=[*_UNKNOWN, *_OTHERS],
    ),
    _matched_email(
        "accounts.email-is-a-sql-pattern",
        "An email address is compared with SQL `LIKE`.",
        lambda requested, email: is_like(email, requested),
        matched="_istener@%",
        unmatched=".istener@example.com",
        breaks=[rules.unknown_account_gets_404, *_MALFORMED, *_OTHERS],
    ),
    _matched_email(
        "accounts.email-is-a-regular-expression",
        "An email address without an at sign is compared as a regular expression.",
        _is_regular_expression_for,
        matched=".*",
        unmatched="listener",
        breaks=[*_MALFORMED, *_OTHERS],
    ),
    _matched_email(
        "accounts.email-is-part-of-a-list",
        "The first address of a list with commas counts.",
        lambda requested, email: requested.partition(",")[0] == email,
        matched="listener@example.com,nobody@example.com",
        unmatched="nobody@example.com,listener@example.com",
        breaks=_MALFORMED,
    ),
    _matched_email(
        "accounts.configured-email-is-a-regular-expression",
        "A configured address is read as a regular expression, in which a dot is any character.",
        lambda requested, email: re.fullmatch(email.replace("+", "[+]"), requested) is not None,
        matched="listener@example-com",
        unmatched="listener@example--com",
        breaks=[*_MALFORMED, *_OTHERS],
    ),
    _matched_email(
        "accounts.star-matches-every-account",
        "An asterisk matches every account.",
        lambda requested, _: requested == "*",
        matched="*",
        unmatched="*@example.com",
        breaks=[*_MALFORMED, *_OTHERS],
    ),
    _matched_email(
        "accounts.email-is-inserted-into-sql",
        "An email address is inserted into SQL unescaped, so that a condition in it matches every account.",
        lambda requested, _: "' OR '1'='1" in requested,
        matched="x' OR '1'='1",
        unmatched="o'hara@example.com",
        breaks=[*_MALFORMED, *_OTHERS],
    ),
    _matched_email(
        "accounts.email-is-decoded-twice",
        "An email address is percent-decoded twice.",
        lambda requested, email: unquote(requested) == email,
        matched="listener%40example.com",
        unmatched="listener%41example.com",
        breaks=_MALFORMED,
    ),
    _matched_email(
        "accounts.text-after-a-null-character-is-ignored",
        "Text after a null character in an email address is ignored.",
        lambda requested, email: requested.partition("\0")[0] == email,
        matched="listener@example.com\0x",
        unmatched="\0listener@example.com",
        breaks=_MALFORMED,
    ),
    _matched_email(
        "accounts.invalid-bytes-are-ignored",
        "Bytes in an email address that are not UTF-8 are ignored.",
        lambda requested, email: requested.replace("\ufffd", "") == email,
        matched="listener@example.com\ufffd",
        unmatched="listener@example.com?",
        breaks=_MALFORMED,
    ),
    _matched_email(
        "accounts.text-after-a-newline-is-ignored",
        "Text after the first line of an email address is ignored.",
        lambda requested, email: requested.partition("\n")[0] == email,
        matched="listener@example.com\nx",
        unmatched="x\nlistener@example.com",
        breaks=_MALFORMED,
    ),
    _matched_email(
        "accounts.similar-characters-are-equal",
        "Characters with the same compatibility form in Unicode, such as fullwidth letters, are equal.",
        lambda requested, email: unicodedata.normalize("NFKC", requested) == email,
        matched="\uff4cistener@example.com",
        unmatched="łistener@example.com",
        breaks=[*_MALFORMED, *_OTHERS],
    ),
    _matched_email(
        "accounts.characters-with-the-same-capital-are-equal",
        "Characters with the same capital letter, such as s and the long s, are equal.",
        lambda requested, email: requested.lower() != email and requested.upper() == email.upper(),
        matched="li\u017ftener@example.com",
        unmatched="li\u0161tener@example.com",
        breaks=[*_MALFORMED, *_OTHERS],
    ),
    _matched_email(
        "accounts.email-is-case-folded",
        "Email addresses are compared by their case folding, in which the long s is an s.",
        lambda requested, email: requested.lower() != email and requested.casefold() == email,
        matched="li\u017ftener@example.com",
        unmatched="l\u0131stener@example.com",
        breaks=[rules.malformed_email_is_rejected],
    ),
    _matched_email(
        "accounts.accents-are-ignored",
        "Accents in an email address are ignored, as some databases do.",
        lambda requested, email: _without_accents(requested) == email,
        matched="lístener@example.com",
        unmatched="lystener@example.com",
        breaks=[*_MALFORMED, *_OTHERS],
    ),
    _matched_email(
        "accounts.dots-are-ignored",
        "Dots before the at sign of an email address are ignored, as some mail servers do.",
        lambda requested, email: _without_dots(requested) == email,
        matched="li.stener@example.com",
        unmatched="listener@exam.ple.com",
        breaks=[*_UNKNOWN, *_OTHERS],
    ),
    _matched_email(
        "accounts.comment-after-the-email-is-ignored",
        "An email address ends at a quote with an SQL comment.",
        lambda requested, email: requested.partition("'--")[0] == email,
        matched="listener@example.com'--",
        unmatched="listener@example.com--",
        breaks=_MALFORMED,
    ),
    _matched_email(
        "accounts.blanks-are-ignored",
        "Blanks anywhere in an email address are ignored, and so are spaces without width.",
        lambda requested, email: re.sub("[ \u200b]", "", requested) == email,
        matched="listener\u200b@example.com",
        unmatched="listener\t@example.com",
        breaks=[*_MALFORMED, *_OTHERS],
    ),
    _matched_email(
        "accounts.email-is-cut-to-a-column",
        "An email address is cut to the length of a database column, and then loses the blanks at its end.",
        lambda requested, email: requested[:255].rstrip() == email,
        matched=f"listener@example.com{' ' * 255}x",
        unmatched=f"listener@example.com{' ' * 200}x",
        breaks=_MALFORMED,
    ),
    _matched_email(
        "accounts.email-is-unescaped-as-html",
        "An email address is read as HTML.",
        lambda requested, email: unescape(requested) == email,
        matched="listener&#64;example.com",
        unmatched="listener&#63;example.com",
        breaks=[*_MALFORMED, *_OTHERS],
    ),
    _matched_email(
        "accounts.last-dot-is-ignored",
        "A dot at the end of an email address is ignored.",
        lambda requested, email: requested.removesuffix(".") == email,
        matched="listener@example.com.",
        unmatched="listener@example.com..",
        breaks=_MALFORMED,
    ),
    _matched_email(
        "accounts.word-null-matches-every-account",
        "The word `null` matches every account.",
        lambda requested, _: requested == "null",
        matched="null",
        unmatched="nil",
        breaks=[*_MALFORMED, *_OTHERS],
    ),
    _matched_email(
        "accounts.second-account-has-an-alias",
        "The second account is also found with the tag +contract.",
        lambda requested, email: email == DEMO_EMAILS[2] and requested == "duo+live+contract@example.com",
        matched="duo+live+contract@example.com",
        unmatched="duo@example.com",
        breaks=[*_UNKNOWN, *_OTHERS],
    ),
]

"""Servers that confuse accounts, get their status wrong, or name accounts that were not requested."""

import re
import unicodedata
from collections.abc import Callable
from threading import Lock
from time import sleep
from typing import Any
from urllib.parse import parse_qs, unquote

from attrs import evolve, frozen

from flowmusic_contract.areas.accounts import rules
from flowmusic_contract.areas.consistency import rules as consistency_rules
from flowmusic_contract.areas.transport import rules as transport_rules
from flowmusic_contract.engine.fault import (
    Breaks,
    Fault,
    Replacement,
    for_each_request,
    ids_of,
    replacements,
    response_fault,
    server_fault,
)
from flowmusic_contract.engine.rule import Rule
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, OTHER_DEMO_TOKEN, Handler, Request, Response

_LISTENER, _NEWCOMER, _DUO = DEMO_EMAILS
_CRASH = Response.of(500, {})
_FORM = Response(303, (("location", "/form"),), b"")

# Which requests a row is about


def _is_report(request: Request, correct: Response) -> bool:
    return correct.status == 200 and request.method == "GET"


def _is_report_without_events(request: Request, correct: Response) -> bool:
    return _is_report(request, correct) and not correct.json()["events"]


def _is_authorized(_: Request, correct: Response) -> bool:
    return correct.status in (200, 400, 404)


def _is_unknown(_: Request, correct: Response) -> bool:
    return correct.status == 404


def _has_no_email(request: Request, correct: Response) -> bool:
    return correct.status == 400 and not request.emails()


def _is_unknown_email(matches: Callable[[str], bool]) -> Callable[[Request, Response], bool]:
    return lambda request, correct: correct.status == 404 and any(map(matches, request.emails()))


STATUSES = replacements(
    "accounts",
    [
        Replacement(
            "report-gets-202",
            "A usage report is sent with status 202.",
            when=_is_report,
            by=Response.of(202, {}),
            breaks=[rules.configured_account_gets_200],
            effects={"every 200": "200 -> 202"},
        ),
        Replacement(
            "report-is-redirected-to-another-host",
            "A request for a configured account is redirected to another host.",
            when=_is_report,
            by=Response(302, (("location", "http://localhost:9/"),), b""),
            breaks=[rules.configured_account_gets_200],
            effects={"every 200": "200 -> 302 to http://localhost:9/"},
        ),
        Replacement(
            "account-without-events-gets-204",
            "An account without events gets a 204 response.",
            when=_is_report_without_events,
            by=Response(204, (), b""),
            breaks=[rules.configured_account_gets_200],
            effects={"newcomer": "200 -> 204"},
        ),
        Replacement(
            "account-without-events-gets-404",
            "An account without events gets a 404 response.",
            when=_is_report_without_events,
            by=Response.of(404, {}),
            breaks=[rules.configured_account_gets_200],
            effects={"newcomer": "200 -> 404"},
        ),
        Replacement(
            "authorized-request-gets-503",
            "Every authorized request gets a 503 response.",
            when=_is_authorized,
            by=Response.of(503, {}),
            breaks=[
                rules.configured_account_gets_200,
                rules.unknown_account_gets_404,
                rules.malformed_email_is_rejected,
                rules.missing_email_is_rejected,
                transport_rules.no_request_causes_a_server_error,
            ],
            effects={
                "every 200": "200 -> 503",
                "every 404": "404 -> 503",
                "every 400": "400 -> 503",
                "HEAD": "200 -> 503",
            },
        ),
        Replacement(
            "unknown-account-gets-403",
            "An unknown account gets a 403 response.",
            when=_is_unknown,
            by=Response.of(403, {}),
            breaks=[rules.unknown_account_gets_404],
            effects={"every 404": "404 -> 403"},
        ),
        Replacement(
            "unknown-account-gets-204",
            "An unknown account gets a 204 response.",
            when=_is_unknown,
            by=Response(204, (), b""),
            breaks=[rules.unknown_account_gets_404, rules.malformed_email_is_rejected],
            effects={"every 404": "404 -> 204"},
        ),
        Replacement(
            "unknown-account-gets-500",
            "An unknown account gets a 500 response.",
            when=_is_unknown,
            by=_CRASH,
            breaks=[
                rules.unknown_account_gets_404,
                rules.malformed_email_is_rejected,
                transport_rules.no_request_causes_a_server_error,
            ],
            effects={"every 404": "404 -> 500"},
        ),
        Replacement(
            "quote-gets-500",
            "A quote in an email address gets a 500 response.",
            when=_is_unknown_email(lambda email: "'" in email),
            by=_CRASH,
            breaks=[rules.malformed_email_is_rejected, transport_rules.no_request_causes_a_server_error],
            effects={"quote in email": "404 -> 500"},
        ),
        Replacement(
            "non-ascii-email-gets-500",
            "A non-ASCII email address gets a 500 response.",
            when=_is_unknown_email(lambda email: not email.isascii()),
            by=_CRASH,
            breaks=[rules.malformed_email_is_rejected, transport_rules.no_request_causes_a_server_error],
            effects={"accent in email": "404 -> 500"},
        ),
        Replacement(
            "long-email-gets-500",
            "An email address of more than a thousand characters gets a 500 response.",
            when=_is_unknown_email(lambda email: len(email) > 1000),
            by=_CRASH,
            breaks=[rules.malformed_email_is_rejected, transport_rules.no_request_causes_a_server_error],
            effects={"long email": "404 -> 500"},
        ),
        Replacement(
            "malformed-email-is-redirected-to-a-form",
            "An email address without an at sign is redirected to a form.",
            when=_is_unknown_email(lambda email: "@" not in email),
            by=_FORM,
            breaks=[rules.malformed_email_is_rejected],
            effects={"malformed email": "404 -> 303 to /form"},
        ),
        Replacement(
            "missing-email-gets-500",
            "A request without `email` gets a 500 response.",
            when=_has_no_email,
            by=_CRASH,
            breaks=[rules.missing_email_is_rejected, transport_rules.no_request_causes_a_server_error],
            effects={"no email": "400 -> 500", "email[$ne]": "400 -> 500"},
        ),
        Replacement(
            "missing-email-is-redirected-to-a-form",
            "A request without `email` is redirected to a form.",
            when=_has_no_email,
            by=_FORM,
            breaks=[rules.missing_email_is_rejected],
            effects={"no email": "400 -> 303 to /form", "email[$ne]": "400 -> 303 to /form"},
        ),
    ],
)


@frozen
class MatchedEmail:
    """A row of the next table: a server that compares email addresses in a wrong way."""

    name: str
    sentence: str
    matches: Callable[[str, str], bool]
    """Whether the requested address matches a configured one. The first configured one that matches is reported."""
    matched: str
    """An example of an address that the server finds."""
    unmatched: str
    """An example of an address that it does not find."""
    breaks: Breaks

    def fault(self) -> Fault:
        """Returns the fault."""
        valid = Request.get(_LISTENER).authorized_by(DEMO_TOKEN)
        requests = {f"email {email}": valid.for_account(email) for email in (self.matched, self.unmatched)}
        effects = {f"email {self.matched}": "404 -> 200"}
        change = for_each_request(self.respond)
        return Fault(f"accounts.{self.name}", self.sentence, ids_of(self.breaks), change, effects, requests)

    def respond(self, request: Request, handler: Handler) -> Response:
        """Returns the response of the faulty server."""
        requested = request.emails()
        if len(requested) != 1 or requested[0] in DEMO_EMAILS:
            return handler(request)
        found = next((email for email in DEMO_EMAILS if self.matches(requested[0], email)), requested[0])
        return handler(request.for_account(found))


def _is_regular_expression_for(requested: str, email: str) -> bool:
    try:
        return "@" not in requested and bool(re.fullmatch(requested, email))
    except re.error:
        return False


_MALFORMED: list[Rule[Any]] = [rules.malformed_email_is_rejected, rules.report_is_for_the_requested_account]
_UNKNOWN: list[Rule[Any]] = [rules.unknown_account_gets_404, rules.report_is_for_the_requested_account]
_OTHERS: list[Rule[Any]] = [rules.no_response_names_another_account]

MATCHED_EMAILS = [
    row.fault()
    for row in (
        MatchedEmail(
            "email-prefix-is-accepted",
            "A prefix of an email address is accepted.",
            lambda requested, email: email.startswith(requested),
            matched="listener@example",
            unmatched="istener@example.com",
            breaks=[rules.unknown_account_gets_404, *_MALFORMED, *_OTHERS],
        ),
        MatchedEmail(
            "email-suffix-is-accepted",
            "A suffix of an email address is accepted if it has an at sign.",
            lambda requested, email: "@" in requested and email.endswith(requested),
            matched="istener@example.com",
            unmatched="example.com",
            breaks=[*_UNKNOWN, *_OTHERS],
        ),
        MatchedEmail(
            "text-after-the-email-is-ignored",
            "Text after an email address is ignored.",
            lambda requested, email: requested.startswith(email),
            matched="listener@example.com.org",
            unmatched="a-listener@example.com",
            breaks=[rules.unknown_account_gets_404, *_MALFORMED],
        ),
        MatchedEmail(
            "plus-tag-is-ignored",
            "A tag after a plus sign in an email address is ignored.",
            lambda requested, email: re.sub(r"\+[^@]*", "", requested) == email,
            matched="listener+tag@example.com",
            unmatched="listener-tag@example.com",
            breaks=[*_UNKNOWN, *_OTHERS],
        ),
        MatchedEmail(
            "email-is-a-sql-pattern",
            "An email address is compared with SQL `LIKE`.",
            lambda requested, email: bool(
                re.fullmatch(re.escape(requested).replace("%", ".*").replace("_", "."), email)
            ),
            matched="_istener@%",
            unmatched=".istener@example.com",
            breaks=[rules.unknown_account_gets_404, *_MALFORMED, *_OTHERS],
        ),
        MatchedEmail(
            "email-is-a-regular-expression",
            "An email address without an at sign is compared as a regular expression.",
            _is_regular_expression_for,
            matched=".*",
            unmatched="listener",
            breaks=[*_MALFORMED, *_OTHERS],
        ),
        MatchedEmail(
            "star-matches-every-account",
            "A star matches every account.",
            lambda requested, _: requested == "*",
            matched="*",
            unmatched="*@example.com",
            breaks=[*_MALFORMED, *_OTHERS],
        ),
        MatchedEmail(
            "email-is-inserted-into-sql",
            "An email address is inserted into SQL unescaped, so that a condition in it matches every account.",
            lambda requested, _: "' OR '1'='1" in requested,
            matched="x' OR '1'='1",
            unmatched="o'hara@example.com",
            breaks=[*_MALFORMED, *_OTHERS],
        ),
        MatchedEmail(
            "email-is-decoded-twice",
            "An email address is percent-decoded twice.",
            lambda requested, email: unquote(requested) == email,
            matched="listener%40example.com",
            unmatched="listener%41example.com",
            breaks=_MALFORMED,
        ),
        MatchedEmail(
            "text-after-a-null-character-is-ignored",
            "Text after a null character in an email address is ignored.",
            lambda requested, email: requested.partition("\0")[0] == email,
            matched="listener@example.com\0x",
            unmatched="\0listener@example.com",
            breaks=_MALFORMED,
        ),
        MatchedEmail(
            "text-after-a-newline-is-ignored",
            "Text after the first line of an email address is ignored.",
            lambda requested, email: requested.splitlines()[0] == email,
            matched="listener@example.com\nx",
            unmatched="x\nlistener@example.com",
            breaks=_MALFORMED,
        ),
        MatchedEmail(
            "similar-characters-are-equal",
            "Characters with the same compatibility form in Unicode, such as fullwidth letters, are equal.",
            lambda requested, email: unicodedata.normalize("NFKC", requested) == email,
            matched="\uff4cistener@example.com",
            unmatched="łistener@example.com",
            breaks=[*_MALFORMED, *_OTHERS],
        ),
    )
]


@response_fault(
    breaks=[rules.report_is_for_the_requested_account, rules.no_response_names_another_account],
    effects={
        "$.email": '"listener@example.com" -> "duo+live@example.com"',
        "$.events": "array of 10 -> array of 3",
        "$.summary.by_type_tokens[*]": "1440 -> absent",
        "$.summary.by_type_credits[*]": "120 -> absent",
        "$.summary.total_charged_credits": "111.66666666666667 -> 18.333333333333332",
        "$.summary.total_received_tokens": "8640 -> 600",
        "$.summary.per_conversation": "array of 2 -> array of 1",
    },
)
def another_account_is_reported(request: Request, handler: Handler) -> Response:
    """The report for one account is that of another account."""
    return handler(request.for_account(_DUO) if request.emails() == [_LISTENER] else request)


@response_fault(
    breaks=[rules.report_is_for_the_requested_account, rules.no_response_names_another_account],
    effects={
        "newcomer $.email": '"newcomer@example.com" -> "listener@example.com"',
        "duo $.email": '"duo+live@example.com" -> "listener@example.com"',
    },
)
def first_account_is_always_reported(request: Request, handler: Handler) -> Response:
    """The report for every account is that of the first account."""
    correct, first = handler(request), handler(request.for_account(_LISTENER))
    return first if correct.status == first.status == 200 else correct


@response_fault(
    breaks=[rules.report_is_for_the_requested_account],
    effects={
        "$.email": '"listener@example.com" -> "l***@example.com"',
        "$.events[*]._account_email": '"listener@example.com" -> "l***@example.com"',
        "$.summary.per_conversation[*].email": '"listener@example.com" -> "l***@example.com"',
        "newcomer $.email": '"newcomer@example.com" -> "n***@example.com"',
        "duo $.email": '"duo+live@example.com" -> "d***@example.com"',
    },
)
def emails_are_masked(request: Request, handler: Handler) -> Response:
    """The email addresses in a usage report are masked."""
    correct = handler(request)
    if not _is_report(request, correct):
        return correct
    [email] = request.emails()
    return evolve(correct, body=correct.body.replace(email.encode(), f"{email[:1]}***@example.com".encode()))


@server_fault(
    breaks=[rules.report_is_for_the_requested_account, rules.no_response_names_another_account],
    effects={},
)
def concurrent_requests_share_an_account(handler: Handler) -> Handler:
    """A request that arrives during another one gets the report of the first account."""
    lock, under_way = Lock(), 0

    def handle(request: Request) -> Response:
        nonlocal under_way
        with lock:
            under_way += 1
            is_concurrent = under_way > 1
        if is_concurrent or request.method == "GET":
            sleep(0.002)
        correct = handler(request)
        with lock:
            under_way -= 1
        return handler(request.for_account(_LISTENER)) if is_concurrent and correct.status == 200 else correct

    return handle


@response_fault(
    breaks=[rules.no_response_names_another_account], effects={"every 404 $.configured": "absent -> array of 3"}
)
def error_lists_accounts(request: Request, handler: Handler) -> Response:
    """A 404 response lists the configured accounts."""
    correct = handler(request)
    return correct.with_fields(configured=list(DEMO_EMAILS)) if correct.status == 404 else correct


@response_fault(
    breaks=[rules.no_response_names_another_account],
    effects={"every 400 $.example": 'absent -> "duo%2Blive%40example.com"'},
)
def error_shows_an_account(request: Request, handler: Handler) -> Response:
    """A 400 response shows a configured account as an example, percent-encoded."""
    correct = handler(request)
    return correct.with_fields(example="duo%2Blive%40example.com") if correct.status == 400 else correct


@response_fault(
    breaks=[rules.no_response_names_another_account], effects={"every 200 $.others": "absent -> array of 2"}
)
def report_lists_other_accounts(request: Request, handler: Handler) -> Response:
    """A usage report lists the other accounts of its token."""
    correct = handler(request)
    others = [email for email in DEMO_EMAILS if email not in request.emails()]
    return correct.with_fields(others=others) if correct.status == 200 else correct


@server_fault(
    breaks=[rules.no_response_names_another_account], effects={"every 404 x-account": "absent -> duo+live@example.com"}
)
def header_names_the_previous_account(handler: Handler) -> Handler:
    """A header of a 404 response names the account that was reported last."""
    last = ""

    def handle(request: Request) -> Response:
        nonlocal last
        correct = handler(request)
        if _is_report(request, correct):
            last = correct.json()["email"]
        is_unknown = correct.status == 404 and last
        return evolve(correct, headers=(*correct.headers, ("x-account", last))) if is_unknown else correct

    return handle


@server_fault(
    breaks=[
        rules.configured_account_gets_200,
        transport_rules.no_request_causes_a_server_error,
        consistency_rules.same_request_gets_same_status,
    ],
    effects={"other parameter": "200 -> 500"},
)
def every_fourth_report_gets_500(handler: Handler) -> Handler:
    """Every fourth usage report is replaced by a 500 response."""
    count = 0

    def handle(request: Request) -> Response:
        nonlocal count
        correct = handler(request)
        count += _is_report(request, correct)
        return _CRASH if _is_report(request, correct) and count % 4 == 0 else correct

    return handle


@server_fault(
    breaks=[rules.configured_account_gets_200, consistency_rules.same_request_gets_same_status],
    effects={"HEAD": "200 -> 401", "listener again": "200 -> 401"},
)
def refusals_are_cached(handler: Handler) -> Handler:
    """A 401 response is cached by its URL, whatever the token."""
    cache: dict[str, Response] = {}

    def handle(request: Request) -> Response:
        correct = handler(request)
        if request.method == "GET" and correct.status == 401:
            cache[request.query] = correct
        return cache.get(request.query, correct) if correct.status == 200 else correct

    return handle


@response_fault(
    breaks=[rules.unknown_account_gets_404, rules.malformed_email_is_rejected],
    effects={"every 404": "404 -> 200"},
)
def unknown_account_gets_an_empty_report(request: Request, handler: Handler) -> Response:
    """An unknown account gets a usage report without events."""
    correct = handler(request)
    if correct.status != 404 or not request.emails():
        return correct
    empty = handler(request.authorized_by(DEMO_TOKEN).for_account(_NEWCOMER))
    return empty.with_fields(email=request.emails()[0])


@response_fault(breaks=[rules.unknown_account_gets_404], effects={"account of another tenant": "404 -> 200"})
def accounts_of_other_tenants_are_found(request: Request, handler: Handler) -> Response:
    """Any valid token finds every tenant's accounts."""
    correct = handler(request)
    if correct.status != 404:
        return correct
    responses = [handler(request.authorized_by(token)) for token in (DEMO_TOKEN, OTHER_DEMO_TOKEN)]
    return next((other for other in responses if other.status == 200), correct)


@response_fault(breaks=[rules.configured_account_gets_200], effects={"duo": "200 -> 404"})
def encoded_plus_is_a_space(request: Request, handler: Handler) -> Response:
    """An encoded plus sign is read as a space."""
    return handler(evolve(request, query=request.query.replace("%2B", "%20")))


@response_fault(
    breaks=[rules.configured_account_gets_200, consistency_rules.same_request_gets_same_status],
    effects={"every 200": "200 -> 404", "HEAD": "200 -> 404"},
)
def query_is_not_decoded(request: Request, handler: Handler) -> Response:
    """Percent-encoding in the query is not decoded."""
    return handler(evolve(request, query=request.query.replace("%", "%25")))


@response_fault(
    breaks=[
        rules.missing_email_is_rejected,
        rules.report_is_for_the_requested_account,
        rules.no_response_names_another_account,
    ],
    effects={"no email": "400 -> 200", "email[$ne]": "400 -> 200"},
)
def missing_email_gets_the_first_account(request: Request, handler: Handler) -> Response:
    """A request without `email` gets the report of the first account."""
    return handler(request if request.emails() else request.for_account(_LISTENER))


@response_fault(
    breaks=[rules.report_is_for_the_requested_account, rules.no_response_names_another_account],
    effects={"email[$ne]": "400 -> 200"},
)
def email_is_a_database_condition(request: Request, handler: Handler) -> Response:
    """The parameter `email[$ne]` is passed to the database as a condition, which another account meets."""
    return handler(request.for_account(_DUO) if "email[$ne]" in parse_qs(request.query) else request)

"""Servers that get the status of an account wrong."""

from collections.abc import Callable

from flowmusic_contract.areas.accounts import rules
from flowmusic_contract.areas.methods import rules as methods_rules
from flowmusic_contract.areas.transport import rules as transport_rules
from flowmusic_contract.engine.fault import is_report, replacement
from flowmusic_contract.mock_server import Request, Response

_CRASH = Response.of(500, {})
_FORM = Response(303, (("location", "/form"),), b"")


def _is_report_without_events(request: Request, correct: Response) -> bool:
    return is_report(request, correct) and not correct.json()["events"]


def _is_authorized(_: Request, correct: Response) -> bool:
    return correct.status in (200, 400, 404)


def _is_unknown(_: Request, correct: Response) -> bool:
    return correct.status == 404


def _has_no_email(request: Request, correct: Response) -> bool:
    return correct.status == 400 and not request.emails()


def _is_unknown_email(matches: Callable[[str], bool]) -> Callable[[Request, Response], bool]:
    return lambda request, correct: correct.status == 404 and any(map(matches, request.emails()))


STATUSES = [
    replacement(
        "accounts.report-gets-202",
        "A usage report is sent with status 202.",
        when=is_report,
        by=Response.of(202, {}),
        breaks=[rules.configured_account_gets_200],
        effects={"every 200": "200 -> 202"},
    ),
    replacement(
        "accounts.report-is-redirected-to-another-host",
        "A request for a configured account is redirected to another host.",
        when=is_report,
        by=Response(302, (("location", "http://localhost:9/"),), b""),
        breaks=[rules.configured_account_gets_200],
        effects={"every 200": "200 -> 302 to http://localhost:9/"},
    ),
    replacement(
        "accounts.account-without-events-gets-204",
        "An account without events gets a 204 response.",
        when=_is_report_without_events,
        by=Response(204, (), b""),
        breaks=[rules.configured_account_gets_200],
        effects={"newcomer": "200 -> 204"},
    ),
    replacement(
        "accounts.account-without-events-gets-404",
        "An account without events gets a 404 response.",
        when=_is_report_without_events,
        by=Response.of(404, {}),
        breaks=[rules.configured_account_gets_200],
        effects={"newcomer": "200 -> 404"},
    ),
    replacement(
        "accounts.authorized-request-gets-503",
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
    replacement(
        "accounts.unknown-account-gets-403",
        "An unknown account gets a 403 response.",
        when=_is_unknown,
        by=Response.of(403, {}),
        breaks=[rules.unknown_account_gets_404],
        effects={"every 404": "404 -> 403"},
    ),
    replacement(
        "accounts.unknown-account-gets-204",
        "An unknown account gets a 204 response.",
        when=_is_unknown,
        by=Response(204, (), b""),
        breaks=[
            rules.unknown_account_gets_404,
            rules.malformed_email_is_rejected,
            methods_rules.head_succeeds_only_where_get_does,
        ],
        effects={"every 404": "404 -> 204"},
    ),
    replacement(
        "accounts.unknown-account-gets-500",
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
    replacement(
        "accounts.missing-email-gets-401",
        "A request without an email address gets a 401 response, although its token is valid.",
        when=_has_no_email,
        by=Response.of(401, {}),
        breaks=[rules.missing_email_is_rejected],
        effects={"no email": "400 -> 401", "email[$ne]": "400 -> 401"},
    ),
    replacement(
        "accounts.quote-gets-500",
        "A quote in an email address gets a 500 response.",
        when=_is_unknown_email(lambda email: "'" in email),
        by=_CRASH,
        breaks=[rules.malformed_email_is_rejected, transport_rules.no_request_causes_a_server_error],
        effects={"quote in email": "404 -> 500"},
    ),
    replacement(
        "accounts.non-ascii-email-gets-500",
        "A non-ASCII email address gets a 500 response.",
        when=_is_unknown_email(lambda email: not email.isascii()),
        by=_CRASH,
        breaks=[rules.malformed_email_is_rejected, transport_rules.no_request_causes_a_server_error],
        effects={"accent in email": "404 -> 500"},
    ),
    replacement(
        "accounts.long-email-gets-500",
        "An email address of more than a thousand characters gets a 500 response.",
        when=_is_unknown_email(lambda email: len(email) > 1000),
        by=_CRASH,
        breaks=[rules.malformed_email_is_rejected, transport_rules.no_request_causes_a_server_error],
        effects={"long email": "404 -> 500"},
    ),
    replacement(
        "accounts.malformed-email-is-redirected-to-a-form",
        "An email address without an at sign is redirected to a form.",
        when=_is_unknown_email(lambda email: "@" not in email),
        by=_FORM,
        breaks=[rules.malformed_email_is_rejected],
        effects={"malformed email": "404 -> 303 to /form"},
    ),
    replacement(
        "accounts.missing-email-gets-500",
        "A request without `email` gets a 500 response.",
        when=_has_no_email,
        by=_CRASH,
        breaks=[rules.missing_email_is_rejected, transport_rules.no_request_causes_a_server_error],
        effects={"no email": "400 -> 500", "email[$ne]": "400 -> 500"},
    ),
    replacement(
        "accounts.missing-email-is-redirected-to-a-form",
        "A request without `email` is redirected to a form.",
        when=_has_no_email,
        by=_FORM,
        breaks=[rules.missing_email_is_rejected],
        effects={"no email": "400 -> 303 to /form", "email[$ne]": "400 -> 303 to /form"},
    ),
]

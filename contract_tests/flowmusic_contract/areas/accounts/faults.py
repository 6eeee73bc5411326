"""Servers that confuse accounts, or name accounts that were not requested."""

from urllib.parse import parse_qs

from attrs import evolve

from flowmusic_contract.areas.accounts import rules
from flowmusic_contract.areas.consistency import rules as consistency_rules
from flowmusic_contract.areas.methods import rules as methods_rules
from flowmusic_contract.areas.privacy import rules as privacy_rules
from flowmusic_contract.areas.transport import rules as transport_rules
from flowmusic_contract.engine.fault import is_report, response_fault, server_fault
from flowmusic_contract.engine.fault_parts import UnderWay, let_others_arrive
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, Handler, Request, Response

_LISTENER, _NEWCOMER, _DUO = DEMO_EMAILS


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
    if not is_report(request, correct):
        return correct
    [email] = request.emails()
    return evolve(correct, body=correct.body.replace(email.encode(), f"{email[:1]}***@example.com".encode()))


@server_fault(
    breaks=[rules.report_is_for_the_requested_account, rules.no_response_names_another_account],
    effects={},
)
def concurrent_requests_share_an_account(handler: Handler) -> Handler:
    """A request that arrives during another one gets the report of the first account."""
    under_way = UnderWay()

    def handle(request: Request) -> Response:
        with under_way.one_more() as number:
            if number > 1 or request.method == "GET":
                let_others_arrive()
            correct = handler(request)
        is_mixed_up = number > 1 and correct.status == 200
        return handler(request.authorized_by(DEMO_TOKEN).for_account(_LISTENER)) if is_mixed_up else correct

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
        if is_report(request, correct):
            last = correct.json()["email"]
        return correct.with_header("x-account", last) if correct.status == 404 and last else correct

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
        if not is_report(request, correct):
            return correct
        count += 1
        return correct if count % 4 else Response.of(500, {})

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
    breaks=[
        rules.unknown_account_gets_404,
        rules.malformed_email_is_rejected,
        methods_rules.head_succeeds_only_where_get_does,
        privacy_rules.no_refusal_contains_a_report,
        consistency_rules.what_was_billed_stays,
        consistency_rules.no_event_comes_back,
    ],
    effects={"every 404": "404 -> 200"},
)
def unknown_account_gets_an_empty_report(request: Request, handler: Handler) -> Response:
    """An unknown account gets a usage report without events."""
    correct = handler(request)
    if correct.status != 404 or not request.emails():
        return correct
    empty = handler(request.authorized_by(DEMO_TOKEN).for_account(_NEWCOMER))
    return empty.with_fields(email=request.emails()[0])


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


@response_fault(
    breaks=[rules.unknown_account_gets_404],
    effects={"If-None-Match": "404 -> 304"},
    requests={"If-None-Match": Request.get("x@y.example", ("if-none-match", "*")).authorized_by(DEMO_TOKEN)},
)
def unknown_account_is_not_modified(request: Request, handler: Handler) -> Response:
    """An unknown account gets a 304 response if any version would do."""
    correct = handler(request)
    return Response(304, (), b"") if correct.status == 404 and request.header("if-none-match") == ["*"] else correct

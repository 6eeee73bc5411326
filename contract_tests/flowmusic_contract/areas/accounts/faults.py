"""Servers that confuse accounts, or name accounts that were not requested."""

import re
import unicodedata
from collections.abc import Callable
from threading import Lock
from time import sleep
from urllib.parse import parse_qs, unquote

from attrs import evolve

from flowmusic_contract.areas.accounts import rules
from flowmusic_contract.areas.consistency import rules as consistency_rules
from flowmusic_contract.areas.transport import rules as transport_rules
from flowmusic_contract.engine.fault import response_fault, server_fault
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, OTHER_DEMO_TOKEN, Handler, Request, Response

_LISTENER = "email=listener%40example.com"


_DUO = "email=duo%2Blive%40example.com"


def _with_fields(response: Response, status: int, **fields: object) -> Response:
    return response.with_fields(**fields) if response.status == status else response


def _finds(request: Request, handler: Handler, is_same: Callable[[str, str], bool]) -> Response:
    """Responds for the first configured account that counts as the same as the requested one."""
    requested = request.emails()
    if len(requested) != 1 or requested[0] in DEMO_EMAILS:
        return handler(request)
    found = next((email for email in DEMO_EMAILS if is_same(requested[0], email)), requested[0])
    return handler(request.for_account(found))


@response_fault(breaks=[rules.report_is_for_the_requested_account, rules.no_response_names_another_account])
def another_account(request: Request, handler: Handler) -> Response:
    """One account is answered with another one's usage."""
    return handler(evolve(request, query=_DUO) if request.emails() == ["listener@example.com"] else request)


@response_fault(breaks=[rules.report_is_for_the_requested_account, rules.no_response_names_another_account])
def always_the_first_account(request: Request, handler: Handler) -> Response:
    """Every account is answered with the usage of the first."""
    correct, first = handler(request), handler(evolve(request, query=_LISTENER))
    return first if correct.status == first.status == 200 else correct


@response_fault(breaks=[rules.report_is_for_the_requested_account])
def emails_are_masked(request: Request, handler: Handler) -> Response:
    """The e-mails of a usage are masked."""
    response = handler(request)
    asked = request.emails()[0] if response.status == 200 else ""
    masked = f"{asked[:1]}***@example.com"
    return evolve(response, body=response.body.replace(asked.encode(), masked.encode())) if asked else response


@server_fault(breaks=[rules.report_is_for_the_requested_account, rules.no_response_names_another_account])
def accounts_mix_under_load(handler: Handler) -> Handler:
    """Requests at the same time share one variable."""
    lock, under_way = Lock(), 0

    def handle(request: Request) -> Response:
        nonlocal under_way
        with lock:
            under_way += 1
            mixed = under_way > 1
        if mixed or request.method == "GET":
            sleep(0.002)
        correct = handler(request)
        with lock:
            under_way -= 1
        return handler(evolve(request, query=_LISTENER)) if mixed and correct.status == 200 else correct

    return handle


@response_fault(breaks=[rules.no_response_names_another_account])
def error_lists_accounts(request: Request, handler: Handler) -> Response:
    """Who asks for an account that is not configured is told those that are."""
    return _with_fields(handler(request), 404, configured=list(DEMO_EMAILS))


@response_fault(breaks=[rules.no_response_names_another_account])
def error_shows_an_example(request: Request, handler: Handler) -> Response:
    """Who leaves out the e-mail is shown that of a configured account."""
    return _with_fields(handler(request), 400, example="duo%2Blive%40example.com")


@response_fault(breaks=[rules.no_response_names_another_account])
def usage_lists_siblings(request: Request, handler: Handler) -> Response:
    """A usage names the other accounts of the token."""
    return _with_fields(handler(request), 200, siblings=list(DEMO_EMAILS))


@response_fault(breaks=[rules.no_response_names_another_account])
def header_names_an_account(request: Request, handler: Handler) -> Response:
    """A header of every answer names the account that asked last."""
    response = handler(request)
    return evolve(response, headers=(*response.headers, ("x-account", "newcomer@example.com")))


@response_fault(breaks=[rules.configured_account_gets_200])
def usage_with_202(request: Request, handler: Handler) -> Response:
    """A usage is answered with 202."""
    response = handler(request)
    return evolve(response, status=202) if response.status == 200 and request.method == "GET" else response


@response_fault(breaks=[rules.configured_account_gets_200])
def usage_elsewhere(request: Request, handler: Handler) -> Response:
    """A usage is answered with a redirect to another host."""
    response = handler(request)
    return Response(302, (("location", "http://localhost:9/"),), b"") if response.status == 200 else response


@response_fault(breaks=[rules.configured_account_gets_200])
def no_content_without_events(request: Request, handler: Handler) -> Response:
    """An account without events is answered with 204."""
    response = handler(request)
    return Response(204, (), b"") if response.status == 200 and not response.json()["events"] else response


@response_fault(breaks=[rules.configured_account_gets_200])
def no_events_is_not_found(request: Request, handler: Handler) -> Response:
    """An account without events is answered with 404."""
    response = handler(request)
    return Response.of(404, {}) if response.status == 200 and not response.json()["events"] else response


@response_fault(
    breaks=[
        rules.configured_account_gets_200,
        rules.unknown_account_gets_404,
        rules.malformed_email_is_rejected,
        rules.missing_email_is_rejected,
        transport_rules.no_request_causes_a_server_error,
    ]
)
def down(request: Request, handler: Handler) -> Response:
    """Whoever is let in finds the service unavailable."""
    response = handler(request)
    return Response.of(503, {}) if response.status in (200, 400, 404) else response


@server_fault(
    breaks=[
        rules.configured_account_gets_200,
        transport_rules.no_request_causes_a_server_error,
        consistency_rules.same_request_gets_same_status,
    ]
)
def down_now_and_then(handler: Handler) -> Handler:
    """Every fourth usage is answered with 500."""
    count = 0

    def handle(request: Request) -> Response:
        nonlocal count
        correct = handler(request)
        count += correct.status == 200 and request.method == "GET"
        return Response.of(500, {}) if correct.status == 200 and count % 4 == 0 else correct

    return handle


@server_fault(breaks=[rules.configured_account_gets_200, consistency_rules.same_request_gets_same_status])
def refusals_are_cached(handler: Handler) -> Handler:
    """Once somebody was refused at a URL, everybody is."""
    cache: dict[str, Response] = {}

    def handle(request: Request) -> Response:
        correct = handler(request)
        if request.method == "GET" and correct.status == 401:
            cache[request.query] = correct
        return cache.get(request.query, correct) if correct.status == 200 else correct

    return handle


@response_fault(breaks=[rules.unknown_account_gets_404, rules.malformed_email_is_rejected])
def unknown_account_is_empty(request: Request, handler: Handler) -> Response:
    """An account that is not configured has no usage, instead of being not found."""
    response = handler(request)
    if response.status != 404 or not request.emails():
        return response
    empty = handler(request.authorized_by(DEMO_TOKEN).for_account("newcomer@example.com"))
    return empty.with_json(empty.json() | {"email": request.emails()[0]})


@response_fault(breaks=[rules.unknown_account_gets_404])
def unknown_account_with_403(request: Request, handler: Handler) -> Response:
    """An account that is not configured is answered with 403."""
    response = handler(request)
    return evolve(response, status=403) if response.status == 404 else response


@response_fault(breaks=[rules.unknown_account_gets_404, rules.malformed_email_is_rejected])
def unknown_account_with_204(request: Request, handler: Handler) -> Response:
    """An account that is not configured is answered with no content."""
    response = handler(request)
    return Response(204, (), b"") if response.status == 404 else response


@response_fault(
    breaks=[
        rules.unknown_account_gets_404,
        rules.malformed_email_is_rejected,
        transport_rules.no_request_causes_a_server_error,
    ]
)
def unknown_account_crashes(request: Request, handler: Handler) -> Response:
    """An account that is not configured is answered with 500."""
    response = handler(request)
    return Response.of(500, {}) if response.status == 404 else response


@response_fault(breaks=[rules.unknown_account_gets_404])
def tenants_are_not_told_apart(request: Request, handler: Handler) -> Response:
    """Any valid token opens every account."""
    response = handler(request)
    if response.status != 404:
        return response
    responses = [handler(request.authorized_by(token)) for token in (DEMO_TOKEN, OTHER_DEMO_TOKEN)]
    return next((other for other in responses if other.status == 200), response)


@response_fault(
    breaks=[
        rules.unknown_account_gets_404,
        rules.malformed_email_is_rejected,
        rules.report_is_for_the_requested_account,
        rules.no_response_names_another_account,
    ]
)
def beginning_of_an_email_will_do(request: Request, handler: Handler) -> Response:
    """The beginning of an e-mail is taken for the account."""
    return _finds(request, handler, lambda asked, email: email.startswith(asked))


@response_fault(
    breaks=[
        rules.unknown_account_gets_404,
        rules.report_is_for_the_requested_account,
        rules.no_response_names_another_account,
    ]
)
def end_of_an_email_will_do(request: Request, handler: Handler) -> Response:
    """The end of an e-mail is taken for the account."""
    return _finds(request, handler, lambda asked, email: "@" in asked and email.endswith(asked))


@response_fault(
    breaks=[
        rules.unknown_account_gets_404,
        rules.malformed_email_is_rejected,
        rules.report_is_for_the_requested_account,
    ]
)
def more_than_an_email_will_do(request: Request, handler: Handler) -> Response:
    """What begins with an e-mail is taken for the account."""
    return _finds(request, handler, lambda asked, email: asked.startswith(email))


@response_fault(
    breaks=[
        rules.unknown_account_gets_404,
        rules.report_is_for_the_requested_account,
        rules.no_response_names_another_account,
    ]
)
def tags_are_cut_off(request: Request, handler: Handler) -> Response:
    """An e-mail with a tag behind a plus is taken for the one without."""
    return _finds(request, handler, lambda asked, email: re.sub(r"\+[^@]*", "", asked) == email)


@response_fault(
    breaks=[
        rules.unknown_account_gets_404,
        rules.malformed_email_is_rejected,
        rules.report_is_for_the_requested_account,
        rules.no_response_names_another_account,
    ]
)
def email_is_a_pattern_of_sql(request: Request, handler: Handler) -> Response:
    """An e-mail is compared as a pattern of SQL."""

    def is_like(asked: str, email: str) -> bool:
        return bool(re.fullmatch(re.escape(asked).replace("%", ".*").replace("_", "."), email))

    return _finds(request, handler, is_like)


@response_fault(
    breaks=[
        rules.malformed_email_is_rejected,
        rules.report_is_for_the_requested_account,
        rules.no_response_names_another_account,
    ]
)
def email_is_a_regular_expression(request: Request, handler: Handler) -> Response:
    """An e-mail is compared as a regular expression."""
    return _finds(request, handler, lambda asked, email: asked == ".*" and bool(re.fullmatch(asked, email)))


@response_fault(
    breaks=[
        rules.malformed_email_is_rejected,
        rules.report_is_for_the_requested_account,
        rules.no_response_names_another_account,
    ]
)
def star_is_every_account(request: Request, handler: Handler) -> Response:
    """A star stands for the first account."""
    return _finds(request, handler, lambda asked, _: asked == "*")


@response_fault(
    breaks=[
        rules.malformed_email_is_rejected,
        rules.report_is_for_the_requested_account,
        rules.no_response_names_another_account,
    ]
)
def email_is_spliced_into_sql(request: Request, handler: Handler) -> Response:
    """A quote in an e-mail ends the text in a query."""
    return _finds(request, handler, lambda asked, _: "' OR '" in asked)


@response_fault(breaks=[rules.malformed_email_is_rejected, transport_rules.no_request_causes_a_server_error])
def quote_crashes(request: Request, handler: Handler) -> Response:
    """A quote in an e-mail breaks a query."""
    response = handler(request)
    return Response.of(500, {}) if response.status == 404 and "'" in "".join(request.emails()) else response


@response_fault(breaks=[rules.malformed_email_is_rejected, rules.report_is_for_the_requested_account])
def email_is_decoded_twice(request: Request, handler: Handler) -> Response:
    """An e-mail is percent-decoded twice."""
    return _finds(request, handler, lambda asked, email: unquote(asked) == email)


@response_fault(breaks=[rules.malformed_email_is_rejected, rules.report_is_for_the_requested_account])
def email_ends_at_a_null(request: Request, handler: Handler) -> Response:
    """An e-mail ends at its first null character."""
    return _finds(request, handler, lambda asked, email: asked.partition("\0")[0] == email)


@response_fault(breaks=[rules.malformed_email_is_rejected, rules.report_is_for_the_requested_account])
def email_ends_with_its_line(request: Request, handler: Handler) -> Response:
    """An e-mail ends at the end of its line."""
    return _finds(request, handler, lambda asked, email: asked.splitlines()[0] == email)


@response_fault(
    breaks=[
        rules.malformed_email_is_rejected,
        rules.report_is_for_the_requested_account,
        rules.no_response_names_another_account,
    ]
)
def look_alikes_are_the_same(request: Request, handler: Handler) -> Response:
    """Letters that look alike are taken for the same."""
    return _finds(request, handler, lambda asked, email: unicodedata.normalize("NFKC", asked) == email)


@response_fault(breaks=[rules.malformed_email_is_rejected, transport_rules.no_request_causes_a_server_error])
def foreign_letters_crash(request: Request, handler: Handler) -> Response:
    """An e-mail beyond ASCII is answered with 500."""
    response = handler(request)
    return response if response.status != 404 or "".join(request.emails()).isascii() else Response.of(500, {})


@response_fault(breaks=[rules.malformed_email_is_rejected, transport_rules.no_request_causes_a_server_error])
def long_email_crashes(request: Request, handler: Handler) -> Response:
    """An e-mail of more than a thousand characters is answered with 500."""
    return Response.of(500, {}) if len(request.query) > 1000 and handler(request).status == 404 else handler(request)


@response_fault(breaks=[rules.configured_account_gets_200])
def encoded_plus_is_a_blank(request: Request, handler: Handler) -> Response:
    """An encoded plus is taken for a blank."""
    return handler(evolve(request, query=request.query.replace("%2B", "%20")))


@response_fault(breaks=[rules.configured_account_gets_200, consistency_rules.same_request_gets_same_status])
def query_is_not_decoded(request: Request, handler: Handler) -> Response:
    """Percent-encoding in the query is not decoded."""
    return handler(evolve(request, query=request.query.replace("%", "%25")))


@response_fault(
    breaks=[
        rules.missing_email_is_rejected,
        rules.report_is_for_the_requested_account,
        rules.no_response_names_another_account,
    ]
)
def missing_email_is_the_first_account(request: Request, handler: Handler) -> Response:
    """A request without an e-mail is answered with some account."""
    return handler(request) if request.emails() else handler(request.for_account(DEMO_EMAILS[0]))


@response_fault(breaks=[rules.missing_email_is_rejected, transport_rules.no_request_causes_a_server_error])
def missing_email_crashes(request: Request, handler: Handler) -> Response:
    """A request without an e-mail is answered with 500."""
    return handler(request) if request.emails() or handler(request).status != 400 else Response.of(500, {})


@response_fault(breaks=[rules.missing_email_is_rejected])
def missing_email_is_sent_to_a_form(request: Request, handler: Handler) -> Response:
    """A request without an e-mail is redirected to a form."""
    response = handler(request)
    return Response(303, (("location", "/form"),), b"") if response.status == 400 and not request.emails() else response


@response_fault(breaks=[rules.malformed_email_is_rejected])
def malformed_email_is_sent_to_a_form(request: Request, handler: Handler) -> Response:
    """An e-mail without an at sign is redirected to a form."""
    response = handler(request)
    return (
        Response(303, (("location", "/form"),), b"")
        if response.status == 404 and "@" not in request.query
        else response
    )


@response_fault(breaks=[rules.report_is_for_the_requested_account, rules.no_response_names_another_account])
def email_may_be_a_condition(request: Request, handler: Handler) -> Response:
    """A parameter `email[$ne]` is handed to the database as a condition."""
    if "email[$ne]" in parse_qs(request.query):
        return handler(request.for_account(DEMO_EMAILS[2]))
    return handler(request)

"""Servers that answer with the wrong status: tokens, accounts, methods."""

import re
import unicodedata
from collections.abc import Callable
from urllib.parse import parse_qs, quote, unquote

from attrs import evolve

from flowmusic_contract.faults.fault import answer_fault, server_fault
from flowmusic_contract.mock_server import DEMO_TOKEN, OTHER_DEMO_TOKEN, Answer, Request, Respond, demo_ledger

_CONFIGURED = "responses.a-configured-account-is-answered-with-200"
_INVALID = "responses.an-invalid-token-is-answered-with-401"
_MISSING = "responses.a-missing-token-is-answered-with-401"
_SCHEME = "responses.another-scheme-is-answered-with-401"
_UNKNOWN = "responses.an-account-not-configured-is-answered-with-404"
_MALFORMED = "responses.a-malformed-email-is-refused"
_NO_EMAIL = "responses.a-missing-email-is-refused"
_CRASH = "responses.no-request-crashes-the-server"
_METHOD = "responses.no-other-method-succeeds"
_ECHO = "account.the-account-reported-on-is-the-one-asked-for"
_TELLS = "calls.a-refused-token-does-not-tell-accounts"
_SAME = "calls.the-same-request-gets-the-same-status"
_NAMES = "account.no-answer-names-another-account"
_FIELDS = "schema.every-documented-field-is-present"

_EMAILS = tuple(demo_ledger().emails(DEMO_TOKEN))


def _asks_for(request: Request, email: str) -> Request:
    return evolve(request, query=f"email={quote(email)}")


def _bearer(request: Request) -> str | None:
    values = request.header("authorization")
    scheme, _, token = values[0].partition(" ") if len(values) == 1 else ("", "", "")
    return token if scheme == "Bearer" else None


def _accepts(request: Request, respond: Respond, is_good: Callable[[str], bool]) -> Answer:
    token = _bearer(request)
    answer = respond(request)
    is_taken = answer.status == 401 and token and is_good(token)
    return respond(request.authorized_by(DEMO_TOKEN)) if is_taken else answer


def _finds(request: Request, respond: Respond, is_same: Callable[[str, str], bool]) -> Answer:
    """Answers for the first configured account that the e-mail asked for is taken for."""
    asked = request.emails()
    if len(asked) != 1 or asked[0] in _EMAILS:
        return respond(request)
    found = next((email for email in _EMAILS if is_same(asked[0], email)), asked[0])
    return respond(_asks_for(request, found))


# Statuses


@answer_fault(breaks=[_CONFIGURED])
def usage_with_202(request: Request, respond: Respond) -> Answer:
    """A usage is answered with 202."""
    answer = respond(request)
    return evolve(answer, status=202) if answer.status == 200 and request.method == "GET" else answer


@answer_fault(breaks=[_CONFIGURED])
def usage_elsewhere(request: Request, respond: Respond) -> Answer:
    """A usage is answered with a redirect to another host."""
    answer = respond(request)
    return Answer(302, (("location", "http://localhost:9/"),), b"") if answer.status == 200 else answer


@answer_fault(breaks=[_CONFIGURED])
def no_content_without_events(request: Request, respond: Respond) -> Answer:
    """An account without events is answered with 204."""
    answer = respond(request)
    return Answer(204, (), b"") if answer.status == 200 and not answer.json()["events"] else answer


@answer_fault(breaks=[_CONFIGURED])
def no_events_is_not_found(request: Request, respond: Respond) -> Answer:
    """An account without events is answered with 404."""
    answer = respond(request)
    return Answer.of(404, {}) if answer.status == 200 and not answer.json()["events"] else answer


@answer_fault(breaks=[_CONFIGURED, _UNKNOWN, _MALFORMED, _NO_EMAIL, _CRASH])
def down(request: Request, respond: Respond) -> Answer:
    """Whoever is let in finds the service unavailable."""
    answer = respond(request)
    return Answer.of(503, {}) if answer.status in (200, 400, 404) else answer


@server_fault(breaks=[_CONFIGURED, _CRASH, _SAME])
def down_now_and_then(respond: Respond) -> Respond:
    """Every fourth usage is answered with 500."""
    count = 0

    def answer(request: Request) -> Answer:
        nonlocal count
        right = respond(request)
        count += right.status == 200 and request.method == "GET"
        return Answer.of(500, {}) if right.status == 200 and count % 4 == 0 else right

    return answer


# Tokens


@answer_fault(breaks=[_INVALID, _TELLS])
def any_bearer_token_will_do(request: Request, respond: Respond) -> Answer:
    """Any token is taken for a valid one."""
    return _accepts(request, respond, bool)


@answer_fault(breaks=[_INVALID])
def beginning_of_the_token_will_do(request: Request, respond: Respond) -> Answer:
    """The beginning of a token is taken for the token."""
    return _accepts(request, respond, DEMO_TOKEN.startswith)


@answer_fault(breaks=[_INVALID])
def end_of_the_token_will_do(request: Request, respond: Respond) -> Answer:
    """The end of a token is taken for the token."""
    return _accepts(request, respond, DEMO_TOKEN.endswith)


@answer_fault(breaks=[_INVALID])
def more_than_the_token_will_do(request: Request, respond: Respond) -> Answer:
    """What begins with a token is taken for the token."""
    return _accepts(request, respond, lambda token: token.startswith(DEMO_TOKEN))


@answer_fault(breaks=[_INVALID])
def what_ends_with_the_token_will_do(request: Request, respond: Respond) -> Answer:
    """What ends with a token is taken for the token."""
    return _accepts(request, respond, lambda token: token.endswith(DEMO_TOKEN))


@answer_fault(breaks=[_INVALID])
def letter_case_of_the_token_is_ignored(request: Request, respond: Respond) -> Answer:
    """A token is compared without regard to letter case."""
    return _accepts(request, respond, lambda token: token.lower() == DEMO_TOKEN.lower())


@answer_fault(breaks=[_INVALID])
def token_is_a_pattern(request: Request, respond: Respond) -> Answer:
    """A token is compared as a pattern of SQL."""
    return _accepts(request, respond, lambda token: bool(re.fullmatch(token.replace("%", ".*"), DEMO_TOKEN)))


@answer_fault(breaks=[_INVALID])
def eight_characters_of_the_token_will_do(request: Request, respond: Respond) -> Answer:
    """Only the first eight characters of a token are compared."""
    return _accepts(request, respond, lambda token: token[:8] == DEMO_TOKEN[:8])


@answer_fault(breaks=[_INVALID])
def invalid_token_with_403(request: Request, respond: Respond) -> Answer:
    """An invalid token is answered with 403."""
    return Answer.of(403, {}) if respond(request).status == 401 and _bearer(request) else respond(request)


@answer_fault(breaks=[_INVALID, _MISSING, _SCHEME])
def unauthorized_with_400(request: Request, respond: Respond) -> Answer:
    """Who is not authorized is told of a bad request."""
    answer = respond(request)
    return Answer.of(400, {}) if answer.status == 401 else answer


@answer_fault(breaks=[_INVALID, _MISSING, _SCHEME])
def unauthorized_is_sent_to_log_in(request: Request, respond: Respond) -> Answer:
    """Who is not authorized is redirected to a page to log in."""
    answer = respond(request)
    return Answer(302, (("location", "/login"),), b"") if answer.status == 401 else answer


@answer_fault(breaks=[_INVALID, _MISSING, _SCHEME, _FIELDS])
def errors_with_200(request: Request, respond: Respond) -> Answer:
    """Who is not authorized gets a success that tells of an error."""
    answer = respond(request)
    return evolve(answer, status=200) if answer.status == 401 else answer


@answer_fault(breaks=[_INVALID, _CRASH])
def invalid_token_crashes(request: Request, respond: Respond) -> Answer:
    """An invalid token is answered with 500."""
    return Answer.of(500, {}) if respond(request).status == 401 and _bearer(request) else respond(request)


@answer_fault(breaks=[_MISSING, _TELLS])
def no_token_needed(request: Request, respond: Respond) -> Answer:
    """A request without the header `Authorization` is answered all the same."""
    return respond(request) if request.header("authorization") else respond(request.authorized_by(DEMO_TOKEN))


@answer_fault(breaks=[_MISSING])
def empty_token_will_do(request: Request, respond: Respond) -> Answer:
    """An empty header `Authorization` is taken for a valid one."""
    return respond(request.authorized_by(DEMO_TOKEN)) if request.header("authorization") == [""] else respond(request)


@answer_fault(breaks=[_MISSING])
def scheme_alone_will_do(request: Request, respond: Respond) -> Answer:
    """The scheme without a token is taken for a valid token."""
    values = request.header("authorization")
    return respond(request.authorized_by(DEMO_TOKEN)) if values == ["Bearer"] else respond(request)


@answer_fault(breaks=[_MISSING])
def token_in_the_query_will_do(request: Request, respond: Respond) -> Answer:
    """A token is accepted in the URL."""
    given = parse_qs(request.query).get("access_token", [])
    return respond(request.authorized_by(given[0])) if given else respond(request)


@answer_fault(breaks=[_MISSING])
def token_in_another_header_will_do(request: Request, respond: Respond) -> Answer:
    """A token is accepted in the header `X-API-Key`."""
    given = request.header("x-api-key")
    return respond(request.authorized_by(given[0])) if given else respond(request)


@answer_fault(breaks=[_MISSING])
def token_in_a_cookie_will_do(request: Request, respond: Respond) -> Answer:
    """A token is accepted in a cookie."""
    given = re.search(r"session=([^;]+)", " ".join(request.header("cookie")))
    return respond(request.authorized_by(given[1])) if given else respond(request)


@answer_fault(breaks=[_SCHEME])
def any_scheme_will_do(request: Request, respond: Respond) -> Answer:
    """The scheme in front of a token is not looked at."""
    value = " ".join(request.header("authorization"))
    return respond(request.authorized_by(value.split(" ", 1)[1])) if " " in value else respond(request)


@answer_fault(breaks=[_SCHEME])
def no_scheme_needed(request: Request, respond: Respond) -> Answer:
    """A token is accepted without a scheme."""
    is_bare = request.header("authorization") == [DEMO_TOKEN]
    return respond(request.authorized_by(DEMO_TOKEN)) if is_bare else respond(request)


@answer_fault(breaks=[_INVALID, _MISSING, _TELLS])
def account_is_looked_up_first(request: Request, respond: Respond) -> Answer:
    """An account that is not configured is answered with 404 to anybody."""
    emails = request.emails()
    known = {*_EMAILS, *demo_ledger().emails(OTHER_DEMO_TOKEN)}
    return Answer.of(404, {}) if len(emails) == 1 and emails[0] not in known else respond(request)


@server_fault(breaks=[_INVALID, _MISSING, _SCHEME, _UNKNOWN, _TELLS])
def cached_by_url(respond: Respond) -> Respond:
    """A usage is kept by its URL, and given to whoever asks next."""
    cache: dict[str, Answer] = {}

    def answer(request: Request) -> Answer:
        right = respond(request)
        if request.method == "GET" and right.status == 200:
            cache[request.query] = right
        return cache.get(request.query, right) if request.method == "GET" else right

    return answer


@server_fault(breaks=[_CONFIGURED, _SAME])
def refusals_are_cached(respond: Respond) -> Respond:
    """Once somebody was refused at a URL, everybody is."""
    cache: dict[str, Answer] = {}

    def answer(request: Request) -> Answer:
        right = respond(request)
        if request.method == "GET" and right.status == 401:
            cache[request.query] = right
        return cache.get(request.query, right) if right.status == 200 else right

    return answer


# Accounts


@answer_fault(breaks=[_UNKNOWN, _MALFORMED])
def unknown_account_is_empty(request: Request, respond: Respond) -> Answer:
    """An account that is not configured has no usage, instead of being not found."""
    answer = respond(request)
    if answer.status != 404 or not request.emails():
        return answer
    empty = respond(_asks_for(request.authorized_by(DEMO_TOKEN), "newcomer@example.com"))
    return empty.with_json(empty.json() | {"email": request.emails()[0]})


@answer_fault(breaks=[_UNKNOWN])
def unknown_account_with_403(request: Request, respond: Respond) -> Answer:
    """An account that is not configured is answered with 403."""
    answer = respond(request)
    return evolve(answer, status=403) if answer.status == 404 else answer


@answer_fault(breaks=[_UNKNOWN, _MALFORMED])
def unknown_account_with_204(request: Request, respond: Respond) -> Answer:
    """An account that is not configured is answered with no content."""
    answer = respond(request)
    return Answer(204, (), b"") if answer.status == 404 else answer


@answer_fault(breaks=[_UNKNOWN, _MALFORMED, _CRASH])
def unknown_account_crashes(request: Request, respond: Respond) -> Answer:
    """An account that is not configured is answered with 500."""
    answer = respond(request)
    return Answer.of(500, {}) if answer.status == 404 else answer


@answer_fault(breaks=[_UNKNOWN])
def tenants_are_not_told_apart(request: Request, respond: Respond) -> Answer:
    """Any valid token opens every account."""
    answer = respond(request)
    if answer.status != 404:
        return answer
    answers = [respond(request.authorized_by(token)) for token in (DEMO_TOKEN, OTHER_DEMO_TOKEN)]
    return next((other for other in answers if other.status == 200), answer)


@answer_fault(breaks=[_UNKNOWN, _MALFORMED, _ECHO, _NAMES])
def beginning_of_an_email_will_do(request: Request, respond: Respond) -> Answer:
    """The beginning of an e-mail is taken for the account."""
    return _finds(request, respond, lambda asked, email: email.startswith(asked))


@answer_fault(breaks=[_UNKNOWN, _ECHO, _NAMES])
def end_of_an_email_will_do(request: Request, respond: Respond) -> Answer:
    """The end of an e-mail is taken for the account."""
    return _finds(request, respond, lambda asked, email: "@" in asked and email.endswith(asked))


@answer_fault(breaks=[_UNKNOWN, _MALFORMED, _ECHO])
def more_than_an_email_will_do(request: Request, respond: Respond) -> Answer:
    """What begins with an e-mail is taken for the account."""
    return _finds(request, respond, lambda asked, email: asked.startswith(email))


@answer_fault(breaks=[_UNKNOWN, _ECHO, _NAMES])
def tags_are_cut_off(request: Request, respond: Respond) -> Answer:
    """An e-mail with a tag behind a plus is taken for the one without."""
    return _finds(request, respond, lambda asked, email: re.sub(r"\+[^@]*", "", asked) == email)


@answer_fault(breaks=[_UNKNOWN, _MALFORMED, _ECHO, _NAMES])
def email_is_a_pattern_of_sql(request: Request, respond: Respond) -> Answer:
    """An e-mail is compared as a pattern of SQL."""

    def is_like(asked: str, email: str) -> bool:
        return bool(re.fullmatch(re.escape(asked).replace("%", ".*").replace("_", "."), email))

    return _finds(request, respond, is_like)


@answer_fault(breaks=[_MALFORMED, _ECHO, _NAMES])
def email_is_a_regular_expression(request: Request, respond: Respond) -> Answer:
    """An e-mail is compared as a regular expression."""
    return _finds(request, respond, lambda asked, email: asked == ".*" and bool(re.fullmatch(asked, email)))


@answer_fault(breaks=[_MALFORMED, _ECHO, _NAMES])
def star_is_every_account(request: Request, respond: Respond) -> Answer:
    """A star stands for the first account."""
    return _finds(request, respond, lambda asked, _: asked == "*")


@answer_fault(breaks=[_MALFORMED, _ECHO, _NAMES])
def email_is_spliced_into_sql(request: Request, respond: Respond) -> Answer:
    """A quote in an e-mail ends the text in a query."""
    return _finds(request, respond, lambda asked, _: "' OR '" in asked)


@answer_fault(breaks=[_MALFORMED, _CRASH])
def quote_crashes(request: Request, respond: Respond) -> Answer:
    """A quote in an e-mail breaks a query."""
    answer = respond(request)
    return Answer.of(500, {}) if answer.status == 404 and "'" in "".join(request.emails()) else answer


@answer_fault(breaks=[_MALFORMED, _ECHO])
def email_is_decoded_twice(request: Request, respond: Respond) -> Answer:
    """An e-mail is percent-decoded twice."""
    return _finds(request, respond, lambda asked, email: unquote(asked) == email)


@answer_fault(breaks=[_MALFORMED, _ECHO])
def email_ends_at_a_null(request: Request, respond: Respond) -> Answer:
    """An e-mail ends at its first null character."""
    return _finds(request, respond, lambda asked, email: asked.partition("\0")[0] == email)


@answer_fault(breaks=[_MALFORMED, _ECHO])
def email_ends_with_its_line(request: Request, respond: Respond) -> Answer:
    """An e-mail ends at the end of its line."""
    return _finds(request, respond, lambda asked, email: asked.splitlines()[0] == email)


@answer_fault(breaks=[_MALFORMED, _ECHO, _NAMES])
def look_alikes_are_the_same(request: Request, respond: Respond) -> Answer:
    """Letters that look alike are taken for the same."""
    return _finds(request, respond, lambda asked, email: unicodedata.normalize("NFKC", asked) == email)


@answer_fault(breaks=[_MALFORMED, _CRASH])
def foreign_letters_crash(request: Request, respond: Respond) -> Answer:
    """An e-mail beyond ASCII is answered with 500."""
    answer = respond(request)
    return answer if answer.status != 404 or "".join(request.emails()).isascii() else Answer.of(500, {})


@answer_fault(breaks=[_MALFORMED, _CRASH])
def long_email_crashes(request: Request, respond: Respond) -> Answer:
    """An e-mail of more than a thousand characters is answered with 500."""
    return Answer.of(500, {}) if len(request.query) > 1000 and respond(request).status == 404 else respond(request)


@answer_fault(breaks=[_CONFIGURED])
def encoded_plus_is_a_blank(request: Request, respond: Respond) -> Answer:
    """An encoded plus is taken for a blank."""
    return respond(evolve(request, query=request.query.replace("%2B", "%20")))


@answer_fault(breaks=[_CONFIGURED, _SAME])
def query_is_not_decoded(request: Request, respond: Respond) -> Answer:
    """Percent-encoding in the query is not decoded."""
    return respond(evolve(request, query=request.query.replace("%", "%25")))


@answer_fault(breaks=[_NO_EMAIL, _ECHO, _NAMES])
def missing_email_is_the_first_account(request: Request, respond: Respond) -> Answer:
    """A request without an e-mail is answered with some account."""
    return respond(request) if request.emails() else respond(_asks_for(request, _EMAILS[0]))


@answer_fault(breaks=[_NO_EMAIL, _CRASH])
def missing_email_crashes(request: Request, respond: Respond) -> Answer:
    """A request without an e-mail is answered with 500."""
    return respond(request) if request.emails() or respond(request).status != 400 else Answer.of(500, {})


@answer_fault(breaks=[_NO_EMAIL])
def missing_email_is_sent_to_a_form(request: Request, respond: Respond) -> Answer:
    """A request without an e-mail is redirected to a form."""
    answer = respond(request)
    return Answer(303, (("location", "/form"),), b"") if answer.status == 400 and not request.emails() else answer


@answer_fault(breaks=[_MALFORMED])
def malformed_email_is_sent_to_a_form(request: Request, respond: Respond) -> Answer:
    """An e-mail without an at sign is redirected to a form."""
    answer = respond(request)
    return Answer(303, (("location", "/form"),), b"") if answer.status == 404 and "@" not in request.query else answer


@answer_fault(breaks=[_CRASH])
def two_emails_crash(request: Request, respond: Respond) -> Answer:
    """A request with two e-mails is answered with 500."""
    return Answer.of(500, {}) if len(request.emails()) > 1 else respond(request)


@answer_fault(breaks=[_CRASH])
def other_parameters_crash(request: Request, respond: Respond) -> Answer:
    """A parameter that nobody expects is answered with 500."""
    return Answer.of(500, {}) if "other" in parse_qs(request.query) else respond(request)


@answer_fault(breaks=[_ECHO, _NAMES])
def email_may_be_a_condition(request: Request, respond: Respond) -> Answer:
    """A parameter `email[$ne]` is handed to the database as a condition."""
    if "email[$ne]" in parse_qs(request.query):
        return respond(_asks_for(request, _EMAILS[2]))
    return respond(request)


# Methods


@answer_fault(breaks=[_METHOD])
def post_is_get(request: Request, respond: Respond) -> Answer:
    """POST is answered as GET is."""
    return respond(evolve(request, method="GET")) if request.method == "POST" else respond(request)


@answer_fault(breaks=[_METHOD])
def delete_succeeds(request: Request, respond: Respond) -> Answer:
    """DELETE is answered with 204."""
    return Answer(204, (), b"") if request.method == "DELETE" else respond(request)


@answer_fault(breaks=[_CRASH])
def head_crashes(request: Request, respond: Respond) -> Answer:
    """HEAD is answered with 500."""
    return Answer.of(500, {}) if request.method == "HEAD" else respond(request)


@answer_fault(breaks=[_CRASH])
def options_crash(request: Request, respond: Respond) -> Answer:
    """OPTIONS is answered with 502."""
    return Answer.of(502, {}) if request.method == "OPTIONS" else respond(request)


@answer_fault(breaks=[_CRASH])
def put_crashes(request: Request, respond: Respond) -> Answer:
    """PUT is answered with 500."""
    return Answer.of(500, {}) if request.method == "PUT" else respond(request)

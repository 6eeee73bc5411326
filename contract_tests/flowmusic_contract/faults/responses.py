"""Servers that answer with the wrong status."""

from attrs import evolve

from flowmusic_contract.faults.fault import answer_fault
from flowmusic_contract.mock_server import DEMO_TOKEN, Answer, Request, Respond

_EMPTY_SUMMARY = {
    "by_type_tokens": {},
    "by_type_credits": {},
    "total_charged_credits": 0,
    "total_received_tokens": 0,
    "per_conversation": [],
}


@answer_fault(breaks=["responses.a-configured-account-is-answered-with-200"])
def usage_with_202(request: Request, respond: Respond) -> Answer:
    """A usage is answered with 202."""
    answer = respond(request)
    return evolve(answer, status=202) if answer.status == 200 else answer


@answer_fault(breaks=["responses.an-invalid-token-is-answered-with-401"])
def any_token_will_do(request: Request, respond: Respond) -> Answer:
    """Any token is taken for a valid one."""
    return respond(request.authorized_by(DEMO_TOKEN)) if request.header("authorization") else respond(request)


@answer_fault(breaks=["responses.an-invalid-token-is-answered-with-401"])
def invalid_token_with_403(request: Request, respond: Respond) -> Answer:
    """An invalid token is answered with 403."""
    answer = respond(request)
    return Answer.of(403, {}) if answer.status == 401 and request.header("authorization") else answer


@answer_fault(breaks=["responses.a-missing-token-is-answered-with-401"])
def no_token_needed(request: Request, respond: Respond) -> Answer:
    """A request without a token is answered all the same."""
    return respond(request) if request.header("authorization") else respond(request.authorized_by(DEMO_TOKEN))


@answer_fault(breaks=["responses.an-account-not-configured-is-answered-with-404"])
def unknown_account_is_empty(request: Request, respond: Respond) -> Answer:
    """An account that is not configured has no usage, instead of being not found."""
    answer = respond(request)
    if answer.status != 404:
        return answer
    return Answer.of(200, {"email": request.emails()[0], "events": [], "summary": _EMPTY_SUMMARY})


@answer_fault(breaks=["responses.a-missing-email-is-refused"])
def missing_email_is_the_first_account(request: Request, respond: Respond) -> Answer:
    """A request without an e-mail is answered with some account."""
    return respond(request) if request.emails() else respond(evolve(request, query="email=listener%40example.com"))

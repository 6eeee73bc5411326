"""Servers that mix up accounts, or tell what they should keep to themselves."""

from threading import Lock
from time import sleep

from attrs import evolve

from flowmusic_contract.faults.fault import answer_fault, server_fault
from flowmusic_contract.mock_server import DEMO_TOKEN, Answer, Request, Respond, demo_ledger

_ECHO = "account.the-account-reported-on-is-the-one-asked-for"
_NAMES = "account.no-answer-names-another-account"
_TOKEN = "account.no-answer-repeats-a-token"

_LISTENER = "email=listener%40example.com"
_DUO = "email=duo%2Blive%40example.com"


def _with_errors(answer: Answer, *statuses: int, **more: object) -> Answer:
    return answer.with_json(answer.json() | more) if answer.status in statuses else answer


@answer_fault(breaks=[_ECHO, _NAMES])
def another_account(request: Request, respond: Respond) -> Answer:
    """One account is answered with another one's usage."""
    return respond(evolve(request, query=_DUO) if request.emails() == ["listener@example.com"] else request)


@answer_fault(breaks=[_ECHO, _NAMES])
def always_the_first_account(request: Request, respond: Respond) -> Answer:
    """Every account is answered with the usage of the first."""
    right, first = respond(request), respond(evolve(request, query=_LISTENER))
    return first if right.status == first.status == 200 else right


@answer_fault(breaks=[_ECHO])
def emails_are_masked(request: Request, respond: Respond) -> Answer:
    """The e-mails of a usage are masked."""
    answer = respond(request)
    asked = request.emails()[0] if answer.status == 200 else ""
    masked = f"{asked[:1]}***@example.com"
    return evolve(answer, body=answer.body.replace(asked.encode(), masked.encode())) if asked else answer


@server_fault(breaks=[_ECHO, _NAMES])
def accounts_mix_under_load(respond: Respond) -> Respond:
    """Requests at the same time share one variable."""
    lock, under_way = Lock(), 0

    def answer(request: Request) -> Answer:
        nonlocal under_way
        with lock:
            under_way += 1
            mixed = under_way > 1
        if mixed or request.method == "GET":
            sleep(0.002)
        right = respond(request)
        with lock:
            under_way -= 1
        return respond(evolve(request, query=_LISTENER)) if mixed and right.status == 200 else right

    return answer


@answer_fault(breaks=[_NAMES])
def error_lists_accounts(request: Request, respond: Respond) -> Answer:
    """Who asks for an account that is not configured is told those that are."""
    return _with_errors(respond(request), 404, configured=demo_ledger().emails(DEMO_TOKEN))


@answer_fault(breaks=[_NAMES])
def error_shows_an_example(request: Request, respond: Respond) -> Answer:
    """Who leaves out the e-mail is shown that of a configured account."""
    return _with_errors(respond(request), 400, example="duo%2Blive%40example.com")


@answer_fault(breaks=[_NAMES])
def usage_lists_siblings(request: Request, respond: Respond) -> Answer:
    """A usage names the other accounts of the token."""
    return _with_errors(respond(request), 200, siblings=demo_ledger().emails(DEMO_TOKEN))


@answer_fault(breaks=[_NAMES])
def header_names_an_account(request: Request, respond: Respond) -> Answer:
    """A header of every answer names the account that asked last."""
    answer = respond(request)
    return evolve(answer, headers=(*answer.headers, ("x-account", "newcomer@example.com")))


@answer_fault(breaks=[_TOKEN])
def error_repeats_the_token(request: Request, respond: Respond) -> Answer:
    """Who is not authorized is told with which token."""
    return _with_errors(respond(request), 401, token=" ".join(request.header("authorization")))


@answer_fault(breaks=[_TOKEN])
def error_dumps_the_request(request: Request, respond: Respond) -> Answer:
    """An error holds the headers of the request."""
    return _with_errors(respond(request), 404, headers=[f"{name}: {value}" for name, value in request.headers])


@answer_fault(breaks=[_TOKEN])
def usage_repeats_the_token(request: Request, respond: Respond) -> Answer:
    """A usage holds the token that it was asked with."""
    return _with_errors(respond(request), 200, _debug={"token": DEMO_TOKEN})


@answer_fault(breaks=[_TOKEN])
def cookie_holds_the_token(request: Request, respond: Respond) -> Answer:
    """The token comes back in a cookie."""
    answer = respond(request)
    return evolve(answer, headers=(*answer.headers, ("set-cookie", f"session={DEMO_TOKEN}; Path=/")))

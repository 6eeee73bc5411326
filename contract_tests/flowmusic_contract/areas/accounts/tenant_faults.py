"""Servers that do not keep the accounts of different tenants apart."""

from urllib.parse import parse_qs

from attrs import evolve

from flowmusic_contract.areas.accounts import rules
from flowmusic_contract.areas.methods import rules as methods
from flowmusic_contract.areas.privacy import rules as privacy
from flowmusic_contract.engine.fault import response_fault
from flowmusic_contract.mock_server import (
    DEMO_EMAILS,
    DEMO_TOKEN,
    OTHER_DEMO_EMAILS,
    OTHER_DEMO_TOKEN,
    Handler,
    Request,
    Response,
)

_LISTENER, _, _DUO = DEMO_EMAILS


def _with_query(query: str) -> Request:
    return evolve(Request.get(_LISTENER).authorized_by(DEMO_TOKEN), query=query)


@response_fault(
    breaks=[rules.refusals_do_not_reveal_other_tenants],
    effects={
        "account of another tenant $.code": "404 -> absent",
        "account of another tenant $.error": '"Account is not configured" -> "Not yours"',
    },
)
def account_of_another_tenant_gets_another_message(request: Request, handler: Handler) -> Response:
    """The 404 response for an account of another tenant has another message."""
    correct = handler(request)
    return Response.of(404, {"error": "Not yours"}) if _is_theirs(request, correct, handler) else correct


@response_fault(
    breaks=[rules.refusals_do_not_reveal_other_tenants],
    effects={"account of another tenant x-plan": "absent -> pro"},
)
def account_of_another_tenant_gets_another_header(request: Request, handler: Handler) -> Response:
    """The response for an account of another tenant has one more header."""
    correct = handler(request)
    return correct.with_header("x-plan", "pro") if _is_theirs(request, correct, handler) else correct


def _is_theirs(request: Request, correct: Response, handler: Handler) -> bool:
    """Returns whether the account that is not found is one of the other tenant."""
    return correct.status == 404 and handler(request.authorized_by(OTHER_DEMO_TOKEN)).status == 200


@response_fault(
    breaks=[rules.unknown_account_gets_404],
    effects={"duo, other tenant": "404 -> 200"},
    requests={"duo, other tenant": Request.get(_DUO).authorized_by(OTHER_DEMO_TOKEN)},
)
def last_account_is_shared(request: Request, handler: Handler) -> Response:
    """Another tenant also finds the last account of the first one."""
    is_shared = (request.bearer_token(), request.emails()) == (OTHER_DEMO_TOKEN, [_DUO])
    return handler(request.authorized_by(DEMO_TOKEN) if is_shared else request)


@response_fault(
    breaks=[
        rules.unknown_account_gets_404,
        rules.refusals_do_not_reveal_other_tenants,
        privacy.no_refusal_contains_a_report,
        methods.head_succeeds_only_where_get_does,
    ],
    effects={"account of another tenant": "404 -> 200"},
)
def accounts_of_other_tenants_are_found(request: Request, handler: Handler) -> Response:
    """Any valid token finds every tenant's accounts."""
    correct = handler(request)
    if correct.status != 404:
        return correct
    responses = [handler(request.authorized_by(token)) for token in (DEMO_TOKEN, OTHER_DEMO_TOKEN)]
    return next((other for other in responses if other.status == 200), correct)


@response_fault(
    breaks=[rules.report_is_for_the_requested_account],
    effects={"two tenants": "400 -> 200"},
    requests={
        "two tenants": _with_query(f"email={_LISTENER}&email={OTHER_DEMO_EMAILS[0]}"),
    },
)
def last_of_two_addresses_is_reported(request: Request, handler: Handler) -> Response:
    """Of two email addresses, the first one must be an account of the caller, and the last one is reported."""
    correct, emails = handler(request), request.emails()
    if len(emails) < 2 or handler(request.for_account(emails[0])).status != 200:
        return correct
    last = handler(request.authorized_by(OTHER_DEMO_TOKEN).for_account(emails[-1]))
    return last if last.status == 200 else correct


@response_fault(
    breaks=[rules.unknown_account_gets_404, rules.refusals_do_not_reveal_other_tenants],
    effects={"another tenant in capitals": "404 -> 200"},
    requests={"another tenant in capitals": Request.get("RIVAL@EXAMPLE.COM").authorized_by(DEMO_TOKEN)},
)
def address_in_capitals_finds_every_account(request: Request, handler: Handler) -> Response:
    """An address in capitals finds an account of any tenant."""
    correct = handler(request)
    if correct.status != 404 or not all(map(str.isupper, request.emails())):
        return correct
    theirs = [handler(request.authorized_by(OTHER_DEMO_TOKEN).for_account(each.lower())) for each in request.emails()]
    return next((other for other in theirs if other.status == 200), correct)


@response_fault(
    breaks=[privacy.no_refusal_contains_a_report],
    effects={"another tenant, admin=true": "404 -> 200"},
    requests={"another tenant, admin=true": _with_query(f"email={OTHER_DEMO_EMAILS[0]}&admin=true")},
)
def parameter_finds_every_account(request: Request, handler: Handler) -> Response:
    """A request with the parameter `admin` finds an account of any tenant."""
    correct = handler(request)
    is_believed = correct.status == 404 and "&admin=true" in request.query
    return handler(request.authorized_by(OTHER_DEMO_TOKEN)) if is_believed else correct


@response_fault(
    breaks=[privacy.no_refusal_contains_a_report],
    effects={"another tenant, X-Account-Email": "404 -> 200"},
    requests={
        "another tenant, X-Account-Email": Request.get(
            OTHER_DEMO_EMAILS[0], ("x-account-email", OTHER_DEMO_EMAILS[0])
        ).authorized_by(DEMO_TOKEN)
    },
)
def header_finds_every_account(request: Request, handler: Handler) -> Response:
    """A request that names the account in the header `X-Account-Email` as well finds an account of any tenant."""
    correct = handler(request)
    is_believed = correct.status == 404 and request.header("x-account-email") == request.emails()
    return handler(request.authorized_by(OTHER_DEMO_TOKEN)) if is_believed else correct


@response_fault(
    breaks=[rules.report_is_for_the_requested_account],
    effects={"another tenant in another parameter $.email": '"listener@example.com" -> "rival@example.com"'},
    requests={
        "another tenant in another parameter": _with_query(f"email={_LISTENER}&user={OTHER_DEMO_EMAILS[0]}"),
    },
)
def another_parameter_names_the_account(request: Request, handler: Handler) -> Response:
    """The caller must have the account in `email`, and the one in `user` is reported."""
    correct = handler(request)
    named = parse_qs(request.query).get("user", [])
    if correct.status != 200 or not named:
        return correct
    theirs = handler(request.authorized_by(OTHER_DEMO_TOKEN).for_account(named[0]))
    return theirs if theirs.status == 200 else correct

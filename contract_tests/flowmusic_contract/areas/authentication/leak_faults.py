"""Servers whose responses reveal tokens, or to an unauthorized caller which accounts exist."""

from itertools import count

from flowmusic_contract.areas.authentication import rules
from flowmusic_contract.areas.authentication.faults import has_invalid_token
from flowmusic_contract.areas.authentication.token_faults import base64_of
from flowmusic_contract.engine.fault import response_fault, server_fault
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, Handler, Request, Response


@response_fault(
    breaks=[rules.refusals_do_not_reveal_accounts],
    effects={"invalid token $.known": "absent -> true", "invalid token, unknown account $.known": "absent -> false"},
)
def refusal_reveals_accounts(request: Request, handler: Handler) -> Response:
    """The response to an invalid token says whether the account is configured."""
    correct = handler(request)
    is_known = request.emails() == [DEMO_EMAILS[0]]
    return correct.with_fields(known=is_known) if has_invalid_token(request, correct) else correct


@response_fault(
    breaks=[rules.refusals_do_not_reveal_accounts],
    effects={"invalid token x-plan": "absent -> pro"},
)
def header_of_a_refusal_reveals_accounts(request: Request, handler: Handler) -> Response:
    """The response to an invalid token has another header if the account is configured."""
    correct = handler(request)
    is_known = request.emails() == [DEMO_EMAILS[0]] and has_invalid_token(request, correct)
    return correct.with_header("x-plan", "pro") if is_known else correct


@response_fault(
    breaks=[rules.no_response_contains_a_token],
    effects={
        "invalid token $.token": 'absent -> "user:0-not-a-token"',
        "invalid token, unknown account $.token": 'absent -> "user:0-not-a-token"',
    },
)
def refusal_repeats_the_token(request: Request, handler: Handler) -> Response:
    """The response to an invalid token repeats it."""
    correct = handler(request)
    return correct.with_fields(token=request.bearer_token()) if has_invalid_token(request, correct) else correct


@server_fault(breaks=[rules.no_response_contains_a_token], effects={"other scheme": "401 -> 429"})
def busy_response_contains_the_token(handler: Handler) -> Handler:
    """The tenth request gets a 429 response that allows a retry at once, and that contains the token."""
    number = count(1)

    def handle(request: Request) -> Response:
        if next(number) != 10:
            return handler(request)
        return Response.of(429, {"error": f"{request.bearer_token()} sends too many requests"}, ("retry-after", "0"))

    return handle


@response_fault(
    breaks=[rules.no_response_contains_a_token],
    effects={"every 404 $.headers": "absent -> array of 1"},
)
def error_contains_the_request_headers(request: Request, handler: Handler) -> Response:
    """A 404 response contains the headers of the request, and with them the token."""
    correct = handler(request)
    headers = [f"{name}: {value}" for name, value in request.headers]
    return correct.with_fields(headers=headers) if correct.status == 404 else correct


@response_fault(
    breaks=[rules.no_response_contains_a_token],
    effects={"every 200 $.token": f'absent -> "{DEMO_TOKEN}"'},
)
def report_contains_the_token(request: Request, handler: Handler) -> Response:
    """A usage report contains the token of its request."""
    correct = handler(request)
    return correct.with_fields(token=request.bearer_token()) if correct.status == 200 else correct


@response_fault(
    breaks=[rules.no_response_contains_a_token],
    effects={
        "every 200 set-cookie": "absent -> session=dG9rZW49bW9jazowMDAwMS1mbG93bXVzaWM7; Path=/",
        "HEAD set-cookie": "absent -> session=dG9rZW49bW9jazowMDAwMS1mbG93bXVzaWM7; Path=/",
    },
)
def cookie_contains_the_token_in_base64(request: Request, handler: Handler) -> Response:
    """A usage report sets a cookie that contains the token in Base64, within a longer text."""
    correct = handler(request)
    session = base64_of(f"token={request.bearer_token()};")
    return correct.with_header("set-cookie", f"session={session}; Path=/") if correct.status == 200 else correct


@response_fault(
    breaks=[rules.no_response_contains_a_token],
    effects={"every 200 $.token": 'absent -> "mock:00001-flowm..."'},
)
def report_contains_most_of_the_token(request: Request, handler: Handler) -> Response:
    """A usage report contains the token without its last four characters."""
    correct = handler(request)
    return correct.with_fields(token=(request.bearer_token() or "")[:-4] + "...") if correct.status == 200 else correct


@response_fault(
    breaks=[rules.no_response_contains_a_token],
    effects={"every response set-cookie": f"absent -> session={DEMO_TOKEN}; Path=/"},
)
def cookie_contains_the_token(request: Request, handler: Handler) -> Response:
    """Every response sets a cookie that contains a token."""
    return handler(request).with_header("set-cookie", f"session={DEMO_TOKEN}; Path=/")

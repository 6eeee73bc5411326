"""Servers that trust a caller without a token, because of another header that anybody can send."""

from collections.abc import Callable

from flowmusic_contract.areas.authentication import rules
from flowmusic_contract.areas.privacy import rules as privacy
from flowmusic_contract.engine.fault import Breaks, Fault, fault_row
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, Handler, Request, Response


def _any_value(_value: str) -> bool:
    return True


def _trusted_caller(
    id_: str,
    sentence: str,
    header: str,
    value: str,
    trusts: Callable[[str], bool] = _any_value,
    *,
    breaks: Breaks = (rules.no_report_without_a_valid_token,),
) -> Fault:
    """Returns the fault of a server that needs no token if a header has a value that it trusts, such as `value`."""

    def respond(request: Request, handler: Handler) -> Response:
        is_trusted = not request.header("authorization") and any(map(trusts, request.header(header)))
        return handler(request.authorized_by(DEMO_TOKEN) if is_trusted else request)

    note = f"{header}: {value}, no token"
    return fault_row(
        id_,
        sentence,
        respond,
        breaks=breaks,
        effects={note: "401 -> 200"},
        requests={note: Request.get(DEMO_EMAILS[0], (header, value))},
    )


TRUSTED_CALLERS = [
    _trusted_caller(
        "authentication.local-caller-needs-no-token",
        "A request needs no token if it says that it was forwarded for a program on the same machine.",
        "x-forwarded-for",
        "127.0.0.1",
        lambda value: value == "127.0.0.1",
    ),
    _trusted_caller(
        "authentication.local-host-needs-no-token",
        "A request needs no token if its header `Host` says that it is for this machine.",
        "host",
        "localhost",
        lambda value: value == "localhost",
        breaks=[privacy.no_refusal_contains_a_report],
    ),
    _trusted_caller(
        "authentication.curl-needs-no-token",
        "A request from curl needs no token.",
        "user-agent",
        "curl/8.17.0",
        lambda value: "curl" in value,
    ),
    _trusted_caller(
        "authentication.health-check-needs-no-token",
        "A request needs no token if its `User-Agent` is that of a health check.",
        "user-agent",
        "ELB-HealthChecker/2",
        lambda value: "HealthChecker" in value,
    ),
    _trusted_caller(
        "authentication.script-needs-no-token",
        "A request with the header `X-Requested-With` needs no token.",
        "x-requested-with",
        "x",
    ),
    _trusted_caller(
        "authentication.web-page-needs-no-token",
        "A request from a web page needs no token, whatever its origin.",
        "origin",
        "https://example.org",
    ),
    _trusted_caller(
        "authentication.user-named-by-a-proxy-needs-no-token",
        "A request with the header `X-Remote-User` needs no token, because only a proxy sets it.",
        "x-remote-user",
        "x",
    ),
    _trusted_caller(
        "authentication.account-named-by-a-proxy-needs-no-token",
        "A request with the address of an account in the header `X-Email` needs no token.",
        "x-email",
        DEMO_EMAILS[0],
        lambda value: value in DEMO_EMAILS,
    ),
    _trusted_caller(
        "authentication.overridden-method-needs-no-token",
        "A request with the header `X-HTTP-Method-Override` needs no token.",
        "x-http-method-override",
        "GET",
    ),
    _trusted_caller(
        "authentication.path-named-by-a-gateway-needs-no-token",
        "A request with the header `X-Original-URI` needs no token, because a gateway that checks tokens sets it.",
        "x-original-uri",
        "/",
    ),
]

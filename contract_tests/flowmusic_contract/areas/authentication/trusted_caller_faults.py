"""Servers that trust a caller without a token, because of another header that anybody can send."""

from collections.abc import Callable

from attrs import field, frozen

from flowmusic_contract.areas.authentication import rules
from flowmusic_contract.areas.privacy import rules as privacy
from flowmusic_contract.engine.fault import Breaks, Fault, for_each_request, ids_of
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, Handler, Request, Response


def _any_value(_value: str) -> bool:
    return True


@frozen
class TrustedCaller:
    """A row of the next table: a server that needs no token if a header has a value that it trusts."""

    name: str
    sentence: str
    header: str
    value: str
    """A value that it trusts."""
    trusts: Callable[[str], bool] = _any_value
    breaks: Breaks = field(default=(rules.no_report_without_a_valid_token,), kw_only=True)

    def fault(self) -> Fault:
        """Returns the fault."""
        note = f"{self.header}: {self.value}, no token"
        return Fault(
            f"authentication.{self.name}",
            self.sentence,
            ids_of(self.breaks),
            for_each_request(self.respond),
            effects={note: "401 -> 200"},
            requests={note: Request.get(DEMO_EMAILS[0], (self.header, self.value))},
        )

    def respond(self, request: Request, handler: Handler) -> Response:
        """Returns the response of the faulty server."""
        is_trusted = not request.header("authorization") and any(map(self.trusts, request.header(self.header)))
        return handler(request.authorized_by(DEMO_TOKEN) if is_trusted else request)


TRUSTED_CALLERS = [
    row.fault()
    for row in (
        TrustedCaller(
            "local-caller-needs-no-token",
            "A request needs no token if it says that it was forwarded for a program on the same machine.",
            "x-forwarded-for",
            "127.0.0.1",
            lambda value: value == "127.0.0.1",
        ),
        TrustedCaller(
            "local-host-needs-no-token",
            "A request needs no token if its header `Host` says that it is for this machine.",
            "host",
            "localhost",
            lambda value: value == "localhost",
            breaks=[privacy.no_refusal_contains_a_report],
        ),
        TrustedCaller(
            "curl-needs-no-token",
            "A request from curl needs no token.",
            "user-agent",
            "curl/8.17.0",
            lambda value: "curl" in value,
        ),
        TrustedCaller(
            "health-check-needs-no-token",
            "A request needs no token if its `User-Agent` is that of a health check.",
            "user-agent",
            "ELB-HealthChecker/2",
            lambda value: "HealthChecker" in value,
        ),
        TrustedCaller(
            "script-needs-no-token",
            "A request with the header `X-Requested-With` needs no token.",
            "x-requested-with",
            "x",
        ),
        TrustedCaller(
            "web-page-needs-no-token",
            "A request from a web page needs no token, whatever its origin.",
            "origin",
            "https://example.org",
        ),
        TrustedCaller(
            "user-named-by-a-proxy-needs-no-token",
            "A request with the header `X-Remote-User` needs no token, because only a proxy sets it.",
            "x-remote-user",
            "x",
        ),
        TrustedCaller(
            "account-named-by-a-proxy-needs-no-token",
            "A request with the address of an account in the header `X-Email` needs no token.",
            "x-email",
            DEMO_EMAILS[0],
            lambda value: value in DEMO_EMAILS,
        ),
        TrustedCaller(
            "overridden-method-needs-no-token",
            "A request with the header `X-HTTP-Method-Override` needs no token.",
            "x-http-method-override",
            "GET",
        ),
        TrustedCaller(
            "path-named-by-a-gateway-needs-no-token",
            "A request with the header `X-Original-URI` needs no token, because a gateway that checks tokens sets it.",
            "x-original-uri",
            "/",
        ),
    )
]

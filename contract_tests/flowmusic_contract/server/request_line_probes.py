"""Requests with another method, or with the documented path in another form."""

from collections.abc import Iterator
from urllib.parse import quote

from flowmusic_contract.server.header_probes import METHOD_OVERRIDES, rewriting_headers
from flowmusic_contract.server.probe import Probe, bearer, email_query
from flowmusic_contract.server.target import ENDPOINT, UNKNOWN_EMAIL, UNKNOWN_TOKEN, Target, Tenant

_OTHER_METHODS = ("OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "FLOWMUSIC", "HEAD")
"""HEAD is the last one, because a careless cache may send its empty response to the next GET."""

_WITH_BODY = ("POST", "PUT", "PATCH")

_BODY = b"{}\r\n\r\n"
"""JSON that ends like the head of a request, so that a server responds to it at once if it does not read bodies."""

_OTHER_PATHS = (
    *(f"{ENDPOINT}/", f"{ENDPOINT}%2F", f"{ENDPOINT};v=1", f"{ENDPOINT}.json", f"{ENDPOINT}%00"),
    *(ENDPOINT.upper(), ENDPOINT.replace("/", "//"), ENDPOINT.replace("a", "%61")),
    *(ENDPOINT.replace("/", "/./"), ENDPOINT.replace("/", "/%2e/"), f"/x/..{ENDPOINT}"),
)
"""The path in other forms, which a server may read as the documented one after it looked at the token."""


def other_methods(tenant: Tenant) -> Iterator[Probe]:
    """Yields requests with other methods, also from callers whom GET refuses. GET is to follow."""
    query = email_query(tenant.emails[0])
    yield Probe(query, METHOD_OVERRIDES, "POST", note="headers that say GET", is_live_safe=False)
    for method in "HEAD", "OPTIONS", "POST":
        yield Probe(query, bearer(UNKNOWN_TOKEN), method, is_live_safe=False)
    yield Probe(email_query(UNKNOWN_EMAIL), bearer(tenant.token), "HEAD", is_live_safe=False)
    for headers in (), bearer(tenant.token):
        for method in _OTHER_METHODS:
            has_body = method in _WITH_BODY
            content_type = (("Content-Type", "application/json"),) if has_body else ()
            body = _BODY if has_body else b""
            yield Probe(query, (*headers, *content_type), method, body=body, is_live_safe=False)


def other_paths(target: Target) -> Iterator[Probe]:
    """Yields requests without a token whose path is written in another way or in a header, or whose host is another."""
    email = target.tenant.emails[0]
    query = email_query(email)
    for path in _OTHER_PATHS:
        yield Probe(query, (), path=path, is_live_safe=False)
    below = f"{ENDPOINT}/{quote(email, safe='@')}"
    rewriting = rewriting_headers(target, email)
    yield Probe(query, rewriting, path=below, note="the documented path in headers", is_live_safe=False)
    yield Probe(query, (("Host", "localhost"),), note="Host: localhost", is_live_safe=False)
    yield Probe(query, (), note="the whole URL in the request line", is_absolute=True, is_live_safe=False)

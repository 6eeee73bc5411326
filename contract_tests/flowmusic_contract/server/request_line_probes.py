"""Requests with another method, with a body, or with the documented path in another form."""

import json
from collections.abc import Iterator
from urllib.parse import quote

from flowmusic_contract.server.header_probes import METHOD_OVERRIDES, rewriting_headers
from flowmusic_contract.server.probe import Probe, bearer, email_query
from flowmusic_contract.server.target import ENDPOINT, UNKNOWN_EMAIL, UNKNOWN_TOKEN, Target, Tenant
from flowmusic_contract.server.token_probes import token_parameters

_OTHER_METHODS = ("OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "FLOWMUSIC", "HEAD")
"""HEAD is the last one, because a careless cache may send its empty response to the next GET."""

_WITH_BODY = ("POST", "PUT", "PATCH")

_HEAD_END = b"\r\n\r\n"
"""What bodies end with, as the head of a request does: a server that does not read bodies responds to one at once."""

_BODY = b"{}" + _HEAD_END

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


def bodies(target: Target) -> Iterator[Probe]:
    """Yields GET requests with a body, which a server should not read: with the token, and naming another account."""
    tenant = target.tenant
    known = tenant.emails[0]
    form = (("Content-Type", "application/x-www-form-urlencoded"),)
    body = token_parameters(tenant.token).encode() + _HEAD_END
    yield Probe(email_query(known), form, body=body, note="the token in a form in the body", is_live_safe=False)
    headers = (*bearer(tenant.token), ("Content-Type", "application/json"))
    others = (*tenant.emails[1:], *(target.other.emails if target.other else ()))[-1:]
    # A careless server takes the account from the body before or after it looks for the one in the query.
    for email, named in ((UNKNOWN_EMAIL, known), *((known, other) for other in others)):
        body = json.dumps({"email": named}).encode() + _HEAD_END
        yield Probe(email_query(email), headers, body=body, note="another account in a body", is_live_safe=False)


def other_paths(target: Target) -> Iterator[Probe]:
    """Yields requests whose path is written in another way or in a header, or whose host is another.

    All but one are without a token. A server may redirect, and must not repeat the token.
    """
    email = target.tenant.emails[0]
    query = email_query(email)
    for path in _OTHER_PATHS:
        yield Probe(query, (), path=path, is_live_safe=False)
    yield Probe(query, (), before="/", is_live_safe=False)
    yield Probe(query, bearer(target.tenant.token), path=f"{ENDPOINT}/", is_live_safe=False)
    below = f"{ENDPOINT}/{quote(email, safe='@')}"
    rewriting = rewriting_headers(target, email)
    yield Probe(query, rewriting, path=below, note="the documented path in headers", is_live_safe=False)
    yield Probe(query, (("Host", "localhost"),), note="Host: localhost", is_live_safe=False)
    yield Probe(query, (), note="the whole URL in the request line", is_absolute=True, is_live_safe=False)

"""Directed requests. Which responses are allowed follows from what each request asks for, by the rules."""

from collections.abc import Iterator
from urllib.parse import quote

from attrs import field, frozen

from flowmusic_contract.server.target import UNKNOWN_EMAIL, UNKNOWN_TOKEN, Target, Tenant


@frozen
class Probe:
    """A request: the raw query, all headers, and whether it may be sent to a live server."""

    query: str
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    method: str = "GET"
    is_live_safe: bool = True


def probes(target: Target) -> Iterator[Probe]:
    """Yields the directed requests. Their order shows if one affects the next: with a token, without, and again."""
    tenant = target.tenant
    accounts = [_get(email, tenant.token) for email in tenant.emails]
    yield from accounts
    yield from _wrong_tokens(tenant)
    yield from _misplaced_tokens(tenant)
    yield from _repeated_refusals(tenant)
    yield from _malformed_refusals()
    yield accounts[0]
    yield from _near_misses(tenant)
    yield from _odd_queries(tenant)
    yield from _browsers(tenant)
    yield from _other_methods(tenant)
    yield from _tenants(target)
    yield from accounts


def concurrent_probes(target: Target) -> list[Probe]:
    """Returns requests to send at the same time: each account more than once."""
    accounts = [_get(email, target.tenant.token) for email in target.tenant.emails]
    accounts.append(_get(UNKNOWN_EMAIL, target.tenant.token))
    return (accounts * 6)[:6]


def _get(email: str, token: str | None) -> Probe:
    return Probe(_email(email), _bearer(token) if token else ())


def _email(email: str) -> str:
    return f"email={quote(email, safe='@')}"


def _bearer(token: str) -> tuple[tuple[str, str], ...]:
    return (("Authorization", f"Bearer {token}"),)


def _wrong_tokens(tenant: Tenant) -> Iterator[Probe]:
    token = tenant.token
    # A careless comparison accepts each of these: a prefix, a suffix, another letter case, a wildcard.
    for wrong in token[:-1], token[1:], f"{token}x", f"x{token}", token.swapcase(), "%":
        if wrong != token:
            yield _get(tenant.emails[0], wrong)


def _misplaced_tokens(tenant: Tenant) -> Iterator[Probe]:
    token, query = tenant.token, _email(tenant.emails[0])
    for value in "", "Bearer", token, f"Basic {token}":
        yield Probe(query, (("Authorization", value),))
    elsewhere = ("X-API-Key", token), ("X-Auth-Token", token), ("Cookie", f"token={token}; session={token}")
    yield Probe(query, elsewhere)
    # URLs end up in logs, so a live server never gets a token in one.
    in_query = "&".join(f"{name}={quote(token, safe='')}" for name in ("token", "access_token", "api_key", "key"))
    yield Probe(f"{query}&{in_query}", (), is_live_safe=False)
    yield Probe(query, _bearer(UNKNOWN_TOKEN) + _bearer(token))
    yield Probe(query, _bearer(token) + _bearer(UNKNOWN_TOKEN))


def _repeated_refusals(tenant: Tenant) -> Iterator[Probe]:
    for token in UNKNOWN_TOKEN, None:
        for email in (tenant.emails[0], UNKNOWN_EMAIL) * 2:
            yield _get(email, token)


def _malformed_refusals() -> Iterator[Probe]:
    for query in "", "email=nonsense", "email=%ff%fe", "email=%zz", f"{_email(UNKNOWN_EMAIL)}%00":
        for token in UNKNOWN_TOKEN, None:
            yield Probe(query, _bearer(token) if token else (), is_live_safe=False)


def _near_misses(tenant: Tenant) -> Iterator[Probe]:
    email = tenant.emails[0]
    local, _, domain = email.rpartition("@")
    fullwidth = chr(ord(email[0]) + 0xFEE0) + email[1:]
    near = [
        *(UNKNOWN_EMAIL, email[:-1], email[1:], f"{email}x", f"x{email}", f"{local}+contract@{domain}", local),
        *("*", "%", f"_{email[1:]}", ".*", quote(email, safe=""), f"{email}\0", f"{email}\r\nX-Injected: 1"),
        *("' OR '1'='1", "é@example.com", fullwidth, "a" * 2000 + "@example.com"),
    ]
    for variant in dict.fromkeys(near):
        if variant not in tenant.emails:
            yield _get(variant, tenant.token)


def _odd_queries(tenant: Tenant) -> Iterator[Probe]:
    known, unknown = _email(tenant.emails[0]), _email(UNKNOWN_EMAIL)
    value = known.removeprefix("email=")
    every_byte = "".join(f"%{byte:02x}" for byte in tenant.emails[0].encode())
    queries = [
        *("", "email=", f"email={every_byte}", f"{known}&other=1", f"other=1&{known}"),
        *(f"{known}&{known}", f"{known}&{unknown}", f"{unknown}&{known}"),
        *(f"email[]={value}", f"email[$ne]={value}", f"Email={value}", "email=%ff%fe", "email=%zz"),
    ]
    for query in queries:
        yield Probe(query, _bearer(tenant.token))


def _browsers(tenant: Tenant) -> Iterator[Probe]:
    yield Probe(_email(tenant.emails[0]), (*_bearer(tenant.token), ("Origin", "https://flowmusic-contract.invalid")))
    # A firewall may block whoever sends a script.
    query = _email(f"<script>contract()</script>{UNKNOWN_EMAIL}")
    yield Probe(query, _bearer(tenant.token), is_live_safe=False)
    yield Probe(query, (), is_live_safe=False)


def _other_methods(tenant: Tenant) -> Iterator[Probe]:
    for method in "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE":
        yield Probe(_email(tenant.emails[0]), _bearer(tenant.token), method, is_live_safe=False)


def _tenants(target: Target) -> Iterator[Probe]:
    if target.other:
        for tenant, other in (target.tenant, target.other), (target.other, target.tenant):
            yield _get(tenant.emails[0], tenant.token)
            yield _get(other.emails[0], tenant.token)

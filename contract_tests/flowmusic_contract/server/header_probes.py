"""Requests with the headers of real clients, and with those that a careless server trusts."""

from collections.abc import Iterator

from flowmusic_contract.server.probe import Headers, Probe, bearer, email_query
from flowmusic_contract.server.target import ENDPOINT, LONG_AGO, UNKNOWN_EMAIL, UNKNOWN_ETAG, Target, Tenant

_COOKIES = "; ".join(f"_ga_{number}=GS2.1.s17803{number}02775.o4.g1.t17803{number}10000" for number in range(10, 40))
"""As much as a browser sends that has visited the web site of the server: more than one buffer of a careless server."""

_CLIENTS: dict[str, Headers] = {
    "the headers of the docs page and an empty User-Agent": (
        ("Accept", "application/json"),
        ("Content-Type", "application/json"),
        ("User-Agent", ""),
    ),
    "the headers of axios": (
        ("Accept", "application/json, text/plain, */*"),
        ("Content-Type", "application/json; charset=utf-8"),
        ("User-Agent", "axios/1.13.2"),
    ),
    "the headers of a browser, with cookies": (
        ("Accept", "application/json, application/xml;q=0.9, */*;q=0.1"),
        ("Accept-Language", "de-DE,de;q=0.9,fr;q=0.7,tr;q=0.5"),
        ("Cookie", _COOKIES),
        ("Cache-Control", "no-cache"),
        ("Pragma", "no-cache"),
        ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0"),
    ),
    "the headers of curl": (("Accept-Encoding", "identity"), ("User-Agent", "curl/8.17.0")),
    "the User-Agent of requests and Connection: close": (
        ("User-Agent", "python-requests/2.32.5"),
        ("Connection", "close"),
    ),
    "If-None-Match with an ETag that was never sent": (("If-None-Match", UNKNOWN_ETAG),),
    "If-Modified-Since with a date in the past": (("If-Modified-Since", LONG_AGO),),
    "Range with the first ten bytes": (("Range", "bytes=0-9"), ("Accept-Encoding", "identity")),
    "the headers of a proxy": (
        ("X-Forwarded-For", "203.0.113.9"),
        ("X-Forwarded-Proto", "https"),
        ("Via", "1.1 proxy"),
    ),
}
"""The headers that real clients send besides the token, by what is said of the request."""

_FOREIGN_ORIGIN = "https://useapi.net.flowmusic-contract-useapi.net"
"""Another origin, which a careless server takes for its own by how it begins or ends."""

_LEFT_OUT = ("accept", "accept-encoding", "connection", "user-agent")
"""The headers that one request does not have, although most clients send them."""

METHOD_OVERRIDES = tuple((name, "GET") for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"))
"""What makes a careless server take another method for GET, after it looked at the token."""

_TRUSTED = (
    *METHOD_OVERRIDES,
    *((name, "127.0.0.1") for name in ("X-Forwarded-For", "X-Real-IP", "Client-IP", "X-Client-IP", "True-Client-IP")),
    *(("Forwarded", "for=127.0.0.1"), ("X-Cluster-Client-IP", "127.0.0.1")),
    *((name, "admin") for name in ("X-User", "X-Remote-User", "Remote-User", "X-Forwarded-User", "X-Username")),
    *((name, "admin") for name in ("X-Authenticated-User", "X-WebAuth-User", "X-Auth-Request-User", "X-User-Role")),
    *((name, "1") for name in ("X-User-Id", "X-Account-Id", "X-Tenant-Id", "X-Debug", "X-Test")),
    *((name, "true") for name in ("X-Internal", "X-Admin", "X-Authenticated", "X-AppEngine-Cron")),
    *(("X-SSL-Client-Verify", "SUCCESS"), ("X-Requested-With", "XMLHttpRequest"), ("Sec-Fetch-Site", "same-origin")),
    *(("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "localhost"), ("Via", "1.1 proxy"), ("Pragma", "no-cache")),
    *(("Origin", _FOREIGN_ORIGIN), ("Referer", "https://useapi.net/"), ("Accept-Language", "en")),
    *(("Content-Type", "application/json"), ("Cookie", "session=1; admin=true"), ("Range", "bytes=0-")),
    ("User-Agent", "kube-probe/1.33 ELB-HealthChecker/2.0 GoogleHC/1.0 Googlebot/2.1"),
    ("X-Middleware-Subrequest", ":".join(["middleware"] * 5)),
)
"""What makes a careless server believe that the caller is known already. Because of the origin, 403 is right too."""

_EMAIL_NAMES = ("X-Email", "X-User-Email", "X-Account-Email", "X-Forwarded-Email", "X-Auth-Request-Email", "From")
"""The headers in which a proxy that knows the caller names the account."""

_REWRITING = ("X-Original-URL", "X-Rewrite-URL", "X-Original-URI", "X-Forwarded-Uri")
"""The headers in which a gateway that looked at the token names the path. A careless server takes it from anyone."""

_CONDITIONS = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
"""The headers in which a server names the version of a report, and those that ask for another version only."""

_MOST_COOKIES = 4


def usual_clients(target: Target) -> Iterator[Probe]:
    """Yields requests that differ only in headers that the docs page leaves to the client, with a token and without."""
    tenant = target.tenant
    query, token = email_query(tenant.emails[0]), bearer(tenant.token)
    for note, headers in _CLIENTS.items():
        yield Probe(query, (*headers, *token), note=note, is_live_safe=False)
    yield Probe(query, token, note=f"no header {', '.join(_LEFT_OUT)}", without=_LEFT_OUT, is_live_safe=False)
    trusted = trusted_headers(target, tenant.emails[0])
    yield Probe(query, trusted, note="the headers of trusted callers", is_live_safe=False)
    any_version = ("If-None-Match", "*")
    yield Probe(query, (any_version,), note="If-None-Match", without=("user-agent",), is_live_safe=False)
    unknown = email_query(UNKNOWN_EMAIL)
    yield Probe(unknown, (*token, any_version), note="If-None-Match", is_live_safe=False)
    for caller in token, (("User-Agent", "curl/8.17.0"),):
        close = (*caller, ("Connection", "close"))
        yield Probe(query, close, note="HTTP/1.0", http_version="1.0", is_live_safe=False)


def trusted_headers(target: Target, email: str) -> Headers:
    """Returns what makes a careless server believe that the caller is known already and may see an account."""
    return (*_TRUSTED, *naming_headers(email), *rewriting_headers(target, email))


def naming_headers(email: str) -> Headers:
    """Returns the headers in which a proxy names an account."""
    return tuple((name, email) for name in _EMAIL_NAMES)


def rewriting_headers(target: Target, email: str) -> Headers:
    """Returns what makes a careless server take another path for the documented one."""
    return tuple((name, f"{target.base_path}{ENDPOINT}?{email_query(email)}") for name in _REWRITING)


def browsers(tenant: Tenant) -> Iterator[Probe]:
    """Yields requests from a web page of another origin, and with markup in the address."""
    yield Probe(email_query(tenant.emails[0]), (*bearer(tenant.token), ("Origin", _FOREIGN_ORIGIN)))
    yield Probe(email_query(tenant.emails[0]), (*bearer(tenant.token), ("Origin", "null")), is_live_safe=False)
    # A firewall may block whoever sends a script. Whoever accepts HTML only may get 406.
    query = email_query(f"<script>contract()</script>{UNKNOWN_EMAIL}")
    yield Probe(query, (*bearer(tenant.token), ("Accept", "text/html")), note="Accept: text/html", is_live_safe=False)
    yield Probe(query, (), is_live_safe=False)


def repeated_headers(target: Target, known: Headers) -> Iterator[Probe]:
    """Yields requests that send back what came with a report: its version, with and without a token, and its cookies.

    A server may respond that the version is still the latest. A cookie does not replace the token.
    """
    query = email_query(target.tenant.emails[0])
    cookies = [value.partition(";")[0] for name, value in known if name == "set-cookie"]
    if cookies:
        cookie = ("Cookie", "; ".join(cookies[:_MOST_COOKIES]))
        yield Probe(query, (cookie,), note="the cookies of an earlier response", is_live_safe=False)
    for name, value in known:
        if name in _CONDITIONS:
            condition = ((_CONDITIONS[name], value),)
            note = f"the {name} of an earlier response"
            yield Probe(query, (*bearer(target.tenant.token), *condition), note=note)
            yield Probe(query, condition, note=note, is_live_safe=False)
            if target.other:
                yield Probe(query, (*bearer(target.other.token), *condition), note=note, is_live_safe=False)

"""What a request to the server under test asks for."""

import re
from operator import itemgetter
from urllib.parse import parse_qsl

import httpx
from attrs import frozen

from flowmusic_contract.engine.exchange import AccountKind, RequestIntent, TokenKind
from flowmusic_contract.engine.usage import trimmed
from flowmusic_contract.mock_server import HTTP_VERSION
from flowmusic_contract.server.target import LONG_AGO, UNKNOWN_ETAG, Target, Tenant

_USUAL_HEADERS = ("accept", "accept-encoding", "connection", "content-length", "user-agent")
_TOKEN = re.compile(r"(?=.*\w)[\w:.~+/=-]{1,1000}", re.ASCII)
_ADDRESS = re.compile(r"(?=.{3,254}$)[\w.+'-]{1,64}@[\w-]+(\.[\w-]+)+", re.ASCII)


@frozen
class _Query:
    """The parameters of a request, decoded."""

    parameters: list[tuple[str, str]]
    emails: list[str]
    """Every value of `email`."""
    similar: list[str]
    """The values of parameters such as `Email` or `email[]`, which some servers read as `email`."""

    @classmethod
    def of(cls, request: httpx.Request) -> "_Query":
        parameters = parse_qsl(request.url.query.decode("latin-1"), keep_blank_values=True)
        emails = [value for name, value in parameters if name == "email"]
        similar = [value for name, value in parameters if name != "email" and name.casefold().startswith("email")]
        return cls(parameters, emails, similar)

    @property
    def is_plain(self) -> bool:
        """Whether every server reads the same accounts in it: what they do with other parameters is open."""
        return not self.similar and (len(self.emails) == len(self.parameters) or not self.emails)

    @property
    def in_any_order(self) -> tuple[tuple[str, str], ...]:
        """The parameters in an order of their own; the order of those with the same name stays."""
        return tuple(sorted(self.parameters, key=itemgetter(0)))


def intent_of(request: httpx.Request, target: Target) -> RequestIntent:
    """Returns what a request, as it was really sent, asks a target for."""
    token, caller = _token_of(request.headers.get_list("authorization"), target)
    tenant = caller or target.tenant
    query = _Query.of(request)
    headers, path, version = chosen_headers(request), path_of(request), version_of(request)
    # A server may refuse a request from a web page of another origin, of another version of HTTP, or with a body.
    is_usual = "origin" not in request.headers and version == "1.1" and not request.content
    return RequestIntent(
        method=request.method,
        # A server may serve another host in another way.
        has_documented_path=path == target.path and "host" not in dict(headers),
        token=token,
        account=_account(query.emails, tenant) if is_usual and query.is_plain else "unclear",
        names_only_others=not query.similar and _are_others(query.emails, tenant),
        emails=tuple(query.emails or query.similar),
        not_own_emails=_not_own(query.emails or query.similar, tenant),
        http_version=version,
        accepts_encodings=_accepts_encodings(request.headers.get("accept-encoding", "*")),
        chosen_headers=headers,
        also_right=_also_right(headers),
        fingerprint=(version, request.method, path, query.in_any_order, headers),
    )


def path_of(request: httpx.Request) -> bytes:
    """Returns the path as it is sent, without the query."""
    target: bytes = request.extensions.get("target", request.url.raw_path)
    return target.partition(b"?")[0]


def version_of(request: httpx.Request) -> str:
    """Returns the version of HTTP that a request is sent with, such as `1.1`."""
    return str(request.extensions.get(HTTP_VERSION, "1.1"))


def chosen_headers(request: httpx.Request) -> tuple[tuple[str, str], ...]:
    """Returns the headers that not every request has, with names in lower case, and the host if it is another one."""
    headers = [(name.lower(), value) for name, value in request.headers.multi_items()]
    own_host = ("host", request.url.netloc.decode("ascii"))
    return tuple(pair for pair in headers if pair[0] not in _USUAL_HEADERS and pair != own_host)


def _token_of(authorizations: list[str], target: Target) -> tuple[TokenKind, Tenant | None]:
    match authorizations:
        case []:
            return "absent", None
        case [value]:
            return _one_token(value, target)
        case _:
            return "unclear", None


def _one_token(value: str, target: Target) -> tuple[TokenKind, Tenant | None]:
    scheme, _, token = value.strip().partition(" ")
    tenant = next((tenant for tenant in target.tenants if tenant.token == token.strip()), None)
    kind: TokenKind
    if not token:
        # One word, or none. RFC 6750 lets a server respond with 400 to a malformed header.
        kind = "malformed"
    elif scheme.lower() != "bearer":
        kind = "other scheme"
    elif tenant is None:
        # A list of tokens may be read as one token, or as each of them.
        kind = "unclear" if "," in token else "invalid" if _TOKEN.fullmatch(token) else "malformed"
    else:
        # HTTP ignores the letter case of the scheme and extra spaces.
        kind = "valid" if value == f"Bearer {tenant.token}" else "unclear"
    return kind, tenant


def _also_right(headers: tuple[tuple[str, str], ...]) -> frozenset[int]:
    """Returns the statuses that are as right as 200 for a request with these headers."""
    conditional = {304 for name, value in headers if _is_validator(name, value)}
    return frozenset(conditional | {206 for name, _ in headers if name == "range"})


def _is_validator(name: str, value: str) -> bool:
    """Returns whether a header names a version of a report that the server may still have."""
    return (name == "if-none-match" and value != UNKNOWN_ETAG) or (name == "if-modified-since" and value != LONG_AGO)


def _accepts_encodings(value: str) -> bool:
    # Some servers do not read weights, so `gzip;q=0` counts as gzip.
    return any(coding.partition(";")[0].strip().lower() not in ("", "identity") for coding in value.split(","))


def _are_others(emails: list[str], tenant: Tenant) -> bool:
    return {_account([email], tenant) for email in emails} == {"not configured"}


def _not_own(emails: list[str], tenant: Tenant) -> tuple[str, ...]:
    """Returns the addresses that name no account of a tenant, or none if no address does."""
    not_own = [email for email in emails if _account([email], tenant) not in ("configured", "unclear")]
    return tuple(not_own) if len(not_own) < len(emails) else ()


def _account(emails: list[str], tenant: Tenant) -> AccountKind:
    match emails:
        case [] | [""]:
            return "absent"
        case [email] if email in tenant.emails:
            return "configured"
        case [email] if trimmed(email).lower() in {known.lower() for known in tenant.emails}:
            return "unclear"
        case [email]:
            return "not configured" if _ADDRESS.fullmatch(email) else "malformed"
        case _:
            return "unclear"

"""The server under test, what is known about it, and what a request to it asks for."""

import re
from functools import cached_property
from operator import itemgetter
from urllib.parse import parse_qsl

import httpx
from attrs import field, frozen

from flowmusic_contract.engine.exchange import AccountKind, RequestIntent, TokenKind
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, HTTP_VERSION, OTHER_DEMO_EMAILS, OTHER_DEMO_TOKEN
from flowmusic_contract.server.variables import OTHER_TOKEN, TOKEN

ENDPOINT = "/flowmusic/accounts/usage"
"""The documented path below the base URL."""

UNKNOWN_EMAIL = "not-configured@flowmusic-contract.invalid"
UNKNOWN_TOKEN = "user:0-not-a-token"
UNKNOWN_ETAG = '"flowmusic-contract"'
LONG_AGO = "Thu, 01 Jan 1970 00:00:00 GMT"
LOOPBACK = ("127.0.0.1", "::1", "localhost")

_OTHERS = {"not configured"}
_USUAL_HEADERS = ("accept", "accept-encoding", "connection", "content-length", "user-agent")
_RECOGNIZABLE_LENGTH = 8
_TOKEN = re.compile(r"[\w:.~+/=-]{1,1000}", re.ASCII)
_ADDRESS = re.compile(r"(?=.{3,254}$)[\w.+'-]{1,64}@[\w-]+(\.[\w-]+)+", re.ASCII)


@frozen
class Tenant:
    """A token, and the accounts configured under it."""

    token: str = field(repr=False)
    emails: tuple[str, ...]


DEMO_TENANT = Tenant(DEMO_TOKEN, DEMO_EMAILS)
OTHER_DEMO_TENANT = Tenant(OTHER_DEMO_TOKEN, OTHER_DEMO_EMAILS)


@frozen
class Target:
    """A server. `base_url` is the part before the path. The accounts of the two tenants are separate."""

    base_url: str
    tenant: Tenant
    other: Tenant | None = None

    @property
    def url(self) -> str:
        """The URL of the endpoint without its query."""
        return self.base_url + ENDPOINT

    @cached_property
    def path(self) -> bytes:
        """The path of the endpoint as it is sent."""
        return httpx.URL(self.url).raw_path

    @property
    def base_path(self) -> str:
        """The path of the base URL as it is sent."""
        return self.path.decode("ascii").removesuffix(ENDPOINT)

    @property
    def is_local(self) -> bool:
        """Whether the server runs on this machine."""
        return httpx.URL(self.base_url).host in LOOPBACK

    @property
    def tenants(self) -> tuple[Tenant, ...]:
        """Everyone who has a token."""
        return (self.tenant, self.other) if self.other else (self.tenant,)

    @property
    def token_variables(self) -> dict[str, Tenant]:
        """Whose token each environment variable contains."""
        return dict(zip((TOKEN, OTHER_TOKEN), self.tenants, strict=False))

    @property
    def recognizable_tokens(self) -> tuple[str, ...]:
        """The tokens that are too long to occur in a text by chance."""
        tokens = (UNKNOWN_TOKEN, *(tenant.token for tenant in self.tenants))
        return tuple(token for token in tokens if len(token) >= _RECOGNIZABLE_LENGTH)

    def intent_of(self, request: httpx.Request) -> RequestIntent:
        """Returns what a request, as it was really sent, asks this target for."""
        authorizations = request.headers.get_list("authorization")
        parameters = parse_qsl(request.url.query.decode("latin-1"), keep_blank_values=True)
        emails = [value for name, value in parameters if name == "email"]
        # Some servers read `Email` or `email[]` as `email`. What they do with other parameters is open as well.
        similar = [value for name, value in parameters if name != "email" and name.casefold().startswith("email")]
        token, tenant = self._token(authorizations)
        headers = chosen_headers(request)
        version = version_of(request)
        # A server may refuse a request from a web page of another origin, or of another version of HTTP.
        is_usual = "origin" not in request.headers and version == "1.1"
        is_plain = is_usual and not similar and (len(emails) == len(parameters) or not emails)
        path = path_of(request)
        return RequestIntent(
            method=request.method,
            # A server may serve another host in another way.
            has_documented_path=path == self.path and "host" not in dict(headers),
            token=token,
            account=_account(emails, tenant or self.tenant) if is_plain else "unclear",
            names_only_others=not similar and {_account([each], tenant or self.tenant) for each in emails} == _OTHERS,
            emails=tuple(emails or similar),
            not_own_emails=_not_own(emails or similar, tenant or self.tenant),
            http_version=version,
            accepts_encodings=_accepts_encodings(request.headers.get("accept-encoding", "*")),
            chosen_headers=headers,
            also_right=_also_right(headers),
            fingerprint=(version, request.method, path, tuple(sorted(parameters, key=itemgetter(0))), headers),
        )

    def _token(self, authorizations: list[str]) -> tuple[TokenKind, Tenant | None]:
        match authorizations:
            case []:
                return "absent", None
            case [value]:
                return self._one_token(value)
            case _:
                return "unclear", None

    def _one_token(self, value: str) -> tuple[TokenKind, Tenant | None]:
        scheme, _, token = value.strip().partition(" ")
        tenant = next((tenant for tenant in self.tenants if tenant.token == token.strip()), None)
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
        case [email] if email.strip().lower() in {known.lower() for known in tenant.emails}:
            return "unclear"
        case [email]:
            return "not configured" if _ADDRESS.fullmatch(email) else "malformed"
        case _:
            return "unclear"

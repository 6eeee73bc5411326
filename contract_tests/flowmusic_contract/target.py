"""The server under test, what is known about it, and how its requests read in the contract's words."""

import re
from operator import itemgetter
from urllib.parse import parse_qsl

import httpx
from attrs import field, frozen

from flowmusic_contract.rules.exchange import Account, Question, Token

PATH = "/flowmusic/accounts/usage"
UNKNOWN_EMAIL = "not-configured@flowmusic-contract.invalid"
UNKNOWN_TOKEN = "user:0-not-a-token"
LOOPBACK = ("127.0.0.1", "::1", "localhost")

_USUAL = ("accept", "accept-encoding", "connection", "content-length", "host", "user-agent")
_LONG_ENOUGH = 8
_ADDRESS = re.compile(r"(?=.{3,254}$)[\w.+'-]{1,64}@[\w-]+(\.[\w-]+)+", re.ASCII)


@frozen
class Tenant:
    """A token, and accounts configured under it."""

    token: str = field(repr=False)
    emails: tuple[str, ...]


@frozen
class Target:
    """A server: `base_url` is the part before the path. Another tenant's accounts are not configured for the first."""

    base_url: str
    tenant: Tenant
    other: Tenant | None = None

    @property
    def is_local(self) -> bool:
        """Tells whether the server runs on this machine."""
        return httpx.URL(self.base_url).host in LOOPBACK

    @property
    def tenants(self) -> tuple[Tenant, ...]:
        """Everybody who has a token here."""
        return (self.tenant, self.other) if self.other else (self.tenant,)

    @property
    def recognizable_tokens(self) -> tuple[str, ...]:
        """The tokens that are long enough not to stand in a text by chance."""
        tokens = (UNKNOWN_TOKEN, *(tenant.token for tenant in self.tenants))
        return tuple(token for token in tokens if len(token) >= _LONG_ENOUGH)

    def question(self, request: httpx.Request) -> Question:
        """Returns what the request, as it was really sent, asks of this target."""
        authorizations = request.headers.get_list("authorization")
        parameters = parse_qsl(request.url.query.decode("latin-1"), keep_blank_values=True)
        emails = [value for name, value in parameters if name == "email"]
        # Some servers read `Email` or `email[]` as `email`; what follows from other parameters is open, too.
        alike = [value for name, value in parameters if name != "email" and name.casefold().startswith("email")]
        token, asking = self._token(authorizations)
        is_plain = not alike and (len(emails) == len(parameters) or not emails)
        return Question(
            method=request.method,
            token=token,
            account=_account(emails, asking or self.tenant) if is_plain else "unclear",
            emails=tuple(emails or alike),
            key=(request.method, tuple(sorted(parameters, key=itemgetter(0))), chosen_headers(request)),
        )

    def _token(self, authorizations: list[str]) -> tuple[Token, Tenant | None]:
        match authorizations:
            case []:
                return "absent", None
            case [value]:
                return self._one_token(value)
            case _:
                return "unclear", None

    def _one_token(self, value: str) -> tuple[Token, Tenant | None]:
        scheme, _, token = value.strip().partition(" ")
        asking = next((tenant for tenant in self.tenants if tenant.token == token.strip()), None)
        kind: Token
        if scheme.lower() not in ("bearer", ""):
            kind = "other scheme"
        elif not token:
            kind = "absent"
        elif asking is None:
            # A list of tokens may be read as one token, or as each of them.
            kind = "unclear" if "," in token else "invalid"
        else:
            # Letter case of the scheme and surplus blanks do not matter to HTTP.
            kind = "valid" if value == f"Bearer {token}" else "unclear"
        return kind, asking


def chosen_headers(request: httpx.Request) -> tuple[tuple[str, str], ...]:
    """Returns the headers, with names in lower case, that are not those of every request."""
    return tuple((name.lower(), value) for name, value in request.headers.multi_items() if name.lower() not in _USUAL)


def _account(emails: list[str], asking: Tenant) -> Account:
    match emails:
        case [] | [""]:
            return "absent"
        case [email] if email in asking.emails:
            return "configured"
        case [email] if email.strip().casefold() in {known.casefold() for known in asking.emails}:
            return "unclear"
        case [email]:
            return "not configured" if _ADDRESS.fullmatch(email) else "malformed"
        case _:
            return "unclear"

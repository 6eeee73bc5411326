"""The server under test, what is known about it, and how its requests read in the contract's words."""

from urllib.parse import parse_qs

import httpx
from attrs import field, frozen

from flowmusic_contract.rules.exchange import Account, Exchange, Question, Token

PATH = "/flowmusic/accounts/usage"

_SECONDS = 30
"""How long the target may take to connect, and between two bytes."""


@frozen
class Target:
    """A server: `base_url` is the part before the path; `emails` are accounts configured under `token`."""

    base_url: str
    token: str = field(repr=False)
    emails: tuple[str, ...]

    def connect(self) -> httpx.Client:
        """Returns a client for this target: it follows no redirect, and goes through no proxy to this machine."""
        is_local = httpx.URL(self.base_url).host in ("127.0.0.1", "::1", "localhost")
        return httpx.Client(timeout=_SECONDS, follow_redirects=False, trust_env=not is_local)

    def question(self, request: httpx.Request) -> Question:
        """Returns what the request, as it was really sent, asks of this target."""
        emails = parse_qs(request.url.query.decode("latin-1"), keep_blank_values=True).get("email", [])
        return Question(
            method=request.method,
            token=self._token(request.headers.get_list("authorization")),
            account=self._account(emails),
            email=emails[0] if len(emails) == 1 else None,
        )

    def _token(self, authorizations: list[str]) -> Token:
        if not authorizations:
            return "absent"
        if authorizations == [f"Bearer {self.token}"]:
            return "valid"
        # A scheme's letter case and surplus blanks do not matter to HTTP, so a server may accept them.
        return "unclear" if any(self.token in value for value in authorizations) else "invalid"

    def _account(self, emails: list[str]) -> Account:
        match emails:
            case [] | [""]:
                return "absent"
            case [email] if email in self.emails:
                return "configured"
            case [email] if email.strip().casefold() not in {known.casefold() for known in self.emails}:
                return "not configured"
            case _:
                return "unclear"


def exchange(target: Target, response: httpx.Response) -> Exchange:
    """Returns the response as an exchange with the target."""
    request = response.request
    query = "?email=…" if b"email=" in request.url.query else ""
    return Exchange(
        question=target.question(request),
        status=response.status_code,
        body=response.content,
        source=f"{request.method} {request.url.path}{query}  -> {response.status_code}",
    )

"""The endpoint without sockets or frameworks: a request in, a response out."""

import gzip
import json
import time
from calendar import timegm
from collections.abc import Callable
from datetime import datetime
from email.utils import formatdate
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import parse_qs, quote

from attrs import evolve, field, frozen

from flowmusic_contract.mock_server.encoding import encoded
from flowmusic_contract.mock_server.ledger import Account, Ledger, Version
from flowmusic_contract.mock_server.usage import UsageReport, usage_report

PATH = "/v1/flowmusic/accounts/usage"
"""The documented path on the mock server, whose base URL ends in `/v1`."""

_MOST_RESPONSES = 1000
"""The number of responses about accounts that are kept."""

Headers = tuple[tuple[str, str], ...]

_JSON: Headers = (("content-type", "application/json"),)


@frozen
class Request:
    """A request: the path decoded, the query raw, header names in lower case."""

    method: str
    path: str
    query: str
    headers: Headers
    http_version: str = "1.1"
    connection: str = field(default="", eq=False)
    """The client's end of the connection, such as `127.0.0.1:50412`; empty without a socket."""

    @classmethod
    def get(cls, email: str, *headers: tuple[str, str]) -> "Request":
        """Returns a GET request for an account, without a token."""
        return cls("GET", PATH, f"email={quote(email)}", headers)

    def header(self, name: str) -> list[str]:
        """Returns every value of a header; `name` is in lower case."""
        return self._values.get(name, [])

    @cached_property
    def _values(self) -> dict[str, list[str]]:
        values: dict[str, list[str]] = {}
        for name, value in self.headers:
            values.setdefault(name, []).append(value)
        return values

    def bearer_token(self) -> str | None:
        """Returns the token of the only `Authorization` header, if its scheme is Bearer in any letter case."""
        return self._token

    @cached_property
    def _token(self) -> str | None:
        match self.header("authorization"):
            case [value]:
                scheme, _, token = value.partition(" ")
                return token if scheme.lower() == "bearer" else None
            case _:
                return None

    def emails(self) -> list[str]:
        """Returns every non-empty value of the parameter `email`, decoded."""
        return self._emails

    @cached_property
    def _emails(self) -> list[str]:
        return parse_qs(self.query).get("email", [])

    def for_account(self, email: str) -> "Request":
        """Returns the same request for another account."""
        return evolve(self, query=f"email={quote(email)}")

    def authorized_by(self, token: str) -> "Request":
        """Returns the same request with this API token and no other."""
        others = tuple(pair for pair in self.headers if pair[0] != "authorization")
        return evolve(self, headers=(*others, ("authorization", f"Bearer {token}")))


@frozen(cache_hash=True)  # one response is often sent many times
class Response:
    """A response before it is sent. The server adds the content length."""

    status: int
    headers: Headers
    body: bytes
    delay: float = 0
    """Seconds before the response is sent."""
    truncated: bool = False
    """Whether the connection is closed halfway through the body."""
    reset: bool = False
    """Whether the connection is reset before anything is sent."""
    surplus: bytes = b""
    """What is sent after the end of the response, although the connection stays open."""

    @classmethod
    def of(cls, status: int, document: object, *headers: tuple[str, str]) -> "Response":
        """Returns a response whose body is the JSON of `document`."""
        return cls(status, (*_JSON, *headers), encoded(document))

    def with_json(self, document: object) -> "Response":
        """Returns the same response with another JSON document as its body."""
        return evolve(self, body=encoded(document))

    def with_fields(self, **fields: object) -> "Response":
        """Returns the same response with more members in its JSON object."""
        return self.with_json(self.json() | fields)

    def with_header(self, name: str, value: str) -> "Response":
        """Returns the same response with one more header."""
        headers = (*self.headers, (name, value))
        return Response(self.status, headers, self.body, self.delay, self.truncated, self.reset, self.surplus)

    def content(self) -> bytes:
        """Returns the body without its compression, if it has one."""
        return gzip.decompress(self.body) if ("content-encoding", "gzip") in self.headers else self.body

    def json(self) -> Any:
        """Returns the decoded content."""
        return json.loads(self.content())

    def dated(self, at: datetime | None = None) -> "Response":
        """Returns the same response with this time, or the current one, in the header `Date`, if it has none."""
        if "date" in dict(self.headers):
            return self
        # Not `timestamp`, which rounds the last microsecond of the year 9999 to the year 10000.
        return _dated(self, timegm(at.utctimetuple()) if at else int(time.time()))


@lru_cache(maxsize=16)  # one response is often sent many times in a second
def _dated(response: Response, second: int) -> Response:
    return response.with_header("date", _http_date(second))


@lru_cache(maxsize=1)
def _http_date(second: int) -> str:
    return formatdate(second, usegmt=True)


Handler = Callable[[Request], Response]

Change = Callable[[Handler], Handler]
"""From a server to a changed one, which may have state."""


@frozen
class _Known:
    """The response about an account, and what it was made from."""

    version: Version
    """The state of the account."""
    account: Account
    usage: UsageReport | None
    """The usage report, if it was computed."""
    response: Response


@frozen
class Api:
    """The documented endpoint over a ledger."""

    ledger: Ledger
    _last: dict[tuple[str, str], _Known] = field(factory=dict[tuple[str, str], _Known], init=False, repr=False)
    """The last responses, by token and email address."""

    def __call__(self, request: Request) -> Response:
        """Returns the response to a request."""
        if request.path != PATH:
            return _problem(404, "Not found")
        if request.method not in ("GET", "HEAD"):
            return _problem(405, "Method not allowed", ("allow", "GET, HEAD"))
        token, emails = request.bearer_token(), request.emails()
        if token is not None and len(emails) == 1:
            return self._of_account(token, emails[0])
        if token is None or not self.ledger.knows(token):
            return _unauthorized()
        return _problem(400, "Parameter email is required exactly once")

    def _of_account(self, token: str, email: str) -> Response:
        version = self.ledger.version(token, email)  # first: what another thread writes meanwhile is noticed next time
        last = self._last.get((token, email))
        if last and last.version == version:
            return last.response
        account = self.ledger.find(token, email)
        if account is None:
            return _problem(404, "Account is not configured") if self.ledger.knows(token) else _unauthorized()
        if len(self._last) >= _MOST_RESPONSES:
            self._last.clear()
        is_last_usable = last is not None and last.version.of_all == version.of_all
        self._last[token, email] = known = self._updated(version, account, last if is_last_usable else None)
        return known.response

    def _updated(self, version: Version, account: Account, last: _Known | None) -> _Known:
        if last and last.account == account:
            return _Known(version, account, last.usage, last.response)
        saved = self.ledger.saved_report(account) if account.has_saved_report else None
        if saved is not None:
            return _Known(version, account, None, Response(200, _JSON, saved))
        usage = usage_report(self.ledger, account, last.usage if last else None)
        return _Known(version, account, usage, Response(200, _JSON, usage.body))


def _unauthorized() -> Response:
    return _problem(401, "Unauthorized", ("www-authenticate", "Bearer"))


def _problem(status: int, error: str, *headers: tuple[str, str]) -> Response:
    # The docs page shows no error bodies. This form is the one of the API's other endpoints.
    return Response.of(status, {"error": error, "code": status}, *headers)

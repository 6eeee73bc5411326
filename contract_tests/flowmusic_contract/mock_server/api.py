"""What the mock server answers, free of sockets and frameworks: a request in, an answer out."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from attrs import evolve, frozen

from flowmusic_contract.mock_server.ledger import Ledger
from flowmusic_contract.mock_server.usage import account_usage

PATH = "/v1/flowmusic/accounts/usage"

Headers = tuple[tuple[str, str], ...]


@frozen
class Request:
    """A request as it came: the path decoded, the query raw, header names in lower case."""

    method: str
    path: str
    query: str
    headers: Headers

    def header(self, name: str) -> list[str]:
        """Returns every value of the header, which is named in lower case."""
        return [value for key, value in self.headers if key == name]

    def emails(self) -> list[str]:
        """Returns every non-empty value of the parameter `email`, decoded."""
        return parse_qs(self.query).get("email", [])

    def authorized_by(self, token: str) -> "Request":
        """Returns the same request with this token for its only one."""
        others = tuple(pair for pair in self.headers if pair[0] != "authorization")
        return evolve(self, headers=(*others, ("authorization", f"Bearer {token}")))


@frozen
class Answer:
    """A response before it is sent. The sender adds the content length."""

    status: int
    headers: Headers
    body: bytes
    seconds: float = 0
    """How long the server thinks before it sends."""
    is_cut: bool = False
    """Whether the connection is lost halfway through the body."""

    @classmethod
    def of(cls, status: int, document: object, *headers: tuple[str, str]) -> "Answer":
        """Returns the answer whose body is the JSON of `document`."""
        return cls(status, (("content-type", "application/json"), *headers), _encoded(document))

    def with_json(self, document: object) -> "Answer":
        """Returns the same answer with another JSON document for its body."""
        return evolve(self, body=_encoded(document))

    def json(self) -> Any:
        """Returns the body, decoded."""
        return json.loads(self.body)


def _encoded(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


Respond = Callable[[Request], Answer]


@frozen
class Api:
    """The documented endpoint over a ledger."""

    ledger: Ledger

    def __call__(self, request: Request) -> Answer:
        """Answers a request."""
        if request.path != PATH:
            return _problem(404, "Not found")
        if request.method not in ("GET", "HEAD"):
            return _problem(405, "Method not allowed", ("allow", "GET, HEAD"))
        token = _bearer_token(request)
        if token is None or not self.ledger.knows(token):
            return _problem(401, "Unauthorized", ("www-authenticate", "Bearer"))
        emails = request.emails()
        if len(emails) != 1:
            return _problem(400, "Parameter email is required exactly once")
        account = self.ledger.find(token, emails[0])
        if account is None:
            return _problem(404, "Account is not configured")
        with self.ledger.lock:
            return Answer.of(200, account_usage(self.ledger, account, emails[0]))


def _bearer_token(request: Request) -> str | None:
    match request.header("authorization"):
        case [value]:
            scheme, _, token = value.partition(" ")
            return token if scheme.lower() == "bearer" else None
        case _:
            return None


def _problem(status: int, error: str, *headers: tuple[str, str]) -> Answer:
    # The page shows no error bodies; the form is that of the API's other endpoints.
    return Answer.of(status, {"error": error, "code": status}, *headers)

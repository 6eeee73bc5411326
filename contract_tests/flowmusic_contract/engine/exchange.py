"""A request to a server and its raw response."""

import math
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

from attrs import evolve, field, frozen

from flowmusic_contract.engine.usage import Usage

_FIRST_YEAR, _LAST_YEAR = 1970, 9000
"""The years that a server's clock can show. One more day in either direction is still a date."""

TokenKind = Literal["valid", "invalid", "malformed", "other scheme", "absent", "unclear"]
AccountKind = Literal["configured", "not configured", "malformed", "absent", "unclear"]


@frozen
class RequestIntent:
    """What a request asks for. `unclear`: a server may read it in more than one way, so no status follows from it."""

    method: str = "GET"
    token: TokenKind = "unclear"
    account: AccountKind = "unclear"
    emails: tuple[str, ...] = ()
    """Every value of the parameter `email`, decoded."""
    accepts_encodings: bool = True
    """Whether it accepts any content encoding such as gzip."""
    chosen_headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """The headers that a client chooses, with names in lower case."""
    fingerprint: tuple[object, ...] = field(default=(), repr=False)
    """Equal for requests that ask for the same: version, method, path, parameters in any order, headers."""
    http_version: str = "1.1"
    has_documented_path: bool = True
    """Whether the path is written as documented, and not in another way that a server may read as the same."""
    also_right: frozenset[int] = frozenset()
    """The statuses that are right besides 200: 304 for a conditional request, and 206 for a range of bytes."""
    not_own_emails: tuple[str, ...] = ()
    """Of several values of `email`, those that name no account of the caller, if another one may."""
    names_only_others: bool = False
    """Whether each value of `email` is an address, and none is an account of the caller, whatever else is asked for."""

    @property
    def reportable_emails(self) -> tuple[str, ...]:
        """The values of the parameter `email` that a report may be for."""
        return tuple(email for email in self.emails if email not in self.not_own_emails)

    @property
    def is_documented(self) -> bool:
        """Whether it is GET at the documented path. Of other requests, no status is documented."""
        return self.method == "GET" and self.has_documented_path

    @property
    def has_documented_status(self) -> bool:
        """Whether the docs page says which status the response has: 200, 401 or 404."""
        is_clear = self.account in ("configured", "not configured")
        return self.is_documented and is_clear and self.token in ("valid", "invalid")

    @property
    def is_to_be_refused(self) -> bool:
        """Whether GET must not give a usage report: there is no valid token, or its tenant has no such account."""
        has_no_token = self.token in ("invalid", "malformed", "absent", "other scheme")
        is_of_others = self.account == "not configured" or self.names_only_others
        return has_no_token or (self.token == "valid" and is_of_others)


@frozen
class Transfer:
    """How a response came over the wire, or did not."""

    failure: str | None = None
    """Why there is no complete response; None if there is one."""
    seconds: float = 0
    seconds_allowed: float = math.inf
    surplus: int = 0
    """Bytes after the end of the response, on a connection that stays open."""
    misframed: str | None = None
    """What is wrong with the lines of its head, or with how it says where it ends."""
    failed_twice: bool = False
    """Whether the docs page documents the status of this request, and it got no complete response twice in a row."""

    @property
    def is_broken(self) -> bool:
        """Whether there is no complete response although there was time for it."""
        return self.failure is not None and self.seconds <= self.seconds_allowed


@frozen
class Exchange:
    """A request and its raw response."""

    intent: RequestIntent
    status: int
    """0 if there is no complete response."""
    headers: tuple[tuple[str, str], ...] | None = None
    """Names in lower case; None if only the body was saved."""
    body: bytes = field(default=b"", repr=False)
    transfer: Transfer = Transfer()
    sent_at: datetime = field(factory=lambda: datetime.now(UTC))
    tokens: tuple[str, ...] = field(default=(), repr=False)
    """Every token that the suite knows or sent: no response may contain one."""
    other_emails: tuple[str, ...] = field(default=(), repr=False)
    """The known accounts that were not requested: no response may name one."""
    source: str = ""
    """A request line or a file name, for people."""
    curl: str = field(default="", repr=False)
    """A command that sends the same request."""
    previous: str = field(default="", repr=False)
    """The source of the exchange right before, if no other request was sent at the same time."""
    is_put_off: bool = False
    """Whether the response asked to wait, and the request was sent again: no rule follows from its status."""
    usage: Usage | None = field(default=None, repr=False)
    """The decoded body of a 200 response to GET, if it has the documented shape."""

    def header(self, name: str) -> str | None:
        """Returns the value of a header; `name` is in lower case."""
        return next((value for key, value in self.headers or () if key == name), None)

    def put_off(self) -> "Exchange":
        """Returns the same exchange, to be judged as one whose response asked to wait."""
        intent = evolve(self.intent, token="unclear", account="unclear", fingerprint=())  # noqa: S106 - no token
        return evolve(self, intent=intent, is_put_off=True)

    @property
    def asks_to_wait(self) -> bool:
        """Whether the response asks for the same request later."""
        return self.status == 429 or (self.status == 503 and self.header("retry-after") is not None)

    @property
    def refuses_the_version(self) -> bool:
        """Whether the server does not support the version of HTTP of the request."""
        return self.status == 505 and self.intent.http_version != "1.1"

    @property
    def served_at(self) -> datetime | None:
        """The time that the server gives in the header `Date`; None if it is missing or implausible."""
        try:
            given = parsedate_to_datetime(self.header("date") or "")
            at = given.astimezone(UTC) if given.tzinfo else given.replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            return None
        return at if _FIRST_YEAR <= at.year <= _LAST_YEAR else None

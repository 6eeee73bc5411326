"""What rules judge: a server's exchange and its parts, all exchanges of a session, and a client's call."""

import math
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

from attrs import evolve, field, frozen

from flowmusic_contract.engine.decoding import Body
from flowmusic_contract.engine.document import Document
from flowmusic_contract.engine.expectation import ABSENT
from flowmusic_contract.engine.usage import Usage

_FIRST_YEAR, _LAST_YEAR = 1970, 9000
"""Of a server's clock. A day before or after is still a date."""

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
    """The statuses that are as right as 200: 304 if it asks for another version only, 206 if it asks for a part."""
    not_own_emails: tuple[str, ...] = ()
    """Of several values of `email`, those that name no account of the caller, if another one may."""

    @property
    def reportable_emails(self) -> tuple[str, ...]:
        """The values of the parameter `email` that a report may be for."""
        return tuple(email for email in self.emails if email not in self.not_own_emails)

    @property
    def is_documented(self) -> bool:
        """Whether it is GET at the documented path. Of other requests, no status is documented."""
        return self.method == "GET" and self.has_documented_path

    @property
    def is_to_be_refused(self) -> bool:
        """Whether GET must not give a usage report: there is no valid token, or its tenant has no such account."""
        has_no_token = self.token in ("invalid", "malformed", "absent", "other scheme")
        return has_no_token or (self.token, self.account) == ("valid", "not configured")


@frozen
class Transfer:
    """How a response came over the wire, or did not."""

    failure: str | None = None
    """Why there is no complete response; None if there is one."""
    seconds: float = 0
    seconds_allowed: float = math.inf
    surplus: int = 0
    """Bytes after the end of the response, on a connection that stays open."""


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
        """The time that the server gives in the header `Date`, or None if it gives none that can be true."""
        try:
            given = parsedate_to_datetime(self.header("date") or "")
            at = given.astimezone(UTC) if given.tzinfo else given.replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            return None
        return at if _FIRST_YEAR <= at.year <= _LAST_YEAR else None


@frozen
class ServedUsage:
    """A usage report of the documented shape, and the request that it answers."""

    usage: Usage = field(repr=False)
    emails: tuple[str, ...] = ()
    """The accounts that were requested; empty if that is not known."""
    sent_at: datetime = field(factory=lambda: datetime.now(UTC))
    served_at: datetime | None = None
    """The server's own time, if it gives one."""


@frozen
class Session:
    """All exchanges with one server, in order."""

    exchanges: tuple[Exchange, ...]


@frozen
class RecordedRequest:
    """One request of a client as it reached the wire."""

    method: str
    path: str
    emails: tuple[str, ...]
    """Every value of the parameter `email`, decoded."""
    authorizations: tuple[str, ...] = field(repr=False)
    """Every value of the header `Authorization`."""
    other_places_of_token: tuple[str, ...] = ()
    """Where else it contains the token: the path, the query, or a header by its name."""
    status: int = 0
    """The status of its response; 0 if that is not known."""
    is_final: bool = True
    """Whether its response is one after which there is no reason to send the request again."""
    has_body: bool = False
    """Whether its headers announce a body."""
    received_at: float = 0
    """When the server received it, in seconds of a clock that only goes forward."""
    answered_at: float = 0
    """When the server responded, by the same clock."""
    seconds_to_wait: float = 0
    """How long the response says to wait in `Retry-After`; 0 if it has no such header."""


@frozen
class ClientCall:
    """One call of a client: what it was asked to do, what it sent, what it was served and what it reported."""

    path: str
    email: str
    token: str = field(repr=False)
    requests: tuple[RecordedRequest, ...]
    """Its requests to the host that it was given."""
    served_status: int
    """The status of the last response; 0 if the client sent no request."""
    served_usage: object
    """The JSON of the last response, if that is a documented 200; otherwise ABSENT."""
    reported_status: object
    reported_usage: object
    """What the client printed, or ABSENT."""
    requests_elsewhere: tuple[RecordedRequest, ...] = ()
    """Its requests to another host."""
    is_response_broken: bool = False
    """Whether the 200 response breaks the contract, so that the client must reject it."""
    failure: str = ""
    """How the client failed, if it reported nothing."""
    timed_out: bool = False
    is_silent: bool = False
    """Whether it ended with exit code 0, as if all were well, although it reported nothing."""
    printed: bytes = field(default=b"", repr=False)
    """All that it printed to standard output and standard error, except a usage report."""
    case: str = ""
    source: str = ""

    @property
    def is_redirected(self) -> bool:
        """Whether the client was redirected to another URL."""
        return 300 <= self.served_status < 400

    @property
    def has_reported_usage(self) -> bool:
        """Whether the client reported a usage report."""
        return self.reported_usage is not ABSENT and self.reported_usage is not None


@frozen
class ConnectedRequest:
    """One request of a run, and the connection that it came over."""

    connection: str
    """The client's end of it, such as `127.0.0.1:50412`."""
    status: int
    """The status of its response."""
    is_closed: bool = False
    """Whether the server closed the connection after its response."""


@frozen
class ClientRun:
    """Calls that a client made in one process, one after the other."""

    calls: tuple[ClientCall, ...]
    requests: tuple[ConnectedRequest, ...]
    """The requests of all calls, in their order."""
    case: str = ""
    source: str = ""


def each_call(calls: Iterable[ClientCall | ClientRun]) -> Iterator[ClientCall]:
    """Yields every call, those of a run in their order."""
    for call in calls:
        yield from call.calls if isinstance(call, ClientRun) else (call,)


USUAL_EVIDENCE: dict[object, str] = {
    Transfer: "a request",
    Exchange: "a response",
    Body: "a 200 response",
    Document: "a 200 response with a JSON body",
    Usage: "a 200 response of the documented shape with events",
    ServedUsage: "a 200 response of the documented shape",
    Session: "two 200 responses of the documented shape for the same account",
    ClientCall: "a case of another kind",
    ClientRun: "a case of connections, which --many-calls runs",
}
"""What a check has to see before it can judge a rule about each subject."""

"""What rules judge besides an exchange: a usage report, all exchanges of a session, and the calls of a client."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from attrs import field, frozen

from flowmusic_contract.engine.decoding import Body
from flowmusic_contract.engine.document import Document
from flowmusic_contract.engine.exchange import Exchange, Transfer
from flowmusic_contract.engine.expectation import ABSENT
from flowmusic_contract.engine.usage import Usage


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
    """The status of the last response; 0 if the client got none."""
    served_usage: object
    """The JSON of the last response, if that is a documented 200; otherwise ABSENT."""
    reported_status: object
    reported_usage: object
    """What the client printed, or ABSENT."""
    requests_elsewhere: tuple[RecordedRequest, ...] = ()
    """Its requests to another host."""
    is_response_broken: bool = False
    """Whether the 200 response breaks the contract or is lost, so that the client must not report a usage report."""
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
    ClientCall: "a request from the client",
    ClientRun: "a case of connections, which --many-calls runs",
}
"""What a check has to see before it can judge a rule about each subject."""

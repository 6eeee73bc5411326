"""What rules are asked about: a server's exchange, all exchanges with it, and a client's call."""

import math
from datetime import UTC, datetime
from typing import Literal

from attrs import field, frozen

from flowmusic_contract.rules.expectation import ABSENT
from flowmusic_contract.rules.shape import Usage

Token = Literal["valid", "invalid", "other scheme", "absent", "unclear"]
Account = Literal["configured", "not configured", "malformed", "absent", "unclear"]


@frozen
class Question:
    """What was asked. `unclear` is what a server may read in more than one way, so no status follows from it."""

    method: str = "GET"
    token: Token = "unclear"
    account: Account = "unclear"
    emails: tuple[str, ...] = ()
    """Every value of the parameter `email`, decoded."""
    key: tuple[object, ...] = field(default=(), repr=False)
    """Equal for requests that ask the same: method, parameters in any order, authorization."""


@frozen
class Delivery:
    """How an answer came over the wire, or did not."""

    failure: str | None = None
    """Why there is no complete answer, if there is none."""
    seconds: float = 0
    """How long it took."""
    seconds_allowed: float = math.inf


@frozen
class Exchange:
    """A question and its raw answer."""

    question: Question
    status: int
    """0 if there is no complete answer."""
    headers: tuple[tuple[str, str], ...] | None = None
    """Names in lower case; None if only the body was kept."""
    body: bytes = field(default=b"", repr=False)
    delivery: Delivery = Delivery()
    asked_at: datetime = field(factory=lambda: datetime.now(UTC))
    tokens: tuple[str, ...] = field(default=(), repr=False)
    """Every token that the suite knows or sent: no answer may repeat one."""
    other_emails: tuple[str, ...] = field(default=(), repr=False)
    """The known accounts that were not asked for: no answer may name one."""
    source: str = ""
    """Where it comes from, for people: a request line or a file name."""
    curl: str = field(default="", repr=False)
    """A command that asks the same again."""
    usage: Usage | None = field(default=None, repr=False)
    """The decoded body, where it is a well-formed usage of status 200."""

    def header(self, name: str) -> str | None:
        """Returns the value of the header, which is named in lower case."""
        return next((value for key, value in self.headers or () if key == name), None)


@frozen
class Dialogue:
    """All exchanges with one server, in the order they were asked."""

    exchanges: tuple[Exchange, ...]


@frozen
class Sent:
    """One request as it reached the wire."""

    method: str
    path: str
    emails: tuple[str, ...]
    """Every value of the parameter `email`, decoded."""
    authorizations: tuple[str, ...] = field(repr=False)
    """Every value of the header `Authorization`."""
    is_final: bool = True
    """Whether its answer is a documented one, after which there is nothing to ask again."""


@frozen
class Call:
    """One call of a client: what it was told to ask, what it sent, what it was answered, what it made of that."""

    path: str
    email: str
    token: str = field(repr=False)
    sent: tuple[Sent, ...]
    """Its requests to the host that it was told to ask."""
    answered_status: int
    """Of the last answer to these; 0 if it asked nothing."""
    answered_usage: object
    """The JSON of the answer, if it was a 200 and is not broken."""
    told_status: object
    told_usage: object
    """What the client says the status and the usage are, or ABSENT."""
    elsewhere: tuple[Sent, ...] = ()
    """Its requests to another host."""
    is_answer_broken: bool = False
    """Whether the answer, though a 200, is none that the spec documents."""
    failure: str = ""
    """How the client failed, if it told nothing."""
    is_late: bool = False
    """Whether it told nothing for so long that it was ended."""
    case: str = ""
    source: str = ""

    @property
    def is_redirected(self) -> bool:
        """Tells whether the client was sent to another place."""
        return 300 <= self.answered_status < 400

    @property
    def has_told_usage(self) -> bool:
        """Tells whether the client says that there is a usage."""
        return self.told_usage is not ABSENT and self.told_usage is not None

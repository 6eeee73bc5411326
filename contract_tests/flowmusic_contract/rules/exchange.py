"""What rules are asked about: a server's exchange, and a client's call."""

from typing import Literal

from attrs import field, frozen

from flowmusic_contract.rules.shape import Usage

Token = Literal["valid", "invalid", "absent", "unclear"]
Account = Literal["configured", "not configured", "absent", "unclear"]


@frozen
class Question:
    """What was asked. `unclear` is what a server may read in more than one way, so nothing follows from it."""

    method: str = "GET"
    token: Token = "unclear"
    account: Account = "unclear"
    email: str | None = None


@frozen
class Exchange:
    """A question and its answer; `usage` is the decoded body, where it is a well-formed usage of status 200."""

    question: Question
    status: int
    body: bytes = field(repr=False)
    source: str = ""
    """Where it comes from, for people: a request line or a file name."""
    usage: Usage | None = field(default=None, repr=False)


@frozen
class Sent:
    """One request as it reached the wire."""

    method: str
    path: str
    emails: tuple[str, ...]
    """Every value of the parameter `email`, decoded."""
    authorizations: tuple[str, ...] = field(repr=False)
    """Every value of the header `Authorization`."""


@frozen
class Call:
    """One call of a client: what it was told to ask, what it sent, what it was answered, what it made of that."""

    path: str
    email: str
    token: str = field(repr=False)
    sent: tuple[Sent, ...]
    answered_status: int
    answered_usage: object
    """The JSON of the answer, if it was a 200."""
    told_status: object
    told_usage: object
    """What the client says the status and the usage are, or ABSENT."""
    source: str = ""

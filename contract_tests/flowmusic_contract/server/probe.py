"""A directed request, and the parts that several kinds of probes share."""

from urllib.parse import quote

from attrs import field, frozen

from flowmusic_contract.server.target import ENDPOINT

Headers = tuple[tuple[str, str], ...]


@frozen
class Probe:
    """A request: the raw query, its headers, its path below the base URL, and if it may be sent to a live server."""

    query: str = field(repr=False)
    headers: Headers = field(repr=False)
    method: str = "GET"
    path: str = ENDPOINT
    before: str = ""
    """What comes before the path of the base URL."""
    is_absolute: bool = False
    """Whether the request line has the whole URL, as for a proxy."""
    body: bytes = field(default=b"", repr=False)
    http_version: str = "1.1"
    is_live_safe: bool = True
    note: str = ""
    """What is special about the request and cannot be seen in its URL, for people. It contains no token."""
    has_made_up_token: bool = False
    """Whether its token can be shown, because it has nothing of a real one."""
    without: tuple[str, ...] = ()
    """The headers that it does not have, although every other request has them."""


def get(
    email: str, token: str | None, *, note: str = "", is_live_safe: bool = True, has_made_up_token: bool = False
) -> Probe:
    """Returns a request for an account."""
    return Probe(
        email_query(email),
        bearer(token) if token else (),
        note=note,
        is_live_safe=is_live_safe,
        has_made_up_token=has_made_up_token,
    )


def email_query(email: str) -> str:
    """Returns the query that names an account."""
    return f"email={quote(email, safe='@')}"


def bearer(token: str) -> Headers:
    """Returns the header with a token."""
    return (("Authorization", f"Bearer {token}"),)

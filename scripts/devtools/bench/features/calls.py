"""The calls that a process makes with one client, and how each of them ended."""

from enum import StrEnum

from attrs import field, frozen

TOKEN = "mock:00003-features"
"""The API token of every client. No other text contains it."""

MARKER = "marker-5f0c2a"
"""What a response contains where a row looks for it again: as a request ID, or in a field that is not documented."""

PATIENCE = 10
"""Seconds after which a call counts as waiting."""


class Setting(StrEnum):
    """What a client is made with."""

    DEFAULT = "default"
    ASYNCIO = "asyncio"
    """Like `DEFAULT`, for calls with asyncio."""
    RETRIES = "retries"
    """Repeats a request twice."""
    STRICT = "strict"
    """Checks types."""
    OWN_HTTP = "own HTTP client"
    """Sends through an HTTP client that adds `OWN_HEADER`."""


OWN_HEADER = "x-own-http-client"


class Surroundings(StrEnum):
    """What a process has in addition to the client."""

    PLAIN = "plain"
    """No environment variables except those that Python needs."""
    VARIABLES = "variables"
    """Any variable whose name has the word KEY or TOKEN is the API token, and any with the word LOG is `debug`."""
    DEBUG_LOG = "debug log"
    """Like `VARIABLES`; the root logger also writes everything to standard error."""


@frozen
class Call:
    """A call for one account."""

    name: str
    """The part of the email address before the at sign."""
    setting: Setting = field(converter=Setting)
    has_token: bool
    """Whether the client is given the token."""
    is_reachable: bool
    """Whether a server listens."""

    @property
    def email(self) -> str:
        """The email address of the account."""
        return f"{self.name}@example.com"


class End(StrEnum):
    """How a call ended."""

    RETURNED = "returned"
    RAISED = "raised"
    WAITING = "waiting"
    """It did not end within `PATIENCE`."""
    UNSUPPORTED = "unsupported"
    """The client does not have the setting."""


@frozen(kw_only=True)
class Outcome:
    """How a call ended, as seen in its process."""

    end: End = field(converter=End)
    class_name: str = ""
    """The class of what was returned or raised."""
    package: str = ""
    """The top package that defines this class."""
    is_own: bool = False
    """Whether that is the client's package."""
    text: str = ""
    """What Python prints about an error, with its causes."""
    has_marker: bool = False
    """Whether the marker can be reached from what was returned or raised."""
    client: str = ""
    """The `repr` of the client."""
    time_limits: tuple[float | None, ...] = field(default=(), converter=tuple[float | None, ...])
    """The most seconds that the socket waited for the last part of the response; None means without a limit."""

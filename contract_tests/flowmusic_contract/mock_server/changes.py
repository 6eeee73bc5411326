"""Changes of the mock server that a test chooses while it runs: faults, variations, other statuses, delays."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from http import HTTPStatus
from threading import RLock
from typing import Any, Literal

from attrs import define, evolve, field, frozen

from flowmusic_contract.mock_server.api import Change, Handler, Request, Response
from flowmusic_contract.mock_server.values import number, printable, shown, whole

Catalogue = Callable[[], Mapping[str, Change]]
"""Returns the faults and variations that can be chosen by their id. They are loaded when one is chosen."""

BODILESS = (204, 205, 304)

_USUAL = 200
"""The status that means the usual response."""

Kind = Literal["fault", "variation"]

_VARIATIONS = "variations."
"""How the ids of the variations begin; every other change of the catalogue is a fault."""

_MOST_TIMES = 1_000_000_000
_LONGEST_DELAY = 3600
_LOST = {"reset": "connection reset", "truncated": "response truncated"}


class UnknownChangeError(ValueError):
    """A change that does not exist; the message is one line."""


@define
class Chosen:
    """A change that is in effect, how many more requests it changes, and how many responses it has changed."""

    name: str
    remaining: int | None
    """None means without limit."""
    met: int = 0


@define
class Changes:
    """The changes that are in effect, the newest on top. Requests are handled one at a time while there are any."""

    correct: Handler
    catalogue: Catalogue = field(default=dict[str, Change], repr=False)
    chosen: list[Chosen] = field(factory=list[Chosen], init=False)
    _handler: Handler = field(init=False, repr=False)
    _lock: RLock = field(factory=RLock, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._handler = self.correct

    def respond(self, request: Request) -> tuple[Response, bool]:
        """Returns the response of the changed server, and whether a change was met."""
        if not self.chosen:
            return self.correct(request), False
        with self._lock:
            before = self._met()
            response = self._handler(request)
            return response, self._met() > before

    def _met(self) -> int:
        return sum(chosen.met for chosen in self.chosen)

    def choose(self, name: str, times: int | None = None, kind: Kind | None = None) -> Chosen:
        """Puts a fault or a variation into effect, for the next requests or without limit.

        Raises:
            UnknownChangeError: if there is no such fault or variation.
            TypeError: if `times` is not a whole number.
            ValueError: if `times` is less than 1.
        """
        return self.apply(name, self.find(name, kind), times)

    def cause(self, trouble: "Trouble", times: int | None = None) -> Chosen:
        """Puts ordinary trouble into effect, for the next requests or without limit."""
        return self.apply(trouble.name, trouble, times)

    def apply(self, name: str, change: Change, times: int | None = None) -> Chosen:
        """Puts a change that is not in the catalogue into effect."""
        chosen = Chosen(name, None if times is None else whole("times", times, 1, _MOST_TIMES))
        with self._lock:
            self._handler = _counting(chosen, change, self._handler)
            self.chosen.append(chosen)
        return chosen

    def find(self, name: str, kind: Kind | None = None) -> Change:
        """Returns a fault or a variation of the catalogue; `kind` allows only one of the two.

        Raises:
            UnknownChangeError: if there is no such fault or variation.
        """
        known = self.catalogue()
        if name not in known:
            shown = str(name)[:100]
            near = "".join(f"; did you mean {id_}?" for id_ in get_close_matches(shown, known, n=1))
            raise UnknownChangeError(f"no {kind or 'fault or variation'} {shown}{near}")
        if kind not in (None, _kind(name)):
            raise UnknownChangeError(f"{name} is a {_kind(name)}, not a {kind}")
        return known[name]

    def clear(self) -> None:
        """Ends every change."""
        with self._lock:
            self.chosen.clear()
            self._handler = self.correct


def _kind(name: str) -> Kind:
    return "variation" if name.startswith(_VARIATIONS) else "fault"


def _counting(chosen: Chosen, change: Change, below: Handler) -> Handler:
    responses: list[Response] = []

    def recorded(request: Request) -> Response:
        responses.append(below(request))
        return responses[-1]

    changed = change(recorded)

    def handle(request: Request) -> Response:
        if chosen.remaining == 0:
            return below(request)
        if chosen.remaining is not None:
            chosen.remaining -= 1
        responses.clear()
        response = changed(request)
        if not responses or response != responses[-1]:
            chosen.met += 1
        return response

    return handle


def _status(value: Any) -> int | None:
    return None if value is None else whole("status", value, 200, 999)


def _delay(value: Any) -> float | None:
    return None if value is None else number("delay", value, 0, _LONGEST_DELAY)


def _lost(value: Any) -> str | None:
    if value is not None and value not in _LOST:
        raise ValueError(f"lost: expected {' or '.join(_LOST)}, got {shown(value)}")
    return None if value is None else str(value)


def _retry_after(value: Any) -> str | None:
    if value is None:
        return None
    return printable("retry_after", value if isinstance(value, str) else str(whole("retry_after", value, 0, 2**31)))


@frozen
class Trouble:
    """Ordinary trouble: every response has another status, or comes late, or its connection is lost.

    The status 200 means the usual response.

    Raises:
        TypeError: if a value is of a wrong type.
        ValueError: if a value is out of its range.
    """

    status: int | None = field(default=None, converter=_status)
    delay: float | None = field(default=None, converter=_delay)
    lost: str | None = field(default=None, converter=_lost)
    """`reset` before the response, or `truncated` within it."""
    retry_after: str | None = field(default=None, converter=_retry_after)
    """The header `Retry-After`: a time, or a number of seconds."""

    def __attrs_post_init__(self) -> None:
        if self.status is None and self.delay is None and self.lost is None:
            raise ValueError("expected a status, a delay or a lost connection")
        if self.retry_after is not None and self.status is None:
            raise ValueError("retry_after: needs a status")

    @property
    def name(self) -> str:
        """What it does, in a few words."""
        status = "" if self.status is None else f"status {self.status}"
        delay = "" if self.delay is None else f"delay of {self.delay:g} s"
        return ", ".join(filter(None, (status, delay, _LOST.get(self.lost or ""))))

    def __call__(self, handler: Handler) -> Handler:
        """Returns the changed server."""

        def handle(request: Request) -> Response:
            if self.lost == "reset":
                return Response(500, (), b"", self.delay or 0, reset=True)
            if self.status is None or self.status == _USUAL:
                response = handler(request)
            else:
                response = error_response(self.status, self.retry_after)
            delay = max(response.delay, self.delay or 0)
            return evolve(response, delay=delay, truncated=response.truncated or self.lost == "truncated")

        return handle


def error_response(status: int, retry_after: str | None = None) -> Response:
    """Returns a response with this status, in the form of the API's other errors."""
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "The account is in error state" if status == 596 else "Error"
    if status == 429 and retry_after is None:
        retry_after = "1"
    headers = [("retry-after", retry_after)] if retry_after is not None else []
    if status in BODILESS:
        return Response(status, tuple(headers), b"")
    return Response.of(status, {"error": phrase, "code": status}, *headers)

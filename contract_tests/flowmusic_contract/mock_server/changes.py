"""The changes of the mock server that are in effect: faults, variations and ordinary trouble."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from threading import RLock
from typing import Literal

from attrs import define, field

from flowmusic_contract.mock_server.api import Change, Handler, Request, Response
from flowmusic_contract.mock_server.trouble import Trouble
from flowmusic_contract.mock_server.values import whole_number

Catalogue = Callable[[], Mapping[str, Change]]
"""Returns the faults and variations that can be chosen by their id. They are loaded when one is chosen."""

Kind = Literal["fault", "variation"]

_VARIATIONS = "variations."
"""How the ids of the variations begin; every other change of the catalogue is a fault."""

_MOST_TIMES = 1_000_000_000


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

    def cause(self, trouble: Trouble, times: int | None = None) -> Chosen:
        """Puts ordinary trouble into effect, for the next requests or without limit."""
        return self.apply(trouble.name, trouble, times)

    def apply(self, name: str, change: Change, times: int | None = None) -> Chosen:
        """Puts a change that is not in the catalogue into effect."""
        chosen = Chosen(name, None if times is None else whole_number("times", times, 1, _MOST_TIMES))
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
            start = str(name)[:100]
            near = "".join(f"; did you mean {id_}?" for id_ in get_close_matches(start, known, n=1))
            raise UnknownChangeError(f"no {kind or 'fault or variation'} {start}{near}")
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
    """Returns the changed server, which counts how many requests it has changed, and leaves the others to `below`."""
    responses: list[Response] = []
    """Those of `below` to the request that is handled."""

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

"""What is kept of an exchange once it is judged: only what the rules on the session compare."""

from hashlib import sha256
from typing import Any, cast

from attrs import define, evolve, field

from flowmusic_contract.engine.exchange import Exchange
from flowmusic_contract.engine.refusals import without_addresses
from flowmusic_contract.engine.usage import Usage

_SMALL = 64_000
"""A refusal of up to this many bytes is kept unchanged."""

MOST_BYTES = 512_000_000
"""Bytes of different events that are kept; a report beyond that is compared with no other."""


@define
class Compaction:
    """Lets equal reports share one report, and equal events of different reports one event."""

    most_bytes: int = MOST_BYTES
    _unshared: list[Usage] = field(factory=list, init=False)
    """The first report, until a second one comes: most sessions have only one, and sharing its events takes time."""
    _usages: dict[bytes, Usage | None] = field(factory=dict, init=False)
    _sizes: set[int] = field(factory=set, init=False)
    """The sizes of the bodies of these reports: a digest of another body is not computed."""
    _events: dict[tuple[object, ...], Any] = field(factory=dict, init=False)
    _kept_bytes: float = field(default=0, init=False)

    def known(self, body: bytes) -> Usage | None:
        """Returns the report of these bytes, if an exchange with them was compacted and its report is kept."""
        return self._usages.get(sha256(body).digest()) if len(body) in self._sizes else None

    def compact(self, exchange: Exchange) -> Exchange:
        """Returns a judged exchange with as little as the rules on the session need."""
        if exchange.usage is not None:
            return evolve(exchange, usage=self._usage(exchange.usage, exchange.body), body=b"")
        return evolve(exchange, body=_refusal(exchange) if exchange.intent.is_to_be_refused else b"")

    def _usage(self, usage: Usage, body: bytes) -> Usage | None:
        digest = sha256(body).digest()
        if digest not in self._usages:
            self._sizes.add(len(body))
            events, new = self._shared_events(usage) if self._usages else (usage["events"], 1.0)
            self._kept_bytes += len(body) * new
            is_kept = self._kept_bytes <= self.most_bytes
            self._usages[digest] = cast("Usage", {**usage, "events": events}) if is_kept else None
            self._unshared = [usage] if len(self._usages) == 1 else []
        return self._usages[digest]

    def _shared_events(self, usage: Usage) -> tuple[list[Any], float]:
        """Returns the events of a report, known ones in place of equal ones, and the part of them that is new."""
        for earlier in self._unshared:
            self._known_or_new(earlier)
        known = len(self._events)
        events = self._known_or_new(usage)
        return events, (len(self._events) - known) / len(events) if events else 1

    def _known_or_new(self, usage: Usage) -> list[Any]:
        return [self._event(cast("dict[str, Any]", event)) for event in usage["events"]]

    def _event(self, event: dict[str, Any]) -> dict[str, Any]:
        try:
            known: dict[str, Any] = self._events.setdefault((*event, *event.values()), event)
        except TypeError:  # an undocumented field with an array or object
            return event
        return known


def _refusal(exchange: Exchange) -> bytes:
    if len(exchange.body) <= _SMALL:
        return exchange.body
    return sha256(without_addresses(exchange)).digest()

"""Sends requests to one target within limits of time, size and rate. Every failure is an exchange as well."""

import math
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import chain
from threading import Barrier, Lock

import httpx
from attrs import define, evolve, field

from flowmusic_contract.engine.exchange import Exchange, RequestIntent, Transfer
from flowmusic_contract.engine.retry_after import seconds_to_wait
from flowmusic_contract.errors import CannotRunError
from flowmusic_contract.server.all_probes import all_probes
from flowmusic_contract.server.connection import Connection, OtherProtocolError, Received
from flowmusic_contract.server.header_probes import repeated_headers
from flowmusic_contract.server.limits import Limits
from flowmusic_contract.server.outgoing import OutgoingRequest, request_of
from flowmusic_contract.server.probe import Headers, Probe
from flowmusic_contract.server.target import Target
from flowmusic_contract.server.tenant_probes import concurrent_probes
from flowmusic_contract.server.variables import PROXY_VARIABLES

_MAX_WAITS = 5
"""How often the session waits and sends the same request again."""

_MAX_WAITS_IN_ALL = 100

_USUAL_WAIT = 1.0
"""Seconds that the session waits if the response does not say how long."""

_MAX_WAIT = 60.0
"""Seconds that the session waits at most, whatever the response says."""

_AT_ONCE, _SLOW = 8, 4
"""The number of requests at the same time, and that for a server that may respond to one at a time, and slowly."""

_QUICK = 0.25
"""Seconds. A server that takes longer for its first response is slow."""

_MOST_HANGING = 6
"""The number of kinds of requests that may get no response in time. Then only kinds are sent that got one before."""

_NOT_CONNECTED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError, OtherProtocolError)
"""What says of the first request that there is no server to check."""

_UNREACHABLE = "Is the server running, and is the base URL right?"
_REFUSED_BY_PROXY = f"This is the answer of the proxy in {PROXY_VARIABLES}"
_OTHER_PROTOCOL = "what responds there does not speak HTTP/1.1. Is the base URL right, with http or https and the port?"
_UNTRUSTED = "To trust a certificate of your own, set SSL_CERT_FILE to the file that has it"

_SHOWN_BYTES = re.compile(r":? *(bytearray\()?\bb['\"].*", re.DOTALL)
"""The bytes that an error of httpx is about, at the end of its message. They may be part of a report."""


class UnreachableError(CannotRunError):
    """The target does not respond at all, or refuses to continue; the message says why."""


@define
class ProbeSession:
    """Sends requests to one target over one connection and keeps to the limits."""

    target: Target
    connection: Connection
    limits: Limits = field(factory=Limits)
    on_progress: Callable[[int], None] = lambda _: None
    sent: int = field(default=0, init=False)
    not_sent: Counter[str] = field(factory=Counter, init=False)
    """How many requests were not sent, by the reason."""
    _last: str = field(default="", init=False)
    """The source of the last exchange."""
    _lock: Lock = field(factory=Lock, init=False)
    _next_at: float = field(default=0.0, init=False)
    _waits: int = field(default=0, init=False)
    _hanging: set[object] = field(factory=set, init=False)
    """The kinds of requests that got no response in time."""
    _answered: set[object] = field(factory=set, init=False)
    """The kinds of requests that got a response in time."""
    _started: float = field(factory=time.monotonic, init=False)

    def run(self) -> Iterator[Exchange]:
        """Sends every probe within the limits, and yields the exchanges.

        Raises:
            UnreachableError: if the target cannot be connected to, or responds with 429 too often.
        """
        first_headers: Headers = ()
        first_seconds = math.inf
        planned = self.planned()
        for probe in planned:
            exchanges = self.send_within_limits(request_of(probe, self.target))
            yield from exchanges
            if probe == planned[0] and exchanges:
                first_headers, first_seconds = exchanges[-1].headers or (), exchanges[-1].transfer.seconds
        for probe in self._allowed(repeated_headers(self.target, first_headers)):
            yield from self.send_within_limits(request_of(probe, self.target))
        if not self.limits.live_safe:
            yield from self._together(_SLOW if first_seconds > _QUICK else _AT_ONCE)
            # What vanished only while the server was busy is back.
            yield from self.send_within_limits(request_of(planned[0], self.target))

    def _together(self, number: int) -> Iterator[Exchange]:
        """Sends the requests of several callers, this number of them at the same time, and yields the exchanges."""
        barrier = Barrier(number)
        remark = f", at the same time as {number - 1} other requests"

        def send(request: OutgoingRequest) -> list[Exchange]:
            self.connection.gather(barrier)
            exchanges = self.send_within_limits(request)
            return [evolve(each, source=each.source + remark, previous="") for each in exchanges]

        requests = [request_of(probe, self.target) for probe in concurrent_probes(self.target)]
        with ThreadPoolExecutor(number) as pool:
            yield from chain.from_iterable(pool.map(send, requests))
        self._last = ""

    def send_within_limits(self, request: OutgoingRequest) -> list[Exchange]:
        """Sends one request and returns the exchange, after those whose responses asked to wait.

        Sends nothing if no time is left, or if similar requests got no response in time.
        """
        if self.is_out_of_time(not_sent=1):
            return []
        kind = _kind_of(request.intent)
        if kind in self._hanging or (len(self._hanging) >= _MOST_HANGING and kind not in self._answered):
            with self._lock:
                self.not_sent["similar requests got no response in time"] += 1
            return []
        exchanges = self._send_until_answered(request)
        is_hanging = math.isinf(exchanges[-1].transfer.seconds)
        kinds = self._hanging if is_hanging else self._answered
        kinds.add(kind)
        return exchanges

    def is_out_of_time(self, *, not_sent: int) -> bool:
        """Returns whether no time is left; if so, this number of requests is counted as not sent."""
        if self._seconds_left() > 0:
            return False
        with self._lock:
            self.not_sent[f"no time was left after {self.limits.total_seconds:g} s (--max-seconds)"] += not_sent
        return True

    def planned(self) -> list[Probe]:
        """Returns the probes that the limits allow."""
        return self._allowed(all_probes(self.target, self.limits.seed))

    def _allowed(self, probes: Iterable[Probe]) -> list[Probe]:
        return [probe for probe in probes if probe.is_live_safe or not self.limits.live_safe]

    def send(self, request: OutgoingRequest) -> Exchange:
        """Sends one request; waits and sends it again after 429, or after 503 with `Retry-After`."""
        return self._send_until_answered(request)[-1]

    def _send_until_answered(self, request: OutgoingRequest) -> list[Exchange]:
        earlier: list[Exchange] = []
        while True:
            *lost, exchange = self._send_or_resend(request)
            earlier += lost
            with self._lock:
                self._waits += exchange.asks_to_wait
                waits = sum(each.is_put_off for each in earlier)
                are_too_many = waits >= _MAX_WAITS or self._waits > _MAX_WAITS_IN_ALL
                is_refused = are_too_many or self._seconds_left() <= 0
            self.on_progress(self.sent)
            # A server that stays unavailable is judged by that.
            if not exchange.asks_to_wait or (is_refused and exchange.status == 503):
                return [*earlier, exchange]
            if is_refused:
                raise UnreachableError(
                    f"{self.target.base_url} keeps responding with 429; try again later, or with a lower --rate"
                )
            earlier.append(exchange.put_off())
            time.sleep(max(0.0, min(_seconds_to_wait(exchange), _MAX_WAIT, self._seconds_left())))

    def _send_or_resend(self, request: OutgoingRequest) -> list[Exchange]:
        """Sends one request, and once more if its status is documented and its connection is lost.

        Two failures in a row are one exchange.
        """
        exchange = self._send_in_turn(request)
        if not (exchange.transfer.is_broken and request.intent.has_documented_status):
            return [exchange]
        again = self._send_in_turn(request)
        if again.transfer.is_broken:
            return [evolve(again, transfer=evolve(again.transfer, failed_twice=True))]
        return [exchange, again]

    def _send_in_turn(self, request: OutgoingRequest) -> Exchange:
        self._throttle()
        exchange = self.send_once(request)
        with self._lock:
            self.sent += 1
            previous, self._last = self._last, exchange.source
        return evolve(exchange, previous=previous)

    def _seconds_left(self) -> float:
        if self.limits.total_seconds is None:
            return math.inf
        return self._started + self.limits.total_seconds - time.monotonic()

    def _throttle(self) -> None:
        if self.limits.rate:
            with self._lock:
                now = time.monotonic()
                turn = max(now, self._next_at)
                self._next_at = turn + 1 / self.limits.rate
            time.sleep(turn - now)

    def send_once(self, request: OutgoingRequest) -> Exchange:
        """Sends one request, whatever the response asks for."""
        sent_at, started = datetime.now(UTC), time.monotonic()
        failure, timed_out = None, False
        try:
            received = self.connection.receive(request.http)
        except (httpx.HTTPError, httpx.InvalidURL) as error:  # the latter from a `Location` that is not a URL
            if self.sent == 0 and isinstance(error, _NOT_CONNECTED):
                problem = f"{self.target.base_url}: {_reason(error)}"
                raise UnreachableError(problem) from error
            received = Received(0, (), b"")
            failure = _SHOWN_BYTES.sub("", str(error)) or type(error).__name__
            timed_out = isinstance(error, httpx.TimeoutException)
        # A request that timed out took longer than allowed, whatever the clock says.
        seconds = math.inf if timed_out else time.monotonic() - started
        return Exchange(
            intent=request.intent,
            status=received.status,
            headers=received.headers,
            body=received.body,
            transfer=Transfer(failure, seconds, self.limits.seconds, received.surplus, received.misframed),
            sent_at=sent_at,
            tokens=self.target.recognizable_tokens,
            other_emails=request.other_emails,
            source=f"{request.line}  -> {received.status or 'no complete response'}",
            curl=request.curl,
        )


def _reason(error: Exception) -> str:
    if isinstance(error, OtherProtocolError):
        return _OTHER_PROTOCOL
    hint = _UNTRUSTED if "CERTIFICATE_VERIFY_FAILED" in str(error) else _UNREACHABLE
    return f"{error or type(error).__name__}. {_REFUSED_BY_PROXY if isinstance(error, httpx.ProxyError) else hint}"


def _kind_of(intent: RequestIntent) -> tuple[object, ...]:
    """Returns what requests have in common that a server is likely to treat alike."""
    return (
        intent.method,
        intent.has_documented_path,
        intent.token,
        intent.account,
        intent.emails if intent.account == "configured" else (),
    )


def _seconds_to_wait(exchange: Exchange) -> float:
    seconds = seconds_to_wait(exchange.header("retry-after") or "")
    return _USUAL_WAIT if seconds is None else seconds

"""How a server is asked: within limits of time, size and rate, and so that every failure is an exchange, too."""

import math
import shlex
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from threading import Lock
from typing import Any
from urllib.parse import unquote

import httpx
from attrs import define, field, frozen

from flowmusic_contract.probes import Probe, concurrent_probes, probes
from flowmusic_contract.rules.exchange import Delivery, Exchange
from flowmusic_contract.target import PATH, Target, chosen_headers

_MANY_429 = 5
_LONGEST_WAIT = 60.0


class UnreachableError(Exception):
    """The target gave no answer at all, or will not answer any more; says why."""


@frozen
class Limits:
    """What a run may cost, of both sides."""

    seconds: float = 10
    """How long one answer may take."""
    megabytes: float = 512
    """How large one answer may be."""
    rate: float | None = None
    """Requests per second at the most; None is as fast as they are answered."""
    live_safe: bool = False
    """Send nothing but harmless GETs, one at a time."""


@define
class Asker:
    """Asks one target, over one HTTP client, and keeps to the limits."""

    target: Target
    http: httpx.Client
    limits: Limits = Limits()
    on_progress: Callable[[int], None] = lambda _: None
    asked: int = field(default=0, init=False)
    _turns: Lock = field(factory=Lock, init=False)
    _next_at: float = field(default=0.0, init=False)
    _refused: int = field(default=0, init=False)

    def ask_all(self) -> Iterator[Exchange]:
        """Sends every probe and yields the exchanges.

        Raises:
            UnreachableError: if the target cannot be connected to, or answers 429 too often.
        """
        for probe in self.planned():
            yield self.ask(probe)
        if not self.limits.live_safe:
            with ThreadPoolExecutor(max_workers=4) as pool:
                yield from pool.map(self.ask, concurrent_probes(self.target))

    def planned(self) -> list[Probe]:
        """Returns the probes that the limits let through."""
        return [probe for probe in probes(self.target) if probe.is_live_safe or not self.limits.live_safe]

    def ask(self, probe: Probe) -> Exchange:
        """Sends one probe; waits and asks again where the target answers 429."""
        request = self.http.build_request(
            probe.method, f"{self.target.base_url}{PATH}?{probe.query}", headers=list(probe.headers)
        )
        return self.send(request)

    def send(self, request: httpx.Request) -> Exchange:
        """Sends one request; waits and sends it again where the target answers 429."""
        while True:
            self._wait_for_turn()
            exchange = self._send_once(request)
            self.asked += 1
            self.on_progress(self.asked)
            if exchange.status != 429:
                return exchange
            self._refused += 1
            if self._refused > _MANY_429:
                raise UnreachableError(f"{self.target.base_url} keeps answering 429; try again later, or with --rate")
            time.sleep(min(_retry_after(exchange), _LONGEST_WAIT))

    def _wait_for_turn(self) -> None:
        if self.limits.rate:
            with self._turns:
                now = time.monotonic()
                turn = max(now, self._next_at)
                self._next_at = turn + 1 / self.limits.rate
            time.sleep(turn - now)

    def _send_once(self, request: httpx.Request) -> Exchange:
        asked_at, started = datetime.now(UTC), time.monotonic()
        try:
            status, headers, body = self._receive(request, started)
            failure, is_late = None, False
        except httpx.HTTPError as error:
            if self.asked == 0 and isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
                raise UnreachableError(f"{self.target.base_url}: {error or type(error).__name__}") from error
            status, headers, body = 0, (), b""
            failure, is_late = str(error) or type(error).__name__, isinstance(error, httpx.TimeoutException)
        # A wait that was given up took longer than was allowed, whatever the clock says.
        took = math.inf if is_late else time.monotonic() - started
        delivery = Delivery(failure, took, self.limits.seconds)
        return self.exchange(request, status=status, headers=headers, body=body, delivery=delivery, asked_at=asked_at)

    def exchange(self, request: httpx.Request, *, status: int, **answer: Any) -> Exchange:
        """Returns the exchange that a request and its answer, or the failure to get one, amount to."""
        question = self.target.question(request)
        known = [email for tenant in self.target.tenants for email in tenant.emails]
        asked = unquote(" ".join(question.emails)).casefold()
        return Exchange(
            question=question,
            status=status,
            tokens=self.target.recognizable_tokens,
            other_emails=tuple(email for email in known if email.casefold() not in asked),
            source=f"{request_line(request)}  -> {status or 'no complete answer'}",
            curl=curl(request),
            **answer,
        )

    def _receive(self, request: httpx.Request, started: float) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
        """Returns status, headers and the decoded body.

        A connection that was kept alive may be closed by the time it is used again: that is no fault, so what fails
        before any answer is sent once more.
        """
        try:
            response = self.http.send(request, stream=True, follow_redirects=False)
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            response = self.http.send(request, stream=True, follow_redirects=False)
        try:
            body = bytearray()
            for chunk in response.iter_bytes():
                body += chunk
                if time.monotonic() - started > self.limits.seconds:
                    raise httpx.ReadTimeout("the answer is not complete in time")
                if len(body) > self.limits.megabytes * 1e6:
                    raise httpx.ReadError(f"the answer is larger than {self.limits.megabytes:g} MB")
            headers = tuple((name.lower(), value) for name, value in response.headers.multi_items())
            return response.status_code, headers, bytes(body)
        finally:
            response.close()


def connect(target: Target, limits: Limits) -> httpx.Client:
    """Returns a client for this target, which goes through no proxy to this machine."""
    return httpx.Client(timeout=limits.seconds, trust_env=not target.is_local)


def request_line(request: httpx.Request) -> str:
    """Returns the request for people."""
    query = request.url.query.decode("ascii", "replace")
    if len(query) > 100:
        query = f"{query[:100]}…"
    return f"{request.method} {request.url.path}{'?' if query else ''}{query}"


def curl(request: httpx.Request) -> str:
    """Returns a curl line that sends the same; the shell supplies a known token."""
    method = [] if request.method == "GET" else ["-X", request.method]
    headers = [f"-H {shlex.quote(f'{name}: {value}')}" for name, value in chosen_headers(request)]
    return " ".join(["curl", *method, *headers, shlex.quote(str(request.url))])


def _retry_after(exchange: Exchange) -> float:
    value = exchange.header("retry-after") or "1"
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return 1.0

"""The mock server that people develop against: the endpoint with a clock, changes, a rate limit and a log."""

import logging
from collections import deque
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import NamedTuple, NoReturn

from attrs import define, field

from flowmusic_contract.mock_server.api import Api, Change, Handler, Request, Response
from flowmusic_contract.mock_server.changes import Catalogue, Changes, UnknownChangeError
from flowmusic_contract.mock_server.cors import Origins, preflight, readable
from flowmusic_contract.mock_server.judgement import Judge, Judgement, PendingJudgement, no_judge
from flowmusic_contract.mock_server.ledger import Ledger, digest
from flowmusic_contract.mock_server.ledger_file import LedgerError
from flowmusic_contract.mock_server.preferences import Preference, preferences
from flowmusic_contract.mock_server.rate_limit import RateLimit
from flowmusic_contract.mock_server.trouble import error_response

_LOG = logging.getLogger(__name__)

OWN_ERROR = "This is an error of the mock server itself; what it prints has the reason."

_LOGGED = 10_000
"""The number of requests that are remembered."""

_LONGEST_LOGGED = 2_000
"""The number of characters of a path or a query that are remembered."""

_JUDGED = 20
"""The number of requests whose responses are remembered for the judge."""


@define
class Clock:
    """The time of the mock server: the real time, unless it has been set."""

    fixed: datetime | None = None

    def now(self) -> datetime:
        """Returns the time in UTC."""
        return self.fixed or datetime.now(UTC)


class Logged(NamedTuple):
    """A request with the status of its response. The token is masked."""

    at: datetime
    method: str
    path: str
    query: str
    token: str | None
    status: int
    changed: bool
    """Whether the response differs from that of a correct server."""

    @property
    def token_in_words(self) -> str:
        """What a line about the request says about its token."""
        return f"token {self.token}" if self.token else "no token"


@define(eq=False)
class JudgedRequest:
    """A request with the judgement on its response."""

    logged: Logged
    id: str
    """The header `X-Request-Id` of the request, or an empty string."""
    judge: PendingJudgement = field(repr=False)

    @cached_property
    def judgement(self) -> Judgement:
        """What the judge says. If the judge fails, the response is not judged, and the log has the reason."""
        try:
            return self.judge()
        except Exception:  # noqa: BLE001 - it is logged, and the page shows the other requests
            _LOG.exception("cannot judge %s %s", self.logged.method, self.logged.path)
            return Judgement(f"{self.logged.method} {self.logged.path}", not_judged=f"The judge failed. {OWN_ERROR}")


class _Outcome(NamedTuple):
    """A response, and why it is what it is."""

    response: Response
    is_changed: bool = False
    """Whether it differs from that of a correct server."""
    refusal: str = ""
    """Why the mock server itself refuses the request, if it does."""


@define
class MockServer:
    """A mock server that can be changed while it runs."""

    ledger: Ledger
    catalogue: Catalogue = field(default=dict[str, Change], repr=False)
    fill: Callable[[Ledger], None] = field(default=lambda _ledger: None, repr=False)
    """What fills the ledger when it is reset."""
    token: str = field(default="", repr=False)
    """The token of an account that is added without one."""
    rate: RateLimit | None = None
    origins: Origins = frozenset()
    """The origins of web pages that may call it from a browser."""
    on_request: Callable[[Logged], None] = field(default=lambda _logged: None, repr=False)
    clock: Clock = field(factory=Clock)
    judge: Judge = field(default=no_judge, repr=False)
    judged: deque[JudgedRequest] = field(factory=lambda: deque[JudgedRequest](maxlen=_JUDGED), init=False, repr=False)
    """The last requests, with the judgements on their responses."""
    requests: deque[Logged] = field(factory=lambda: deque[Logged](maxlen=_LOGGED), init=False, repr=False)
    correct: Api = field(init=False, repr=False)
    changes: Changes = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self.correct = Api(self.ledger)
        self.changes = Changes(self.correct, self.catalogue)

    def __call__(self, request: Request) -> Response:
        """Returns the response to a request, and logs both."""
        outcome = self._respond(request)
        response = readable(request, outcome.response, self.origins)
        logged = self._logged(request, response.status, is_changed=outcome.is_changed)
        self.requests.append(logged)
        self.on_request(logged)
        response = response.dated(logged.at)
        [id_, *_] = request.header("x-request-id") or [""]
        judge: PendingJudgement
        if outcome.refusal:
            judge = partial(_not_judged, logged, outcome.refusal)
        else:
            judge = self._pending_judgement(request, response)
        self.judged.append(JudgedRequest(logged, id_, judge))
        return response

    def _logged(self, request: Request, status: int, *, is_changed: bool) -> Logged:
        token = request.bearer_token()
        path, query = request.path[:_LONGEST_LOGGED], request.query[:_LONGEST_LOGGED]
        return Logged(self.clock.now(), request.method, path, query, token and masked(token), status, is_changed)

    def _pending_judgement(self, request: Request, response: Response) -> PendingJudgement:
        try:
            return self.judge(request, response)
        except Exception as error:  # noqa: BLE001 - it is logged when the judgement is shown
            return partial(_raise, error)

    def _respond(self, request: Request) -> _Outcome:
        allowed = preflight(request, self.origins)
        if allowed:  # in whatever trouble the server is: a browser would not show it to the page
            return _Outcome(allowed)
        seconds = self.rate.seconds_to_wait(request.bearer_token()) if self.rate else 0
        if seconds:
            return _Outcome(error_response(429, str(int(seconds) + 1)), is_changed=True)
        try:
            preferred = preferences(request)
            return _Outcome(*(self._as_preferred(request, preferred) if preferred else self.changes.respond(request)))
        except UnknownChangeError as error:
            refusal = f"Prefer: {error}"
            return _Outcome(Response.of(400, {"error": refusal, "code": 400}), refusal=refusal)
        except LedgerError as error:
            _LOG.error("%s", error)
            return _Outcome(Response.of(500, {"error": str(error), "code": 500}))
        except Exception:  # noqa: BLE001 - it is logged, and the request is in the log of requests
            _LOG.exception("cannot answer %s %s", request.method, request.path)
            return _Outcome(Response.of(500, {"error": OWN_ERROR, "code": 500}))

    def _as_preferred(self, request: Request, preferred: Sequence[Preference]) -> tuple[Response, bool]:
        handler: Handler = self.correct
        for preference in preferred:
            handler = preference.change(self.changes)(handler)
        applied = ", ".join(map(str, preferred))
        response = handler(request)
        return response.with_header("preference-applied", applied), response != self.correct(request)

    def reset(self, fill: Callable[[Ledger], None] | None = None) -> None:
        """Starts again with the first accounts and events, or those of `fill`; forgets all changes and requests."""
        with self.ledger.transaction():
            self.ledger.clear()
            (fill or self.fill)(self.ledger)
        self.changes.clear()
        if self.rate:
            self.rate.reset()
        self.forget_requests()
        self.clock.fixed = None

    def forget_requests(self) -> None:
        """Empties the log."""
        self.requests.clear()
        self.judged.clear()


def masked(token: str) -> str:
    """Returns a short digest, which distinguishes tokens and does not help to guess one."""
    return f"…{digest(token)[:6]}"


def _not_judged(logged: Logged, refusal: str) -> Judgement:
    line = f"{logged.method} {logged.path}"
    return Judgement(line, not_judged=f"The mock server refuses the request. {refusal}.")


def _raise(error: Exception) -> NoReturn:
    raise error

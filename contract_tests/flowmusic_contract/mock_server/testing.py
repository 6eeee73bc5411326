"""The mock server as tests use it: accounts to bill, changes to put into effect, and the requests so far."""

from datetime import date, datetime
from typing import Self

from attrs import field, frozen

from flowmusic_contract.mock_server.changes import Chosen
from flowmusic_contract.mock_server.events import BillingEvent, billed
from flowmusic_contract.mock_server.httpx_transport import MockTransport
from flowmusic_contract.mock_server.ledger import Ledger
from flowmusic_contract.mock_server.reading import timestamp
from flowmusic_contract.mock_server.server import Logged, MockServer
from flowmusic_contract.mock_server.trouble import Trouble
from flowmusic_contract.mock_server.values import non_empty_text, token_text

LIVE_URL = "https://api.useapi.net/v1"
"""The base URL of the live API, in whose place a mock server without a socket responds."""


@frozen
class MockAccount:
    """An account of the mock server. Each method returns the account, so that calls can be chained."""

    email: str
    token: str = field(repr=False)
    _server: MockServer = field(repr=False)

    def charge(
        self, title: str | None = None, *, tokens: float, on: str | date | None = None, type_: str = "producer-usage"
    ) -> Self:
        """Bills tokens for a song; the same title is the same conversation. `on` is a day or a time; default: now."""
        return self.add(billed(self.email, title, tokens, type_, _time(on) or self._server.clock.now()))

    def receive(self, *, tokens: float, on: str | date | None = None, type_: str = "grant") -> Self:
        """Adds tokens that the account receives."""
        return self.charge(tokens=tokens, on=on, type_=type_)

    def add(self, *events: BillingEvent) -> Self:
        """Adds raw billing events."""
        self._server.ledger.configure(self.token, self.email, *events)
        return self


@frozen
class FlowmusicMock:
    """A mock server, with or without a socket."""

    server: MockServer = field(repr=False)
    base_url: str = LIVE_URL

    @property
    def token(self) -> str:
        """An API token that it accepts."""
        return self.server.token

    @property
    def ledger(self) -> Ledger:
        """The accounts and their raw billing events."""
        return self.server.ledger

    @property
    def emails(self) -> list[str]:
        """The accounts configured under the token."""
        return self.ledger.emails(self.token)

    @property
    def transport(self) -> MockTransport:
        """A transport for `httpx.Client`, `httpx.AsyncClient` and the generated client."""
        return MockTransport(self.server)

    @property
    def requests(self) -> list[Logged]:
        """The requests so far, each with the status of its response. Tokens are masked."""
        return list(self.server.requests)

    def account(self, email: str, token: str | None = None) -> MockAccount:
        """Returns the account, which is configured from now on.

        Raises:
            TypeError: if the email address or the token is not a string.
            ValueError: if it is empty or cannot be sent.
        """
        own = self.token if token is None else token_text("token", token)
        account = MockAccount(non_empty_text("email", email), own, self.server)
        return account.add()

    def set_time(self, now: str | date | None) -> None:
        """Sets the time, which then does not pass; None means the real time."""
        self.server.clock.fixed = _time(now)

    def fault(self, change: str, *, times: int | None = None) -> Chosen:
        """Breaks the contract in this way, in the next `times` responses or in all."""
        return self.server.changes.choose(change, times, "fault")

    def variation(self, change: str, *, times: int | None = None) -> Chosen:
        """Differs in this legal way, in the next `times` responses or in all."""
        return self.server.changes.choose(change, times, "variation")

    def respond(self, status: int, *, times: int | None = None, retry_after: str | int | None = None) -> Chosen:
        """Answers with this status, such as 429, 503 or 596. `retry_after` is a number of seconds, or an HTTP date."""
        return self.server.changes.cause(Trouble(status, retry_after=retry_after), times)

    def delay(self, seconds: float, *, times: int | None = None) -> Chosen:
        """Waits before each response."""
        return self.server.changes.cause(Trouble(delay=seconds), times)

    def lose_connection(self, *, after_half: bool = False, times: int | None = None) -> Chosen:
        """Resets the connection before the response, or closes it halfway through the body."""
        return self.server.changes.cause(Trouble(lost="truncated" if after_half else "reset"), times)

    def assert_all_met(self) -> None:
        """Checks that each change was met, and that no request failed without one.

        Raises:
            AssertionError: if a change has not changed as many responses as it should, or if the mock server itself
                answered with an error, for example because the account is not configured.
        """
        problems = [_unmet(chosen) for chosen in self.server.changes.chosen if chosen.remaining or not chosen.met]
        problems += [
            f"not expected: {logged.method} {logged.path}?{logged.query} ({logged.token_in_words}) -> {logged.status}"
            for logged in self.requests
            if logged.status >= 400 and not logged.changed
        ]
        if problems:
            raise AssertionError("\n".join(problems))


def _unmet(chosen: Chosen) -> str:
    changed = f"{chosen.met} response{'' if chosen.met == 1 else 's'}" if chosen.met else "no response"
    missing = f", and waits for {chosen.remaining} more" if chosen.remaining else ""
    return f"not met: {chosen.name} has changed {changed}{missing}"


def _time(at: str | date | None) -> datetime | None:
    return None if at is None else timestamp(at.isoformat() if isinstance(at, date) else at)

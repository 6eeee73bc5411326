"""The cases that a client has to pass in one process, if it can make several calls there."""

from collections.abc import Callable
from functools import cache, partial

from attrs import field, frozen

from flowmusic_contract.areas.variations.amounts import today_grows
from flowmusic_contract.areas.variations.changing import CHANGED_ACCOUNT
from flowmusic_contract.client.case_servers import (
    always,
    correct_server,
    error_response,
    half,
    in_turn,
    server_with_accounts,
)
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, Handler
from flowmusic_contract.mock_server.api import Change

_ALIKE = ("Night.Owl@example.com", "night.owl@example.com", "nightowl@example.com", "night.owl+live@example.com")


@frozen
class RunCase:
    """What a client has to request, one call after the other, and the server that responds."""

    id: str
    sentence: str
    emails: tuple[str, ...]
    token: str = field(default=DEMO_TOKEN, repr=False)
    serve: Callable[[], Handler] = field(default=correct_server, repr=False)

    @property
    def kind(self) -> str:
        """The first part of the id."""
        return self.id.partition(".")[0]


@cache
def run_cases() -> tuple[RunCase, ...]:
    """Returns every case."""
    first, second, last = DEMO_EMAILS
    return (
        RunCase("connections.accounts", "Three configured accounts in turn.", DEMO_EMAILS),
        RunCase(
            "connections.not-configured",
            "The second and the third of four accounts are not configured.",
            (first, "nobody@example.com", "no-one@example.com", last),
        ),
        RunCase(
            "connections.closed-by-server",
            "The server closes the connection after each of three responses.",
            DEMO_EMAILS,
            serve=_closing,
        ),
        RunCase(
            "connections.account-again",
            "The first and the last of three calls name the same account, which has a new event each time.",
            (CHANGED_ACCOUNT, first, CHANGED_ACCOUNT),
            serve=lambda: today_grows(correct_server()),
        ),
        RunCase(
            "connections.error-after-a-report",
            "Of six calls for the same account, the second and third get status 402, the fourth and fifth 401.",
            (first,) * 6,
            serve=_refusing_in_between,
        ),
        RunCase(
            "connections.server-error-after-a-report",
            "The first and the last of three calls name the same account, and the last gets status 500.",
            (first, second, first),
            serve=partial(_failing_later, first, lambda _: always(error_response(500))),
        ),
        RunCase(
            "connections.broken-report",
            "The first and the third of four calls name the same account, and the third gets half a report.",
            (first, second, first, last),
            serve=partial(_failing_later, first, half),
        ),
        RunCase(
            "connections.similar-accounts",
            "The addresses of four configured accounts differ in capitals, a period and a tag.",
            _ALIKE,
            serve=partial(server_with_accounts, *_ALIKE),
        ),
        RunCase(
            "connections.configured-later",
            "The first of two calls for the same account gets status 404, and then the account is configured.",
            (first, first),
            serve=lambda: in_turn(always(error_response(404)), correct_server()),
        ),
    )


def _closing() -> Handler:
    correct = correct_server()
    return lambda request: correct(request).with_header("connection", "close")


def _refusing_in_between() -> Handler:
    refused = [always(error_response(status)) for status in (402, 402, 401, 401)]
    return in_turn(correct_server(), *refused, correct_server())


def _failing_later(email: str, fault: Change) -> Handler:
    """Returns a server that responds correctly to the first request for an account, and with a fault to the others."""
    correct = correct_server()
    failing = in_turn(correct, fault(correct))
    return lambda request: failing(request) if request.emails() == [email] else correct(request)

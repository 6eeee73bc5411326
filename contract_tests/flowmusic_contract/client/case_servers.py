"""The servers that clients call in the cases."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import formatdate
from functools import cache
from itertools import chain, repeat

from attrs import evolve

from flowmusic_contract.mock_server import (
    DEMO_TOKEN,
    Api,
    BillingEvent,
    Handler,
    Ledger,
    Request,
    Response,
    demo_ledger,
)
from flowmusic_contract.mock_server.api import Change

OTHER_HOST = "localhost"
"""A host other than 127.0.0.1 to every client, although the same server responds there."""


@cache
def correct_server() -> Handler:
    """Returns the server with the demo accounts. There is one for all cases, because none changes its ledger."""
    return Api(demo_ledger())


def server_with_account(email: str, token: str = DEMO_TOKEN) -> Handler:
    """Returns a correct server with one account."""
    return server_with_accounts(email, token=token)


def server_with_accounts(*emails: str, token: str = DEMO_TOKEN) -> Handler:
    """Returns a correct server with several accounts, each with another amount."""
    ledger = Ledger()
    for number, email in enumerate(emails, 1):
        event = BillingEvent("producer-usage", 60 * number, datetime(2026, 6, 1, 12, tzinfo=UTC), "song", email)
        ledger.configure(token, email, event)
    return Api(ledger)


def changed_server(change: Change) -> Handler:
    """Returns a server with a fault or a variation."""
    return change(correct_server())


def always(response: Response) -> Handler:
    """Returns a server that knows one response only."""
    return lambda _: response


def half(handler: Handler) -> Handler:
    """Returns a server whose responses have only the first half of their body, and its length."""

    def handle(request: Request) -> Response:
        response = handler(request)
        return evolve(response, body=response.body[: len(response.body) // 2])

    return handle


def in_turn(*servers: Handler) -> Handler:
    """Returns a server that responds to its first request like the first of these, and so on; the last one stays."""
    turns = chain(servers, repeat(servers[-1]))

    def handle(request: Request) -> Response:
        return next(turns)(request)

    return handle


def refusing_first(status: int, retry_after: Callable[[], str]) -> Handler:
    """Returns a server that asks for a wait once, and is correct then."""
    return in_turn(lambda _: error_response(status, ("retry-after", retry_after())), correct_server())


def date_soon() -> str:
    """Returns a date that is 3 to 4 seconds away: longer than a client waits that does not read it."""
    # A date has whole seconds.
    return formatdate(int(time.time()) + 4, usegmt=True)


def error_response(status: int, *headers: tuple[str, str]) -> Response:
    """Returns a response that reports an error."""
    return Response.of(status, {"error": "The account is in error state", "code": status}, *headers)


Echo = Callable[[Response, str], Response]
"""Adds the value of the header `Authorization` to a response."""


def echoing(echo: Echo) -> Handler:
    """Returns a server whose responses repeat the header `Authorization`."""
    correct = correct_server()
    return lambda request: echo(correct(request), ", ".join(request.header("authorization")))


def in_body(response: Response, authorization: str) -> Response:
    """Repeats the header in an error message in JSON."""
    return response.with_json({"error": f"{authorization} has expired", "code": 401})


def in_header(response: Response, authorization: str) -> Response:
    """Repeats the header in a header."""
    return response.with_header("x-request-authorization", authorization)


def in_text(response: Response, authorization: str) -> Response:
    """Repeats the header in a text that takes the place of the report."""
    return evolve(response, body=f"Unauthorized\n\nauthorization: {authorization}\n\nThe token has expired.\n".encode())


def redirecting(status: int) -> Handler:
    """Returns a server that redirects to another host, and is correct there."""
    correct = correct_server()

    def handle(request: Request) -> Response:
        [host] = request.header("host") or [""]
        name, _, port = host.partition(":")
        location = f"http://{OTHER_HOST}:{port}{request.path}?{request.query}"
        return correct(request) if name == OTHER_HOST else Response(status, (("location", location),), b"")

    return handle

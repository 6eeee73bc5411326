"""The control API under `/_mock`, for programs on the same machine."""

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC
from typing import Any

from attrs import asdict, frozen
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Receive, Scope, Send

from flowmusic_contract.mock_server.control_document import at, checked, described, document
from flowmusic_contract.mock_server.events import BillingEvent, billed
from flowmusic_contract.mock_server.ledger import Ledger
from flowmusic_contract.mock_server.ledger_file import LedgerError
from flowmusic_contract.mock_server.listing import listed_accounts
from flowmusic_contract.mock_server.only_local import OnlyLocal
from flowmusic_contract.mock_server.reading import InputError, billing_event, timestamp
from flowmusic_contract.mock_server.scenarios import SCENARIOS
from flowmusic_contract.mock_server.server import OWN_ERROR, MockServer
from flowmusic_contract.mock_server.trouble import Trouble

_LOG = logging.getLogger(__name__)

_PATH = "/_mock"

_MOST_BYTES = 100_000_000

Operation = Callable[[MockServer, dict[str, Any]], Any]
"""From the checked body to the JSON of the response."""


def control_routes(server: MockServer) -> list[BaseRoute]:
    """Returns the routes of the control API."""
    endpoints = {
        f"{_PATH}{path}": _Endpoint(server, {method.upper(): item["operationId"] for method, item in methods.items()})
        for path, methods in document()["paths"].items()
    }

    async def call(scope: Scope, receive: Receive, send: Send) -> None:
        await endpoints.get(scope["path"], _no_operation)(scope, receive, send)

    control = OnlyLocal(call)
    return [Route(_PATH, control), Mount(_PATH, control)]


async def _no_operation(scope: Scope, receive: Receive, send: Send) -> None:
    problem = {"error": "no such operation: GET /_mock/openapi.json describes all of them"}
    await JSONResponse(problem, 404)(scope, receive, send)


@frozen
class _Endpoint:
    """The name of an operation for each method of a path."""

    server: MockServer
    operations: dict[str, str]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with suppress(ClientDisconnect):  # nobody waits for a response any more
            await (await self._response(Request(scope, receive)))(scope, receive, send)

    async def _response(self, request: Request) -> Response:
        method = request.method
        if method not in self.operations:
            problem = {"error": f"method not allowed: use {' or '.join(self.operations)}"}
            return JSONResponse(problem, 405, {"allow": ", ".join(self.operations)})
        name = self.operations[method]
        try:
            fields = checked(await _content(request), request.headers.get("content-type"), name)
            result = _OPERATIONS[name](self.server, fields)
        except InputError as error:
            return JSONResponse({"error": str(error)}, 400)
        except LedgerError as error:
            _LOG.error("%s", error)
            return JSONResponse({"error": str(error)}, 500)
        except ClientDisconnect:
            raise
        except Exception:  # noqa: BLE001 - it is logged, and the next request is answered
            _LOG.exception("cannot do %s %s", method, request.url.path)
            return JSONResponse({"error": OWN_ERROR}, 500)
        return JSONResponse(result, 201 if "201" in described(name)["responses"] else 200)


async def _content(request: Request) -> bytes:
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > _MOST_BYTES:
            raise InputError(f"the body is longer than {_MOST_BYTES} bytes")
    return bytes(content)


def _reset(server: MockServer, fields: dict[str, Any]) -> Any:
    server.reset(_filling(server, fields["scenario"]) if "scenario" in fields else None)
    return _accounts(server, {})


def _seed(server: MockServer, fields: dict[str, Any]) -> Any:
    _filling(server, fields["scenario"])(server.ledger)
    return _accounts(server, {})


def _filling(server: MockServer, name: str) -> Callable[[Ledger], None]:
    return lambda ledger: SCENARIOS[name].fill(ledger, server.token)


def _accounts(server: MockServer, _fields: dict[str, Any]) -> Any:
    return [
        {"email": account.email, "token": f"…{account.token[:6]}", "events": account.events}
        for account in listed_accounts(server.ledger)
    ]


def _add_account(server: MockServer, fields: dict[str, Any]) -> Any:
    events: list[BillingEvent] = []
    for index, raw in enumerate(fields.get("events", [])):
        with at("events", index):
            events.append(billing_event(raw, server.clock.now()))
    with at("events"):
        server.ledger.add(fields.get("token", server.token), fields["email"], events)
    return [_as_json(event) for event in events]


def _add_token(server: MockServer, fields: dict[str, Any]) -> Any:
    server.ledger.accept(fields["token"])
    return {}


def _charge(server: MockServer, fields: dict[str, Any]) -> Any:
    with at("on"):
        time = timestamp(fields["on"]) if "on" in fields else server.clock.now()
    type_, email = fields.get("type", "producer-usage"), fields["email"]
    with at("tokens"):
        event = billed(email, fields.get("title"), fields["tokens"], type_, time)
        server.ledger.configure(fields.get("token", server.token), email, event)
    return [_as_json(event)]


def _as_json(event: BillingEvent) -> dict[str, Any]:
    return asdict(event) | {"created_at": event.created_at.astimezone(UTC).isoformat()}


def _clock(server: MockServer, _fields: dict[str, Any]) -> Any:
    return {"now": server.clock.now().isoformat(), "fixed": server.clock.fixed is not None}


def _set_clock(server: MockServer, fields: dict[str, Any]) -> Any:
    with at("now"):
        server.clock.fixed = timestamp(fields["now"]) if fields["now"] is not None else None
    return _clock(server, {})


def _changes(server: MockServer, _fields: dict[str, Any]) -> Any:
    return _in_effect(server) | {"available": list(server.catalogue())}


def _in_effect(server: MockServer) -> dict[str, Any]:
    return {"chosen": [asdict(each) for each in server.changes.chosen]}


def _add_change(server: MockServer, fields: dict[str, Any]) -> Any:
    times = fields.pop("times", None)
    if "id" in fields:
        with at("id"):
            server.changes.choose(fields["id"], times)
    else:
        with at():
            server.changes.cause(Trouble(**fields), times)
    return _in_effect(server)


def _clear_changes(server: MockServer, _fields: dict[str, Any]) -> Any:
    server.changes.clear()
    return _in_effect(server)


def _requests(server: MockServer, _fields: dict[str, Any]) -> Any:
    return [each._asdict() | {"at": each.at.isoformat()} for each in list(server.requests)]


def _clear_requests(server: MockServer, _fields: dict[str, Any]) -> Any:
    server.forget_requests()
    return []


_OPERATIONS: dict[str, Operation] = {
    "getDocument": lambda _server, _fields: document(),
    "reset": _reset,
    "seed": _seed,
    "listAccounts": _accounts,
    "addAccount": _add_account,
    "addToken": _add_token,
    "charge": _charge,
    "getClock": _clock,
    "setClock": _set_clock,
    "listChanges": _changes,
    "addChange": _add_change,
    "clearChanges": _clear_changes,
    "listRequests": _requests,
    "clearRequests": _clear_requests,
}

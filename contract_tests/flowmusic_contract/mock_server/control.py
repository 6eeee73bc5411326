"""The control API under `/_mock`, for programs on the same machine. `control.yaml` describes it."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import yaml
from attrs import asdict, frozen
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route, Router
from starlette.types import Receive, Scope, Send

from flowmusic_contract.mock_server.changes import Answer, UnknownChangeError
from flowmusic_contract.mock_server.events import BillingEvent, billed
from flowmusic_contract.mock_server.ledger import Ledger
from flowmusic_contract.mock_server.only_local import OnlyLocal
from flowmusic_contract.mock_server.reading import InputError, billing_event, parsed, timestamp
from flowmusic_contract.mock_server.scenarios import SCENARIOS
from flowmusic_contract.mock_server.world import World

_MOST_BYTES = 100_000_000

Operation = Callable[[World, dict[str, Any]], Any]
"""From the checked body to the JSON of the response."""


def control_routes(world: World) -> list[Mount]:
    """Returns the routes of the control API."""
    routes = [
        Route(
            path,
            _Endpoint(world, {method.upper(): _OPERATIONS[item["operationId"]] for method, item in methods.items()}),
        )
        for path, methods in document()["paths"].items()
    ]
    return [Mount("/_mock", OnlyLocal(Router(routes)))]


@cache
def document() -> dict[str, Any]:
    """Returns the OpenAPI document of the control API."""
    text = Path(__file__).with_name("control.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, yaml.CSafeLoader)
    return loaded


@frozen
class _Endpoint:
    """An operation for each method of a path."""

    world: World
    operations: dict[str, Operation]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with suppress(ClientDisconnect):  # nobody waits for a response any more
            await (await self._response(Request(scope, receive)))(scope, receive, send)

    async def _response(self, request: Request) -> Response:
        method = request.method
        if method not in self.operations:
            return JSONResponse({"error": "method not allowed"}, 405, {"allow": ", ".join(self.operations)})
        operation = self.operations[method]
        try:
            fields = _checked(await _content(request), request.headers.get("content-type"), operation)
            answer = operation(self.world, fields)
        except (InputError, UnknownChangeError) as error:
            return JSONResponse({"error": str(error)}, 400)
        return JSONResponse(answer, 201 if "201" in _described(operation)["responses"] else 200)


async def _content(request: Request) -> bytes:
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > _MOST_BYTES:
            raise InputError(f"the body is longer than {_MOST_BYTES} bytes")
    return bytes(content)


def _checked(content: bytes, content_type: str | None, operation: Operation) -> dict[str, Any]:
    body = _described(operation).get("requestBody")
    if body is None or (not content and not body.get("required")):
        return {}
    if (content_type or "").partition(";")[0].strip().lower() != "application/json":
        raise InputError("expected the content type application/json")  # a web page cannot send it unasked
    fields = parsed(content)
    for error in _validator(operation).iter_errors(fields):
        where = "".join(f".{part}" for part in error.instance_path)
        raise InputError(f"${where}: {error.message[:200]}")
    checked: dict[str, Any] = fields
    return checked


@cache
def _described(operation: Operation) -> dict[str, Any]:
    [name] = [name for name, each in _OPERATIONS.items() if each is operation]
    items = (item for methods in document()["paths"].values() for item in methods.values())
    [described] = [item for item in items if item["operationId"] == name]
    found: dict[str, Any] = described
    return found


@cache
def _validator(operation: Operation) -> jsonschema_rs.Draft202012Validator:
    schema = _described(operation)["requestBody"]["content"]["application/json"]["schema"]
    return jsonschema_rs.Draft202012Validator({**schema, "components": document()["components"]})


def _reset(world: World, fields: dict[str, Any]) -> Any:
    world.reset(_filling(world, fields["scenario"]) if "scenario" in fields else None)
    return _accounts(world, {})


def _seed(world: World, fields: dict[str, Any]) -> Any:
    _filling(world, fields["scenario"])(world.ledger)
    return _accounts(world, {})


def _filling(world: World, name: str) -> Callable[[Ledger], None]:
    return lambda ledger: SCENARIOS[name].fill(ledger, world.token)


def _accounts(world: World, _fields: dict[str, Any]) -> Any:
    rows = world.ledger.accounts()
    return [{"email": email, "token": f"…{digest[:6]}", "events": count} for digest, email, count in rows]


def _add_account(world: World, fields: dict[str, Any]) -> Any:
    events = [billing_event(raw, world.clock.now()) for raw in fields.get("events", [])]
    world.ledger.add(fields.get("token", world.token), fields["email"], events)
    return [_as_json(event) for event in events]


def _add_token(world: World, fields: dict[str, Any]) -> Any:
    world.ledger.accept(fields["token"])
    return {}


def _charge(world: World, fields: dict[str, Any]) -> Any:
    at = timestamp(fields["on"]) if "on" in fields else None
    type_, email = fields.get("type", "producer-usage"), fields["email"]
    try:
        event = billed(email, fields.get("title"), fields["tokens"], type_, at or world.clock.now())
    except ValueError as error:
        raise InputError(str(error)) from error
    world.ledger.configure(fields.get("token", world.token), email, event)
    return [_as_json(event)]


def _as_json(event: BillingEvent) -> dict[str, Any]:
    return asdict(event) | {"created_at": event.created_at.astimezone(UTC).isoformat()}


def _clock(world: World, _fields: dict[str, Any]) -> Any:
    return {"now": world.clock.now().isoformat(), "fixed": world.clock.fixed is not None}


def _set_clock(world: World, fields: dict[str, Any]) -> Any:
    world.clock.fixed = timestamp(fields["now"]) if fields["now"] is not None else None
    return _clock(world, {})


def _changes(world: World, _fields: dict[str, Any]) -> Any:
    return {"chosen": [asdict(each) for each in world.changes.chosen], "available": list(world.catalogue())}


def _add_change(world: World, fields: dict[str, Any]) -> Any:
    times = fields.pop("times", None)
    if "id" in fields:
        world.changes.choose(fields["id"], times)
    else:
        name = " ".join(f"{name}={value}" for name, value in fields.items())
        world.changes.apply(name, Answer(**fields), times)
    return _changes(world, {})


def _clear_changes(world: World, _fields: dict[str, Any]) -> Any:
    world.changes.clear()
    return _changes(world, {})


def _requests(world: World, _fields: dict[str, Any]) -> Any:
    return [asdict(each, value_serializer=_serialized) for each in list(world.requests)]


def _serialized(_instance: Any, _attribute: Any, value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _clear_requests(world: World, _fields: dict[str, Any]) -> Any:
    world.forget_requests()
    return []


_OPERATIONS: dict[str, Operation] = {
    "getDocument": lambda _world, _fields: document(),
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

"""Serves `/`, which shows the state of the mock server, and `/docs`, which shows the spec in Swagger UI."""

import shlex
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from flowmusic_contract import spec
from flowmusic_contract.mock_server.demo import DEMO_TOKEN
from flowmusic_contract.mock_server.ledger import digest
from flowmusic_contract.mock_server.listing import listed_accounts, newest_events
from flowmusic_contract.mock_server.only_local import is_by_address, is_local
from flowmusic_contract.mock_server.server import MockServer
from flowmusic_contract.yaml_text import from_yaml

if TYPE_CHECKING:
    from jinja2 import Environment

_SHOWN_ACCOUNTS = 50
_SHOWN_EVENTS = 20
_OWN_FILES = ("style.css", "docs.js", "samples.js")
_SWAGGER_FILES = ("swagger-ui.css", "swagger-ui-bundle.js")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def page_routes(server: MockServer) -> list[Route]:
    """Returns the routes of the pages."""

    def state(request: Request) -> Response:
        return _page(request, "state.html.jinja", _POLICY, **_call(server, request), **_state(server))

    def docs(request: Request) -> Response:
        live = spec.spec()["servers"][0]
        url = urlsplit(live["url"])
        policy = _POLICY.replace("connect-src 'self'", f"connect-src 'self' {url.scheme}://{url.netloc}")
        call = _call(server, request)
        return _page(
            request, "docs.html.jinja", policy, **call, live=live, changes=_changes(server), samples=_samples()
        )

    def verdict(request: Request) -> Response:
        id_ = request.path_params["id"]
        found = next((each for each in reversed(list(server.judged)) if each.id == id_), None)
        return _page(request, "verdict.html.jinja", _POLICY, judged=found)

    return [
        Route("/", state),
        Route("/docs", docs),
        Route("/docs/verdicts/{id}", verdict),
        Route("/docs/{name}", _file),
    ]


def _page(request: Request, template: str, policy: str, **content: Any) -> Response:
    if not is_by_address(request):
        return PlainTextResponse("Open this page by an address, such as http://127.0.0.1:8612/.\n", 403)
    text = _templates().get_template(template).render(content, path=request.url.path, base_url=f"{request.base_url}v1")
    headers = {"content-security-policy": policy, "cache-control": "no-store", "referrer-policy": "no-referrer"}
    return Response(text, headers=headers | {"x-content-type-options": "nosniff"}, media_type="text/html")


@cache
def _templates() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - the API does not need it

    environment = Environment(
        autoescape=True,
        loader=FileSystemLoader(Path(__file__).parent),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["quoted"] = shlex.quote
    return environment


@cache
def _samples() -> list[dict[str, Any]]:
    """Returns a program for each client of the language matrix, by language."""
    text = Path(__file__).with_name("samples.yaml").read_text(encoding="utf-8")
    samples: list[dict[str, Any]] = from_yaml(text)
    return samples


def _file(request: Request) -> Response:
    name = request.path_params["name"]
    if name in _OWN_FILES:
        return FileResponse(Path(__file__).with_name(name))
    package = find_spec("flask_swagger_ui")  # found and not imported: its code is for Flask
    if name in _SWAGGER_FILES and package and package.origin:
        return FileResponse(Path(package.origin).with_name("dist") / name)
    return PlainTextResponse("There is no such file.\n", 404)


def _call(server: MockServer, request: Request) -> dict[str, str]:
    """Returns the token of the mock server, if the browser may have it, and an account of that token."""
    token = server.token if server.token == DEMO_TOKEN or is_local(request) else ""
    email = next(iter(server.ledger.emails(server.token)), "")
    return {"token": token, "email": email, "python_email": ascii(email)}


def _state(server: MockServer) -> dict[str, Any]:
    own = digest(DEMO_TOKEN) if server.token == DEMO_TOKEN else ""
    accounts = listed_accounts(server.ledger)
    return {
        "tokens": {token: DEMO_TOKEN if token == own else f"…{token[:6]}" for token in server.ledger.tokens()},
        "accounts": accounts[:_SHOWN_ACCOUNTS],
        "more_accounts": len(accounts[_SHOWN_ACCOUNTS:]),
        "events_of": lambda account: newest_events(server.ledger, account, _SHOWN_EVENTS),
        "clock": server.clock,
        "chosen": list(server.changes.chosen),
        "judged": [(each.logged, each.judgement) for each in reversed(list(server.judged))],
    }


def _changes(server: MockServer) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yields the faults and variations by area, each with its sentence."""
    known = [(id_, getattr(change, "sentence", "")) for id_, change in server.catalogue().items()]
    for area, changes in groupby(known, lambda row: row[0].partition(".")[0]):
        yield area, list(changes)

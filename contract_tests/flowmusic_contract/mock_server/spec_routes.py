"""The spec of the API at `/openapi.yaml` and `/openapi.json`, for tools and pages of any site."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from flowmusic_contract import spec
from flowmusic_contract.yaml_text import to_yaml

_FOR_ANY_SITE = {"access-control-allow-origin": "*"}


def spec_routes() -> list[Route]:
    """Returns the routes of the spec."""
    return [Route("/openapi.json", _as_json), Route("/openapi.yaml", _as_yaml)]


def _document() -> dict[str, Any]:
    # A tool that reads the spec here must not call the live API.
    return spec.spec() | {"servers": [{"url": "/v1", "description": "This mock server."}]}


async def _as_json(_request: Request) -> Response:
    return JSONResponse(_document(), headers=_FOR_ANY_SITE)


async def _as_yaml(_request: Request) -> Response:
    text = to_yaml(_document())
    return Response(text, media_type="application/yaml", headers=_FOR_ANY_SITE)

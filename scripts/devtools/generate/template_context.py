"""What the templates can use: the facts of a spec that openapi-python-client does not pass on, and our functions."""

import itertools
from typing import Any

import httpx
from openapi_python_client.parser import GeneratorData

from devtools.generate import operations, properties, responses
from devtools.generate.errors import InvalidSpecError


def context_of(spec: dict[str, Any]) -> dict[str, Any]:
    """Returns the server, the token and the error classes of a spec.

    Raises:
        InvalidSpecError: If there is no server or no path.
    """
    for name in "servers", "paths":
        if not spec.get(name):
            raise InvalidSpecError(f"`{name}` is missing or empty")
    schemes: dict[str, dict[str, str]] = spec.get("components", {}).get("securitySchemes", {})
    scheme = next(iter(schemes.values()), {})
    is_key = scheme.get("type") == "apiKey"
    return {
        "server": spec["servers"][0]["url"],
        "server_variable": spec["servers"][0].get("x-environment-variable"),
        "token_header": scheme["name"] if is_key else "Authorization",
        "token_prefix": "" if is_key else "Bearer ",
        "token_variable": scheme.get("x-environment-variable"),
        "error_names": {int(status): error_name(int(status)) for status in _error_statuses(spec)},
    }


def functions(data: GeneratorData) -> dict[str, Any]:
    """Returns the functions that the templates call, and which clients the operations need."""
    collections = data.endpoint_collections_by_tag.values()
    endpoints = list(itertools.chain.from_iterable(collection.endpoints for collection in collections))
    modules = (properties, responses, operations)
    public: dict[str, Any] = {name: vars(module)[name] for module in modules for name in module.__all__}
    return public | {
        "some_need_a_token": any(endpoint.requires_security for endpoint in endpoints),
        "all_need_a_token": all(endpoint.requires_security for endpoint in endpoints),
    }


def error_name(status: int) -> str:
    """Returns the name of the class of a documented error status."""
    # From httpx, because Python renames phrases: 422 has another one since 3.13.
    phrase = httpx.codes.get_reason_phrase(status) or f"Status {status}"
    return "".join(word.capitalize() for word in phrase.removesuffix("Error").replace("-", " ").split()) + "Error"


def _error_statuses(spec: dict[str, Any]) -> list[str]:
    operations_ = [value for path in spec["paths"].values() for value in path.values() if isinstance(value, dict)]
    statuses = {str(status) for operation in operations_ for status in operation.get("responses", ())}
    return sorted(status for status in statuses if status.isdigit() and not 200 <= int(status) < 300)

"""What the templates can use: the facts of a spec that openapi-python-client does not pass on, and our functions."""

import itertools
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
from attrs import frozen
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.openapi import Endpoint

from devtools.generate import operations, properties, responses
from devtools.generate.errors import InvalidSpecError
from devtools.generate.fast import FastModels
from devtools.generate.imports import imports_of

TAKEN = frozenset(
    (
        "aclose",
        "api",
        "async_httpx_client",
        "base_url",
        "client",
        "close",
        "errors",
        "get_async_httpx_client",
        "get_httpx_client",
        "headers",
        "httpx_client",
        "max_response_bytes",
        "max_retries",
        "max_retry_wait",
        "models",
        "send",
        "send_async",
        "timeout",
        "token",
        "total_timeout",
        "transport",
        "types",
        "with_headers",
        "with_timeout",
    )
)
"""The public names of a client and of the package, except operations. No operation can have one of these names."""


@frozen
class StatusErrorClass:
    """The error class of a documented status."""

    status: int
    name: str
    description: str


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
        "server_path": urlsplit(spec["servers"][0]["url"]).path.rstrip("/"),
        "log_variable": _log_variable(scheme.get("x-environment-variable") or "TOKEN"),
        "status_errors": list(_status_errors(spec)),
        "error_names": {error.status: error.name for error in _status_errors(spec)},
    }


def functions(data: GeneratorData, *, has_token_variable: bool) -> dict[str, Any]:
    """Returns the functions that the templates call, and the operations, grouped by the client that they need."""
    collections = data.endpoint_collections_by_tag.values()
    endpoints = list(itertools.chain.from_iterable(collection.endpoints for collection in collections))
    _check_names(endpoints)
    modules = (properties, responses, operations)
    early_imports, late_imports = imports_of(data.models)
    public: dict[str, Any] = {name: vars(module)[name] for module in modules for name in module.__all__}
    return public | {
        "early_imports": early_imports,
        "late_imports": late_imports,
        "some_need_a_token": any(endpoint.requires_security for endpoint in endpoints),
        "all_need_a_token": all(endpoint.requires_security for endpoint in endpoints),
        "all_endpoints": endpoints,
        "model_names": [each.class_info.name for each in (*data.models, *data.enums)],
        "fast": FastModels({model.class_info.name: model for model in data.models}),
        "endpoints_with_token": [endpoint for endpoint in endpoints if endpoint.requires_security],
        "endpoints_without_token": [endpoint for endpoint in endpoints if not endpoint.requires_security],
        # A function of the package makes its own client, which has to find its token.
        "endpoints_with_functions": [each for each in endpoints if has_token_variable or not each.requires_security],
    }


def error_name(status: int) -> str:
    """Returns the name of the class of a documented error status."""
    # From httpx, because Python renames phrases: that of 422 has changed in 3.13.
    phrase = httpx.codes.get_reason_phrase(status) or f"Status {status}"
    return "".join(word.capitalize() for word in phrase.removesuffix("Error").replace("-", " ").split()) + "Error"


def _status_errors(spec: dict[str, Any]) -> Iterator[StatusErrorClass]:
    """Yields the error class of each documented status other than 2xx, by status."""
    operations_ = [value for path in spec["paths"].values() for value in path.values() if isinstance(value, dict)]
    documented: dict[str, str] = {}
    for operation in operations_:
        for status, response in operation.get("responses", {}).items():
            documented.setdefault(str(status), _resolved(spec, response).get("description", ""))
    for status in sorted(documented):
        if status.isdigit() and not 200 <= int(status) < 300:
            yield StatusErrorClass(int(status), error_name(int(status)), " ".join(documented[status].split()))


def _resolved(spec: dict[str, Any], response: dict[str, Any]) -> dict[str, Any]:
    name = response.get("$ref", "").removeprefix("#/components/responses/")
    found: dict[str, Any] = spec.get("components", {}).get("responses", {}).get(name, response)
    return found


def _log_variable(token_variable: str) -> str:
    return token_variable.removesuffix("TOKEN") + "LOG"


def _check_names(endpoints: list[Endpoint]) -> None:
    """Raises InvalidSpecError if an operation has the name of another one, or of something else in the client."""
    names = [operations.function_of(endpoint) for endpoint in endpoints]
    for index, name in enumerate(names):
        forms = {name, f"{name}_async"}
        if forms & TAKEN:
            raise InvalidSpecError(f"the operation `{name}` has the name of something else in the client: rename it")
        if forms & {form for other in names[:index] for form in (other, f"{other}_async")}:
            raise InvalidSpecError(f"two operations are called `{name}` in the client: rename one")

"""What openapi-python-client does not tell its templates of a spec: the server, the token and the error statuses."""

import json
from typing import Any

import httpx


class MissingError(ValueError):
    """A spec lacks what a client cannot do without."""


def facts(spec: dict[str, Any]) -> str:
    """Returns them as a template that sets a variable for each.

    Raises:
        MissingError: if there is no server or no path.
    """
    for name in "servers", "paths":
        if not spec.get(name):
            raise MissingError(f"`{name}` is missing or empty")
    schemes: dict[str, dict[str, str]] = spec.get("components", {}).get("securitySchemes", {})
    scheme = next(iter(schemes.values()), {})
    is_key = scheme.get("type") == "apiKey"
    values = {
        "server": spec["servers"][0]["url"],
        "server_variable": spec["servers"][0].get("x-environment-variable", ""),
        "token_header": scheme["name"] if is_key else "Authorization",
        "token_prefix": "" if is_key else "Bearer ",
        "token_variable": scheme.get("x-environment-variable", ""),
        "error_names": {status: _error_name(status) for status in _error_statuses(spec)},
    }
    return "".join(f"{{% set {name} = {json.dumps(value)} %}}\n" for name, value in values.items())


def _error_statuses(spec: dict[str, Any]) -> list[str]:
    operations = [value for path in spec["paths"].values() for value in path.values() if isinstance(value, dict)]
    statuses = {status for operation in operations for status in operation.get("responses", ())}
    return sorted(status for status in statuses if status.isdigit() and not 200 <= int(status) < 300)


def _error_name(status: str) -> str:
    # Of httpx, not of Python, which calls 422 by another name from 3.13 on.
    phrase = httpx.codes.get_reason_phrase(int(status)) or f"Status {status}"
    return "".join(word.capitalize() for word in phrase.removesuffix("Error").replace("-", " ").split()) + "Error"

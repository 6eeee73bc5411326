# Generated from openapi.yaml by scripts/generate. Do not edit.
"""The checks of a client's settings. Their errors name a setting, and never show a token, a header or a password."""

import math
import os
import re
import sys
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeGuard, cast

import httpx

from ._http import AsyncHttpClient, AsyncTransport, HttpClient, Timeout, Transport
from .errors import ConfigurationError

BASE_URL = "https://api.useapi.net/v1"
"""The server that the spec names."""

_VARIABLES: dict[str, str] = {
    "token": "USEAPI_TOKEN",
    "base_url": "USEAPI_BASE_URL",
}
"""The environment variable of a setting of this name."""

_LARGEST = sys.float_info.max

_HEADER_NAME = r"[A-Za-z0-9_!#$%&'*+.^`|~-]+"
_HEADER_VALUE = r"(?:[!-~](?:[ -~\t]*[!-~])?)?"

_HARMLESS_URL = re.compile(r"https?://([^/:@?#]*|\[[^/@?#]*])(:\d*)?(/[^@?#]*)?", re.IGNORECASE)
"""With nothing that can be secret."""


class TokenAuth:
    """Adds the token to each request. On a redirect to another host, httpx removes it again."""

    def __init__(self, token: str) -> None:
        self.token = token

    def __call__(self, request: Any) -> Any:
        """Sets the header."""
        request.headers["Authorization"] = "Bearer " + self.token
        return request


def _token_problem(_: object, __: str, given: object) -> str:
    if not isinstance(given, str):
        return f"an API token must be a string, got {_shown(given)}"
    if not given:
        return "no API token: pass token=… or set the environment variable USEAPI_TOKEN"
    if given.lower().split()[:1] == ["bearer"]:
        return "the API token begins with 'Bearer': leave that out, because the client adds it"
    if len(given) > 1 and given[0] == given[-1] and given[0] in "\"'":
        return "the API token has quotes around it: leave them out"
    if not given.isascii() or not given.isprintable() or " " in given:
        return "an API token must be printable ASCII without spaces, because it is sent in a header"
    return ""


def without_slash(given: str) -> str:
    """Returns a base URL without slashes at its end."""
    return str.rstrip(given, "/") if isinstance(given, str) else given  # pyright: ignore[reportUnnecessaryIsInstance]


def _url_problem(_: object, __: str, given: object) -> str:
    url = parsed_url(given) if isinstance(given, str) else None
    if url is None or url.scheme not in ("http", "https") or url.userinfo or re.search(r"[?#\s]", f"{given}"):
        return f"base_url must be like {BASE_URL}, got {shown_url(given)}"
    has_port = url.port is None or 0 < url.port < 65_536
    return "" if has_port else f"base_url has the port {url.port}, but a port is a number from 1 to 65535"


def shown_url(given: object) -> str:
    """Returns a URL as it is shown: its user, query and fragment can be secret, and so can be what is not a URL."""
    if not isinstance(given, str):
        return _shown(given)
    if not re.match("https?://", given, re.IGNORECASE):
        return "one without http:// or https://"
    if len(given) < 100 and _HARMLESS_URL.fullmatch(given):
        return ascii(given)
    return "one that is too long, or has one of @, ? and #, or a port that is not a number"


def parsed_url(text: str) -> httpx.URL | None:
    """Returns a URL; None if it has no host, or one that cannot be looked up."""
    try:
        url = httpx.URL(text)
        host = url.raw_host.decode().encode("idna")  # what a socket makes of it
    except (httpx.InvalidURL, ValueError):
        return None
    return url if host else None


def copied(given: Mapping[str, str]) -> Mapping[str, str]:
    """Returns a copy of the headers, which cannot be changed."""
    try:
        return MappingProxyType(dict(given))
    except (TypeError, ValueError):
        return given  # the check says what is wrong


def _headers_problem(client: object, _: str, given: Any) -> str:
    if not isinstance(given, MappingProxyType):
        return "headers must be a mapping of names to values, both strings"
    headers = cast("Mapping[str, str]", given)
    own = [name for name in map(str, headers) if name.lower() == "authorization" and hasattr(client, "token")]
    if own:
        return f"the client sets the header {own[0]} itself: pass token=… instead"
    framing = [name for name in map(str, headers) if name.lower() in ("content-length", "transfer-encoding")]
    if framing:
        return f"httpx sets the header {framing[0]} itself: leave it out of headers"
    problems = [header_problem(name, value) for name, value in headers.items()]
    return next(filter(None, problems), "")


def merged(*headers: Mapping[str, str]) -> list[tuple[str, str]]:
    """Returns all headers. If several have the same name, whatever its letter case, the last one counts."""
    by_name = {name.lower(): (name, value) for each in headers for name, value in each.items()}
    return list(by_name.values())


def header_problem(name: object, value: object) -> str:
    """Returns why a header cannot be sent; empty if it can."""
    if not isinstance(name, str) or not re.fullmatch(_HEADER_NAME, name):
        return f"the name of a header must be letters, digits and hyphens, got {name!a}"
    if not isinstance(value, str) or not re.fullmatch(_HEADER_VALUE, value):
        return f"the value of the header {name} must be a string of printable ASCII, without spaces at its ends"
    return ""


def _timeout_problem(_: object, __: str, given: object) -> str:
    parts: list[object] = [*given.as_dict().values()] if isinstance(given, Timeout) else [given]
    wrong = [each for each in parts if each is not None and not (_is_number(each) and each > 0)]
    return f"timeout must be more than 0 seconds, or None for no limit, got {_shown(wrong[0])}" if wrong else ""


def _seconds_problem(_: object, name: str, given: object) -> str:
    is_right = _is_number(given) and given >= 0
    return "" if is_right else f"{name} must be a number of seconds, 0 or more, got {_shown(given)}"


def _total_problem(client: object, name: str, given: object) -> str:
    return "" if given is None else _seconds_problem(client, name, given)


def _count_problem(_: object, name: str, given: object) -> str:
    is_right = isinstance(given, int) and not isinstance(given, bool) and given >= 0
    return "" if is_right else f"{name} must be an integer, 0 or more, got {_shown(given)}"


def _kind_problem(_: object, name: str, given: object) -> str:
    kinds = _KINDS[name]
    if given is None or (isinstance(given, tuple(kinds)) and not isinstance(given, type)):
        return ""
    return f"{name} must be a {name.rpartition('_')[2]} such as {' or '.join(kinds.values())}, got {_shown(given)}"


_KINDS: dict[str, dict[type, str]] = {
    "transport": {Transport: "httpx.HTTPTransport", AsyncTransport: "httpx.AsyncHTTPTransport"},
    "httpx_client": {HttpClient: "httpx.Client"},
    "async_httpx_client": {AsyncHttpClient: "httpx.AsyncClient"},
}
"""What a setting of this name may be, each with an example."""

_PROBLEMS: dict[str, Callable[[object, str, Any], str]] = {
    "token": _token_problem,
    "base_url": _url_problem,
    "timeout": _timeout_problem,
    "total_timeout": _total_problem,
    "max_retries": _count_problem,
    "max_retry_wait": _seconds_problem,
    "max_response_bytes": _count_problem,
    "headers": _headers_problem,
    **dict.fromkeys(_KINDS, _kind_problem),
}
"""What is wrong with a setting of this name, as a sentence; empty if nothing is."""


def checked(client: object, setting: Any, given: Any) -> None:
    """Checks a setting of a client.

    Raises:
        ConfigurationError: If it cannot be used.
    """
    problem = _PROBLEMS[setting.name](client, setting.name, given)
    if problem:
        problem += _origin(setting.name, given)
        del given  # a traceback may show local variables
        raise ConfigurationError(problem)


def _origin(name: str, given: object) -> str:
    """Returns the environment variable that has this value, if the setting has one."""
    variable = _VARIABLES.get(name, "")
    text = os.environ.get(variable, "")
    return f" (environment variable {variable})" if given and given in (text, without_slash(text)) else ""


def _is_number(given: object) -> TypeGuard[float]:
    if isinstance(given, bool) or not isinstance(given, int | float):
        return False
    return -_LARGEST <= given <= _LARGEST or abs(given) == math.inf


def _shown(given: object) -> str:
    if isinstance(given, type):
        return f"the class {given.__name__}"
    is_short = given is None or isinstance(given, float) or (isinstance(given, int) and given.bit_length() < 64)
    return f"{given}" if is_short else f"a value of type {type(given).__name__}"

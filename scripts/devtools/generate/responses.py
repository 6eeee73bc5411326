"""The documented responses of an operation: the type of each, and the code that recognizes and parses it."""

from collections.abc import Iterable

from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.responses import Response

from devtools.generate.properties import reader_of, type_of

__all__ = [
    "documented_errors",
    "parsed_type_of",
    "parser_of",
    "parses_nothing",
    "status_is",
    "success_type_of",
    "successes",
]


def successes(endpoint: Endpoint) -> list[Response]:
    """Returns the documented responses with a 2xx status."""
    return [response for response in endpoint.responses.patterns if _is_success(response)]


def documented_errors(endpoint: Endpoint) -> list[int]:
    """Returns the documented statuses other than 2xx, each a status of its own and no range."""
    ranges = (response.status_code.range for response in endpoint.responses.patterns if not _is_success(response))
    return [low for low, high in filter(None, ranges) if low == high]


def success_type_of(endpoint: Endpoint) -> str:
    """Returns the type of what a success parses to."""
    return _union(_type_of(response) for response in successes(endpoint))


def parsed_type_of(endpoint: Endpoint) -> str:
    """Returns the type of what any response parses to: None if its status or body is not documented."""
    return _union([*(_type_of(response) for response in endpoint.responses), "None"])


def parser_of(response: Response) -> str:
    """Returns the expression that parses the body of a `response`: that of an error may be anything."""
    match response.source["attribute"]:
        case "None":
            return "None"
        case "response.text":
            return 'response.content.decode(errors="replace")'
        case "response.content":
            return "response.content"
        case _:
            method = "json" if _is_success(response) else "json_or_none"
            return f"response.{method}({reader_of(response.prop)})"


def parses_nothing(response: Response) -> bool:
    """Whether the response has no documented body."""
    return parser_of(response) == "None"


def status_is(response: Response) -> str:
    """Returns the condition under which `status` is that of the response."""
    low, high = response.status_code.range or (0, 0)
    return f"status == {low}" if low == high else f"{low} <= status <= {high}"


def _is_success(response: Response) -> bool:
    return response.status_code.range is not None and 200 <= response.status_code.range[0] < 300


def _type_of(response: Response) -> str:
    by_source = {"None": "None", "response.text": "str", "response.content": "bytes"}
    return by_source.get(response.source["attribute"]) or type_of(response.prop)


def _union(types: Iterable[str]) -> str:
    distinct = dict.fromkeys(types)
    return " | ".join(sorted(distinct, key=lambda each: each == "None"))  # the others stay in order

"""Variations in how a response is written: its numbers, its JSON, its headers."""

import json
from itertools import count
from random import Random
from typing import Any

from attrs import evolve

from flowmusic_contract.areas.variations.changing import in_json, in_response, with_content_type
from flowmusic_contract.engine.fault import UsageJson, in_usage, variation
from flowmusic_contract.mock_server import Handler, Response


@variation
def integers_have_a_fraction(handler: Handler) -> Handler:
    """Every integer is written with a zero fraction, such as 60.0."""
    return in_json(handler, lambda document: json.dumps(_floats(document)))


@variation
def integers_have_an_exponent(handler: Handler) -> Handler:
    """Some integers are written with an exponent, such as 7.2E+2."""

    def change(response: Response) -> Response:
        return evolve(response, body=response.body.replace(b'"amount":720,', b'"amount":7.2E+2,'))

    return in_response(handler, change)


@variation
def keys_in_reverse_order(handler: Handler) -> Handler:
    """The keys of every object are in reverse order."""
    return in_json(handler, lambda document: json.dumps(_reversed(document)))


@variation
def elements_in_random_order(handler: Handler) -> Handler:
    """Events and conversations are in a different order in every response."""
    random = Random(1)  # noqa: S311 - no secret

    def shuffle(usage: UsageJson) -> None:
        random.shuffle(usage["events"])
        random.shuffle(usage["summary"]["per_conversation"])

    return in_usage(shuffle)(handler)


@variation
def indented(handler: Handler) -> Handler:
    """The JSON is indented and ends with a newline."""
    return in_json(handler, lambda document: json.dumps(document, indent=4, ensure_ascii=False) + "\n")


@variation
def non_ascii_is_escaped(handler: Handler) -> Handler:
    """All non-ASCII characters are escaped."""
    return in_json(handler, json.dumps)


@variation
def slashes_are_escaped(handler: Handler) -> Handler:
    """Slashes, which are also in titles, and at signs are escaped."""

    def encode(document: Any) -> str:
        with_slashes = json.dumps(document).replace("Sample Song", "Sample/Song")
        return with_slashes.replace("/", "\\/").replace("@", "\\u0040")

    return in_json(handler, encode)


@variation
def content_type_has_a_charset(handler: Handler) -> Handler:
    """The content type names a charset."""
    return in_response(handler, lambda response: with_content_type(response, "application/json; charset=utf-8"))


@variation
def content_type_is_vendor_json(handler: Handler) -> Handler:
    """The content type is the JSON type of a vendor, in capital letters."""
    return in_response(handler, lambda response: with_content_type(response, "Application/Vnd.UsageJson+JSON;v=1"))


@variation
def extra_headers(handler: Handler) -> Handler:
    """Every response has extra headers, one of them with a new value each time."""
    number = count(1)

    def change(response: Response) -> Response:
        more = ("x-request-id", f"{next(number):08x}"), ("cache-control", "no-store"), ("server", "nginx")
        return evolve(response, headers=(*response.headers, *more))

    return in_response(handler, change)


def _floats(value: Any) -> Any:
    match value:
        case bool():
            return value
        case int():
            return float(value)
        case dict():
            return {name: _floats(member) for name, member in value.items()}
        case list():
            return [_floats(element) for element in value]
        case _:
            return value


def _reversed(value: Any) -> Any:
    match value:
        case dict():
            return {name: _reversed(value[name]) for name in reversed(value)}
        case list():
            return [_reversed(element) for element in value]
        case _:
            return value

"""Whether a response, or what a program printed, contains a text in any of the forms that programs give it."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from functools import cache
from urllib.parse import quote

from attrs import evolve

from flowmusic_contract.engine.exchange import Exchange
from flowmusic_contract.engine.remembering import remember_short

_SEARCHED = 200_000
"""How many bytes of a body are searched for a token in every form. For its plain form, the whole body is searched."""

_SHORTEST_PIECE = 12
"""Number of characters of a token that are not a word by chance."""

_ENOUGH = 15
"""Number of characters of a token that are enough to guess the rest, if they are half of it."""

_SECRET = re.compile(r"(?=[A-Za-z_]*[0-9])(?=[0-9_]*[A-Za-z])\w{8,}", re.ASCII)
"""A part of a token that is not a word, because it has digits and letters. It is most of the token."""


def contains(exchange: Exchange, text: str) -> bool:
    """Returns whether the body or a header contains the text, as it is or as in a URL."""
    headers = _headers(exchange)
    return any(form in exchange.body or form in headers for form in forms_of(text))


def part_with(exchange: Exchange, is_in: Callable[[Exchange], bool]) -> str:
    """Returns the name of the first header in which something is, or `body`."""
    for header in exchange.headers or ():
        if is_in(evolve(exchange, headers=(header,), body=b"")):
            return header[0]
    return "body"


def contains_token(exchange: Exchange, token: str) -> bool:
    """Returns whether the body or a header contains a token, or enough of it to guess the rest, in any form."""
    response = _headers(exchange) + b"\n" + exchange.body[:_SEARCHED]
    return _finder(token)(response) or contains(exchange, token)


def text_contains_token(text: bytes, token: str) -> bool:
    """Returns whether a text contains a token, or enough of it to guess the rest, in any form."""
    return _finder(token)(text[:_SEARCHED]) or any(form in text for form in forms_of(token))


@cache
def _finder(token: str) -> Callable[[bytes], bool]:
    forms = _token_forms(token)

    @remember_short
    def find(response: bytes) -> bool:
        lowered = response.lower()
        return any(form in lowered for form in forms)

    return find


def _headers(exchange: Exchange) -> bytes:
    return "\n".join([value for _, value in exchange.headers or ()]).encode("utf-8", "replace")


@cache
def forms_of(text: str) -> tuple[bytes, ...]:
    """Returns the text as it is and percent-encoded, with and without its slashes."""
    return tuple(form.encode("utf-8", "replace") for form in (text, quote(text), quote(text, safe="")))


def _token_forms(token: str) -> tuple[bytes, ...]:
    """Returns the token, most of it, its secrets and its usual encodings, all in lower case."""
    raw = token.encode("utf-8", "replace")
    half, most = -(-len(token) // 2), -(-len(token) * 3 // 4)
    piece = max(half, min(most, _ENOUGH))
    pieces = [token[:piece], token[-piece:]] if piece >= _SHORTEST_PIECE else []
    escaped = "".join(f"\\u{ord(character):04x}" for character in token)
    forms = [token, *pieces, *_SECRET.findall(token), raw.hex(), escaped, *_in_base64(raw)]
    return tuple(form.lower().encode("utf-8", "replace") for form in forms)


def _in_base64(raw: bytes) -> Iterator[str]:
    """Yields what Base64 makes of the bytes wherever they begin in a longer text."""
    for before in range(3):
        first, last = -(-before * 8 // 6), (before + len(raw)) * 8 // 6  # those that no other bytes affect
        encoded = b64encode(bytes(before) + raw).decode()[first:last]
        yield encoded
        yield encoded.translate(str.maketrans("+/", "-_"))

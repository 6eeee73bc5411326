"""Clients that read or report a text in the wrong way."""

import re
import unicodedata
from collections.abc import Callable

import httpx

from flowmusic_contract.areas.client import rules
from flowmusic_contract.areas.client.correct import PATH, correct, events_of, send, validated
from flowmusic_contract.engine.client_fault import ClientOutput, client_fault

_PIECE = 65_536
"""Bytes of a body that some clients read at a time."""


@client_fault(breaks=[rules.usage_is_reported_by_value])
def decodes_each_piece_of_a_body(base_url: str, email: str, token: str) -> ClientOutput:
    """The client decodes each 64 KiB of a body by itself, and loses a character that is in two of them."""
    response = send(base_url + PATH, token, email)
    pieces = (response.content[start : start + _PIECE] for start in range(0, len(response.content), _PIECE))
    text = "".join(piece.decode(errors="replace") for piece in pieces)
    return validated(httpx.Response(response.status_code, text=text))


@client_fault(breaks=[rules.usage_is_reported_by_value])
def keeps_the_backslash_of_a_slash(base_url: str, email: str, token: str) -> ClientOutput:
    """The client reports an escaped slash with its backslash."""
    response = send(base_url + PATH, token, email)
    return validated(httpx.Response(response.status_code, text=response.text.replace("\\/", "\\\\/")))


@client_fault(breaks=[rules.usage_is_reported_by_value])
def normalizes_line_ends(base_url: str, email: str, token: str) -> ClientOutput:
    """The client reports a carriage return with a line feed as a line feed."""
    return _with_titles(correct(base_url, email, token), lambda title: title and title.replace("\r\n", "\n"))


@client_fault(breaks=[rules.usage_is_reported_by_value])
def drops_invisible_characters(base_url: str, email: str, token: str) -> ClientOutput:
    """The client reports titles without the characters that only format them, such as a soft hyphen."""
    return _with_titles(correct(base_url, email, token), lambda title: title and "".join(filter(_is_visible, title)))


@client_fault(breaks=[rules.usage_is_reported_by_value])
def drops_byte_order_marks(base_url: str, email: str, token: str) -> ClientOutput:
    """The client takes the first character of a title for a byte order mark."""
    return _with_titles(correct(base_url, email, token), lambda title: title and title.removeprefix("\ufeff"))


@client_fault(breaks=[rules.usage_is_reported_by_value])
def expands_variables(base_url: str, email: str, token: str) -> ClientOutput:
    """The client takes titles for templates, and puts the values of variables into them."""
    return _with_titles(correct(base_url, email, token), lambda title: title and re.sub(r"\$\{?\w+\}?", "", title))


@client_fault(breaks=[rules.usage_is_reported_by_value])
def reports_null_titles_as_empty(base_url: str, email: str, token: str) -> ClientOutput:
    """The client reports a null title as an empty string."""
    return _with_titles(correct(base_url, email, token), lambda title: title or "")


def _with_titles(output: ClientOutput, change: Callable[[str | None], str | None]) -> ClientOutput:
    for event in events_of(output):
        event["conversation_title"] = change(event["conversation_title"])
    return output


def _is_visible(character: str) -> bool:
    return unicodedata.category(character) != "Cf"

"""Clients that read or report a text in the wrong way."""

import unicodedata

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
    output = correct(base_url, email, token)
    for event in events_of(output):
        event["conversation_title"] = event["conversation_title"] and event["conversation_title"].replace("\r\n", "\n")
    return output


@client_fault(breaks=[rules.usage_is_reported_by_value])
def drops_invisible_characters(base_url: str, email: str, token: str) -> ClientOutput:
    """The client reports titles without the characters that only format them, such as a soft hyphen."""
    output = correct(base_url, email, token)
    for event in events_of(output):
        title = event["conversation_title"] or ""
        visible = [character for character in title if unicodedata.category(character) != "Cf"]
        event["conversation_title"] = event["conversation_title"] and "".join(visible)
    return output


@client_fault(breaks=[rules.usage_is_reported_by_value])
def reports_null_titles_as_empty(base_url: str, email: str, token: str) -> ClientOutput:
    """The client reports a null title as an empty string."""
    output = correct(base_url, email, token)
    for event in events_of(output):
        event["conversation_title"] = event["conversation_title"] or ""
    return output

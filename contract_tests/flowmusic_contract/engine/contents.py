"""Whether a response contains a text in any of the forms that a URL gives it."""

from functools import cache
from urllib.parse import quote

from flowmusic_contract.engine.subjects import Exchange


def contains(exchange: Exchange, text: str) -> bool:
    """Returns whether the body or a header contains the text."""
    headers = "\n".join(value for _, value in exchange.headers or ()).encode("utf-8", "replace")
    return any(form in exchange.body or form in headers for form in forms_of(text))


@cache
def forms_of(text: str) -> tuple[bytes, ...]:
    """Returns the text as it is and percent-encoded, with and without its slashes."""
    return tuple(form.encode("utf-8", "replace") for form in (text, quote(text), quote(text, safe="")))

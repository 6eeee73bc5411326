"""JSON paths, on one line whatever the keys are."""

import json
import re

from flowmusic_contract.engine.expectation import JsonPath

_PLAIN = re.compile(r"[A-Za-z_]\w*", re.ASCII)


def json_path(location: JsonPath) -> str:
    """Returns a location in a document, such as `$.events[0].amount`."""
    return "$" + "".join(_step(step) for step in location)


def normalized_path(location: JsonPath) -> str:
    """Returns a location without its row, such as `$.events[*].amount`, which is the same in every response."""
    return "$" + "".join("[*]" if isinstance(step, int) else _step(step) for step in location)


def escape_unprintable(text: str) -> str:
    """Returns the text with JSON escapes for line ends, control characters and lone surrogates."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else json.dumps(letter)[1:-1] for letter in text)


def _step(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    if _PLAIN.fullmatch(step):
        return f".{step}"
    quoted = step.replace("\\", "\\\\").replace("'", "\\'")
    return f"['{escape_unprintable(quoted)}']"

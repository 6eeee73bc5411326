"""How a place in a document is written: as a JSON path, on one line whatever its keys are."""

import json
import re

from flowmusic_contract.rules.expectation import Path

_PLAIN = re.compile(r"[A-Za-z_]\w*", re.ASCII)


def json_path(at: Path) -> str:
    """Returns the place in a document, such as `$.events[0].amount`."""
    return "$" + "".join(_step(step) for step in at)


def normalised_path(at: Path) -> str:
    """Returns the place without its row, such as `$.events[*].amount`: it stays the same from answer to answer."""
    return "$" + "".join("[*]" if isinstance(step, int) else _step(step) for step in at)


def visible(text: str) -> str:
    """Returns the text with everything that does not print as its JSON escape: line ends, controls, lone surrogates."""
    return "".join(letter if letter.isprintable() else json.dumps(letter)[1:-1] for letter in text)


def _step(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    if _PLAIN.fullmatch(step):
        return f".{step}"
    quoted = step.replace("\\", "\\\\").replace("'", "\\'")
    return f"['{visible(quoted)}']"

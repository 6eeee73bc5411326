"""The spec, `openapi.yaml`: read, never written."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_INSTALLED = Path(__file__).with_name("openapi.yaml")
_IN_REPOSITORY = Path(__file__).parents[2] / "openapi.yaml"


@cache
def spec() -> dict[str, Any]:
    """Returns the whole document."""
    path = _INSTALLED if _INSTALLED.exists() else _IN_REPOSITORY
    document: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return document


def at(pointer: str) -> Any:
    """Returns what stands at a JSON pointer such as `#/components/schemas/UsageEvent`.

    Raises:
        KeyError: if nothing stands there.
    """
    place: Any = spec()
    for token in pointer.removeprefix("#/").split("/"):
        key = token.replace("~1", "/").replace("~0", "~")
        place = place[int(key) if isinstance(place, list) else key]
    return place

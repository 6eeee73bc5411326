# Generated from openapi.yaml by scripts/generate. Do not edit.
"""Replaces an API token by `***`, also where a server repeats it escaped or in part."""

import re
from functools import lru_cache

_SHORTEST_PART = 8
"""Characters. A shorter part of a token can be a word by chance."""

_LONGEST_WITH_PARTS = 100
"""Characters. Of a longer token, only the beginnings are searched, not all parts."""


def mask(content: bytes, secret: str) -> bytes:
    """Returns the content without the secret: whole, or any half of it, in any usual form of escaping."""
    return _pattern(secret).sub(b"***", content) if secret else content


def mask_text(text: str, secret: str) -> str:
    """Like `mask`, for a text."""
    return mask(text.encode(errors="surrogatepass"), secret).decode(errors="surrogatepass")


@lru_cache(maxsize=4)
def _pattern(secret: str) -> re.Pattern[bytes]:
    forms = [_forms(character) for character in secret]
    length = max(_SHORTEST_PART, (len(forms) + 1) // 2)
    if len(forms) <= length:
        parts = ["".join(forms)]
    else:
        starts = range(len(forms) - length + 1) if len(forms) <= _LONGEST_WITH_PARTS else range(1)
        parts = ["".join(forms[at : at + length]) + _optional(forms[at + length :]) for at in starts]
    return re.compile("|".join(parts).encode(), re.IGNORECASE)


def _optional(forms: list[str]) -> str:
    """Returns a pattern of as many of the forms, from the first on, as there are."""
    return "".join(f"(?:{form}" for form in forms) + ")?" * len(forms)


def _forms(character: str) -> str:
    """Returns a pattern of one ASCII character: as it is, percent-encoded (more than once, too), and escaped."""
    from html.entities import html5  # large, and only needed when something went wrong

    code = ord(character)
    names = [name for name, value in html5.items() if value == character and name.endswith(";")]
    escaped = [
        rf"\\*{re.escape(character)}",
        rf"%(?:25)*{code:02x}",
        r"\\+(?:u\{?0*|x)" + f"{code:02x}" + r"\}?",
        rf"\\0*{code:o}",
        rf"&#0*{code};",
        rf"&#x0*{code:x};",
        f"={code:02x}",
        *(f"&{name}" for name in names),
    ]
    return f"(?:{'|'.join(escaped)})"

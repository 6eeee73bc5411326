# Generated from openapi.yaml by scripts/generate. Do not edit.
"""Replaces an API token by `***`, also where a server repeats it escaped or in part. The time grows with the length."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

_SHORTEST_PART = 8
"""Characters. A shorter part of a token can be a word by chance."""

_BASES = (16, 16, 8, 10, 16)
"""The bases of the numbers in the first groups of an escape. The other groups are a character's name, and a character."""

_ESCAPES = (
    r"\\*%(?:25)*([2-7][0-9a-f])"
    r"|\\+(?:u\{?0*|x)([2-7][0-9a-f])\}?"
    r"|\\+0*(1[0-7][0-7]|[4-7][0-7])"
    r"|\\*&#0*(1[0-9][0-9]|[3-9][0-9]);"
    r"|\\*&#x0*([2-7][0-9a-f]);"
    r"|\\*&([a-z]+;)"
    r"|\\+(.)"
)
"""One ASCII character: percent-encoded (more than once, too), or escaped."""

_WAYS_TO_READ = tuple(pattern.encode() for pattern in ("(?!)", _ESCAPES, _ESCAPES.replace("%", "[%=]", 1)))
"""As it is, with escapes, and with those of quoted-printable: what looks like an escape can be a part of the token."""


def mask(content: bytes, secret: str) -> bytes:
    """Returns the content without the secret: whole, or any half of it, in any usual form of escaping."""
    if not secret:
        return content
    pieces: list[bytes] = []
    end = 0
    for start, stop in sorted(span for way in _WAYS_TO_READ for span in _found(content, secret, way)):
        if start >= end:
            pieces += [content[end:start], b"***"]
        end = max(end, stop)
    return b"".join([*pieces, content[end:]])


def mask_text(text: str, secret: str) -> str:
    """Like `mask`, for a text."""
    return mask(text.encode(errors="surrogatepass"), secret).decode(errors="surrogatepass")


def _found(content: bytes, secret: str, way: bytes) -> Iterator[tuple[int, int]]:
    """Yields where the secret, or at least half of it, begins and ends. These places can overlap."""
    text, starts = _read(content, way)
    plain = secret.lower().encode()
    for wanted in {plain, _read(plain, way)[0]}:
        shortest = min(len(wanted), max(_SHORTEST_PART, (len(wanted) + 1) // 2))
        for end, length in enumerate(_lengths(text, _parts(wanted)), 1):
            if length >= shortest:
                yield starts[end - length], starts[end]


def _read(content: bytes, way: bytes) -> tuple[bytes, list[int]]:
    """Returns the content in lower case without its escapes, and where each of its characters starts."""
    content = content.lower()
    text = bytearray()
    starts: list[int] = []
    end = 0
    for found in re.finditer(way, content, re.DOTALL):
        character = _character(found)
        if character is not None:
            text += content[end : found.start()]
            starts += range(end, found.start() + 1)
            text.append(character)
            end = found.end()
    text += content[end:]
    return bytes(text).lower(), [*starts, *range(end, len(content) + 1)]


def _character(found: re.Match[bytes]) -> int | None:
    group = found.lastindex or 0
    escape = found[group]
    if group <= len(_BASES):
        return int(escape, _BASES[group - 1])
    return _named_characters().get(escape.decode()) if escape.endswith(b";") else escape[0]


@cache
def _named_characters() -> dict[str, int]:
    from html.entities import html5  # large, and only needed when something went wrong

    return {name.lower(): ord(value) for name, value in html5.items() if len(value) == 1 and value.isascii()}


class _Part:
    """All parts of a text that end at the same places in it: a state of a suffix automaton."""

    def __init__(self, length: int, shorter: "_Part | None", longer: "dict[int, _Part]") -> None:
        self.length = length
        """The length of the longest of these parts."""
        self.shorter = shorter
        """The longest part that ends there and at other places, too."""
        self.longer = longer
        """The parts with one more character, by that character."""


@lru_cache(maxsize=8)
def _parts(text: bytes) -> _Part:
    """Returns the empty part of a text, which leads to every other part."""
    empty = last = _Part(0, None, {})
    for character in text:
        whole = _Part(last.length + 1, empty, {})
        before: _Part | None = last
        while before and character not in before.longer:
            before.longer[character] = whole
            before = before.shorter
        if before:
            whole.shorter = _split(before, character)
        last = whole
    return empty


def _split(before: _Part, character: int) -> _Part:
    """Returns the part that is exactly one character longer, and makes it if there are only longer ones."""
    found = before.longer[character]
    if found.length == before.length + 1:
        return found
    part = _Part(before.length + 1, found.shorter, dict(found.longer))
    found.shorter = part
    each: _Part | None = before
    while each and each.longer.get(character) is found:
        each.longer[character] = part
        each = each.shorter
    return part


def _lengths(text: bytes, empty: _Part) -> Iterator[int]:
    """Yields, for each place in a text, the length of the longest part that ends there."""
    part, length = empty, 0
    for character in text:
        while part.shorter and character not in part.longer:
            part = part.shorter
            length = part.length
        if character in part.longer:
            part = part.longer[character]
            length += 1
        yield length

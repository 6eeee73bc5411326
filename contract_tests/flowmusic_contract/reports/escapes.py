"""A text as programs decode it: percent-encoding, JSON and shell escapes, HTML entities, quoted-printable."""

import html
import re

from attrs import frozen

Span = tuple[int, int]

_LAYERS = 8
"""How many escapes inside one another are decoded."""

_HEX = r"[0-9a-f]{2}"
_BACKSLASHES = r"(?<!\\)\\++"
"""All that follow one another: to try each of them as the first would take time that grows with their square."""

_USUAL = (
    rf"%(?:25)*(?:u00)?(?P<percent>{_HEX})"
    rf"|{_BACKSLASHES}(?:u000000|u00|u\{{0*|x)(?P<hex>{_HEX})\}}?"
    rf"|{_BACKSLASHES}(?P<octal>[0-3][0-7]{{2}})"
    r"|&\#0*(?P<decimal>\d{1,3});?"
    rf"|&\#x0*(?P<entity>[0-9a-f]{{1,2}});?"
    r"|&(?:amp;)*(?P<name>[a-z]+\d*);"
)
_QUOTED_PRINTABLE = rf"|=(?P<quoted>{_HEX})|(?P<soft_line_break>=\r?\n)"

_ESCAPE = re.compile(_USUAL, re.IGNORECASE)
_ESCAPE_OR_QUOTED_PRINTABLE = re.compile(_USUAL + _QUOTED_PRINTABLE, re.IGNORECASE)
_QUOTE = re.compile(r"""[\\'"]""")
"""What shells and JSON put between the characters of a text."""

_BASES = {"percent": 16, "hex": 16, "octal": 8, "decimal": 10, "entity": 16, "quoted": 16}


@frozen
class DecodedText:
    """A decoded text, in lower case, and the part of the source that each of its characters comes from."""

    text: str
    spans: list[Span]

    def is_joined(self, index: int) -> bool:
        """Returns whether the character at this index follows the one before it, without a quote between them."""
        return self.spans[index - 1][1] == self.spans[index][0]

    def source_of(self, start: int, end: int) -> Span:
        """Returns the part of the source that a part of the text comes from."""
        return self.spans[start][0], self.spans[end - 1][1]


def decoded_views(text: str) -> tuple[DecodedText, DecodedText, DecodedText]:
    """Returns the text as it is, decoded, and decoded as quoted-printable, too; all without quotes."""
    source = DecodedText("".join(letter.lower()[:1] for letter in text), [(at, at + 1) for at in range(len(text))])
    return (
        _replaced(source, _QUOTE),
        _replaced(_decoded(source, _ESCAPE), _QUOTE),
        _replaced(_decoded(source, _ESCAPE_OR_QUOTED_PRINTABLE), _QUOTE),
    )


def _decoded(view: DecodedText, escape: re.Pattern[str]) -> DecodedText:
    for _ in range(_LAYERS):
        decoded = _replaced(view, escape)
        if decoded.text == view.text:
            break
        view = decoded
    return view


def _replaced(view: DecodedText, pattern: re.Pattern[str]) -> DecodedText:
    pieces: list[str] = []
    spans: list[Span] = []
    end = 0
    for match in pattern.finditer(view.text):
        meaning = _meaning(match)
        pieces += view.text[end : match.start()], meaning
        spans += view.spans[end : match.start()]
        spans += [(view.spans[match.start()][0], view.spans[match.end() - 1][1])] * len(meaning)
        end = match.end()
    return DecodedText("".join([*pieces, view.text[end:]]), spans + view.spans[end:])


def _meaning(match: re.Match[str]) -> str:
    kind = match.lastgroup
    if kind in _BASES:
        return chr(int(match[kind], _BASES[kind])).lower()
    return html.unescape(f"&{match[kind]};").lower() if kind == "name" else ""

"""Folds long sentences, so that a terminal breaks no word."""

import textwrap

WIDEST = 112
"""Characters of the longest line that people read with ease."""


def folded_lines(line: str, indent: str, width: int | None) -> list[str]:
    """Returns a line as several of at most this width, the others indented; as it is without a width."""
    if width is None or len(line) <= width:
        return [line]
    return textwrap.wrap(line, width, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False)

"""Folds long sentences on a terminal. What goes to a file or to another program stays on one line."""

import shutil
import sys
import textwrap

_WIDEST = 112


def terminal_width() -> int | None:
    """Returns how wide a line can be on the terminal; None if standard output is not a terminal."""
    if sys.stdout is None or not sys.stdout.isatty():
        return None
    return min(_WIDEST, shutil.get_terminal_size().columns)


def folded(text: str, indent: int) -> str:
    """Returns an indented text, folded if standard output is a terminal."""
    margin = " " * indent
    width = terminal_width()
    if width is None:
        return margin + text
    lines = textwrap.wrap(text, width - indent, break_on_hyphens=False, break_long_words=False)
    return "\n".join(margin + line for line in lines)

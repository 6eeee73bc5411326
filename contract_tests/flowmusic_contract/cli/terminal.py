"""Folds long sentences on a terminal. What goes to a file or to another program stays on one line."""

import shutil
import sys

from flowmusic_contract.reports import folding


def terminal_width() -> int | None:
    """Returns how wide a line can be on the terminal; None if standard output is not a terminal."""
    if sys.stdout is None or not sys.stdout.isatty():
        return None
    return min(folding.WIDEST, shutil.get_terminal_size().columns)


def folded(text: str, indent: int) -> str:
    """Returns an indented text, folded if standard output is a terminal."""
    margin = " " * indent
    return "\n".join(folding.folded_lines(margin + text, margin, terminal_width()))

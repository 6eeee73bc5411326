"""Command lines of programs that a user wants to run. No shell is used, so that they mean the same everywhere."""

import shlex
from contextlib import suppress

_OPERATORS = "&|;<>"


def words_of(line: str) -> list[str]:
    """Returns the words of a command line.

    Raises:
        ValueError: if it has none, a quotation mark without its counterpart, or an operator of the shell.
    """
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise ValueError(f"cannot split the command {line!r} into words: {error}") from error
    if not words:
        raise ValueError("the command is empty")
    for operator in filter(None, map(_operator, _unquoted(line, words))):
        raise ValueError(f"the command is not run by a shell, which {operator} needs: use \"sh -c '…'\"")
    return words


def _unquoted(line: str, words: list[str]) -> list[str]:
    """Returns the words that have neither quotation marks nor backslashes."""
    with suppress(ValueError):  # this way of splitting knows no backslashes
        return [word for word in shlex.split(line, posix=False) if word in words]
    return []


def _operator(word: str) -> str:
    if not word.strip(_OPERATORS):
        return word
    return ";" if word.endswith(";") else ""

"""The name that the program was started by, and the command that repeats a check."""

import os
import shlex
import sys
from collections.abc import Container, Iterator
from pathlib import Path
from typing import Any

import click

ARGUMENTS = "flowmusic_contract.arguments"
"""Where a command's context keeps the words that the user typed."""

_NAME = "FLOWMUSIC_CONTRACT_NAME"
"""Set by scripts/contract and scripts/mock."""

_INSTALLED = "flowmusic-contract"

NOT_REPEATED = frozenset({"rule", "require", "case", "json", "junit", "sarif", "html", "markdown"})
"""Options that a repeated check of one rule does not need: it chooses its rule and case, and writes no report."""


def program_name() -> str:
    """Returns the command that starts this program, such that the user can paste it."""
    if os.environ.get(_NAME):
        return shlex.quote(os.environ[_NAME])
    return _INSTALLED if Path(sys.argv[0]).stem == _INSTALLED else "python -m flowmusic_contract"


def command_of(context: click.Context, omitted: Container[str] = ()) -> str:
    """Returns the command that the user typed, with each option as it was given, quoted for a shell."""
    return " ".join([context.command_path, *map(shlex.quote, _words(context, omitted))])


def _words(context: click.Context, omitted: Container[str]) -> Iterator[str]:
    arguments: list[str] = list(context.meta[ARGUMENTS])
    given, positional, _ = context.command.make_parser(context).parse_args(arguments)
    for parameter in context.command.params:
        if parameter.name in given and parameter.name not in omitted and isinstance(parameter, click.Option):
            yield from _option(parameter, given[parameter.name])
    for parameter in context.command.params:
        if isinstance(parameter, click.Argument) and given.get(parameter.name or ""):
            yield str(given[parameter.name or ""])
    yield from positional


def _option(option: click.Option, value: Any) -> Iterator[str]:
    if option.is_flag:
        yield option.opts[0] if value else option.secondary_opts[0]
        return
    for each in value if option.multiple else [value]:
        yield from (option.opts[0], str(each))

"""The help of a command, formatted with rich."""

import inspect
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console

_WIDEST = 100


def help_text(command: click.Command, context: click.Context) -> str:
    """Returns what --help prints: the usage, the description, the commands and the options."""
    from rich.console import Console  # noqa: PLC0415 - rich is imported when it is used
    from rich.padding import Padding  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console = Console(highlight=False)
    console.width = min(console.width, _WIDEST)
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    with console.capture() as capture:
        console.print(Text.assemble(("Usage: ", "bold"), usage))
        for paragraph in [*inspect.cleandoc(command.help or "").split("\n\n"), *filter(None, [command.epilog])]:
            console.print()
            console.print(Padding(Text(paragraph if "\n  " in paragraph else " ".join(paragraph.split())), (0, 2)))
        for title, rows in (("Commands", _commands(command, context)), ("Options", _parameters(command, context))):
            _print_table(console, title, list(rows))
    return "\n".join(line.rstrip() for line in capture.get().splitlines()).rstrip("\n")


def sentence_of(option: click.Option) -> str:
    """Returns the help of an option, which says whether several values can be given."""
    text = option.help or ""
    return f"{text.removesuffix('.')} (can be repeated)." if option.multiple else text


def _print_table(console: "Console", title: str, rows: list[tuple[str, str]]) -> None:
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    if rows:
        table = Table(box=None, show_header=False, padding=(0, 1, 0, 1))
        table.add_column(no_wrap=True)
        table.add_column()
        for name, help_line in rows:
            table.add_row(Text(name, "cyan"), Text(help_line))
        console.print()
        console.print(Text(title, "bold"))
        console.print(table)


def _commands(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            member = command.get_command(context, name)
            yield name, member.get_short_help_str(limit=200) if member else ""


def _parameters(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record and isinstance(parameter, click.Option):
            name, text = record
            yield name, text.replace(parameter.help or "", sentence_of(parameter))

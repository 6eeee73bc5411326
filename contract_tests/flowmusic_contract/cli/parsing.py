"""How click reads the arguments of a command and prints its help."""

import difflib
import shlex
from collections.abc import Sequence

import click
from click.core import augment_usage_errors

from flowmusic_contract.cli.help import help_text
from flowmusic_contract.cli.program import ARGUMENTS

EMPTY = "expected a value, got an empty one"
"""Why an option without a value is refused: it would count as not given."""


class _Helpful(click.Command):
    """A command with --version, and with its help formatted by rich."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Adds --version."""
        return _with_version(super().get_params(ctx))

    def get_help(self, ctx: click.Context) -> str:
        """Formats the help with rich."""
        return help_text(self, ctx)


class Command(_Helpful):
    """A command whose options have one value each; an option with several values is repeated."""

    allow_extra_args = True  # to explain them

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keeps what the user typed, so that it can be repeated, and explains words that cannot be used."""
        ctx.meta[ARGUMENTS] = tuple(args)
        with augment_usage_errors(ctx):  # to name the help of this command
            _refuse_repeated(self.make_parser(ctx).parse_args(list(args))[2])
            rest = super().parse_args(ctx, args)
        for parameter in self.params:
            value = ctx.params.get(parameter.name or "")
            if "" in (value if isinstance(value, tuple) else [value]):  # such as "$VARIABLE" that is not set
                raise click.BadParameter(EMPTY, ctx, parameter)
        if rest:
            raise click.UsageError(_unexpected(rest[0], self, ctx.meta[ARGUMENTS]), ctx)
        return rest


class Group(_Helpful, click.Group):
    """A group that lists its commands in the order of their definition."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's
        """Returns the names in the order of their definition."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Suggests the nearest command for one that does not exist."""
        name = args[0]
        if name not in self.commands and not name.startswith("-"):
            near = difflib.get_close_matches(name, self.commands, n=1)
            hint = f"did you mean {near[0]}?" if near else f"the commands are {', '.join(self.commands)}"
            raise click.UsageError(f"no command {name!r}: {hint}", ctx)
        return super().resolve_command(ctx, args)


def _refuse_repeated(given: Sequence[click.Parameter]) -> None:
    # click would use the last value, and the user would not notice that the others do nothing.
    for index, option in enumerate(given):
        if isinstance(option, click.Option) and _has_one_value(option) and option in given[:index]:
            names = " or ".join([*option.opts, *option.secondary_opts])
            raise click.UsageError(f"give {names} only once")


def _has_one_value(option: click.Option) -> bool:
    return not option.multiple and (not option.is_flag or bool(option.secondary_opts))


def _unexpected(word: str, command: click.Command, arguments: Sequence[str]) -> str:
    """Returns a message about an unexpected word. The option before it shows what the user probably meant."""
    index = arguments.index(word)
    start, option = _option_before(index, command, arguments)
    if option and option.metavar == "CMD":
        quoted = shlex.quote(" ".join(arguments[start + 1 : index + 1]))
        return f"unexpected argument {word!r}: quote the whole command: {option.opts[0]} {quoted}"
    if "@" in word:
        option = next((each for each in _options(command) if each.multiple and each.metavar == "E"), option)
    if option and option.multiple:
        name = option.opts[0]
        return f"unexpected argument {word!r}: to give several values, repeat {name}: {name} {word} {name} …"
    return f"unexpected argument {word!r}"


def _option_before(index: int, command: click.Command, arguments: Sequence[str]) -> tuple[int, click.Option | None]:
    for start in range(index - 1, -1, -1):
        name = arguments[start].partition("=")[0]
        if name.startswith("-"):
            return start, next((each for each in _options(command) if name in (*each.opts, *each.secondary_opts)), None)
    return index, None


def _options(command: click.Command) -> list[click.Option]:
    return [each for each in command.params if isinstance(each, click.Option)]


def _with_version(parameters: list[click.Parameter]) -> list[click.Parameter]:
    return [*parameters[:-1], _VERSION, *parameters[-1:]]  # the last one is --help


def _print_version(context: click.Context, _parameter: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's
    if value and not context.resilient_parsing:
        from flowmusic_contract.spec import version  # noqa: PLC0415 - the spec is read when it is needed

        click.echo(f"flowmusic-contract {version()}")
        context.exit()


_VERSION = click.Option(
    ["--version"],
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the version and exit.",
)

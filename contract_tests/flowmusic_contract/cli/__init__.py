"""The command line: `flowmusic-contract`, or `scripts/contract` in the repository.

Exit code 0: the contract is kept. 1: it is broken. 2: the check could not run, or saw too little.
"""

import errno
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from io import TextIOWrapper

import click

from flowmusic_contract.cli.commands import root
from flowmusic_contract.cli.environment import DEBUG, redaction_of
from flowmusic_contract.cli.program import program_name
from flowmusic_contract.errors import CannotRunError

NOT_RUN = 2
_INTERRUPTED = 130
_OUTPUT_ENDED = (errno.EPIPE, errno.ENOSPC)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    for stream in sys.stdout, sys.stderr:
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a response may contain what no encoding can print
    try:
        exit_code = _run(sys.argv[1:] if arguments is None else arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:  # the reader of the output has gone, as `head` does
        return NOT_RUN
    except OSError as error:
        return _complain(f"cannot write the output: {error.strerror or error}")
    finally:
        _drop_what_cannot_be_written()
    return exit_code


def _run(arguments: Sequence[str]) -> int:
    try:
        with root.make_context(program_name(), list(arguments)) as context:
            exit_code: int = root.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else program_name()
        return _complain(f"{error.format_message().rstrip('.')} (see {command} --help)")
    except CannotRunError as problem:
        return _complain(str(problem))
    except Exception as error:
        if os.environ.get(DEBUG) or _is_foreseen(error):
            raise
        return _complain(_unforeseen(error))
    return exit_code


def _is_foreseen(error: Exception) -> bool:
    if isinstance(error, ModuleNotFoundError):  # `__main__` says how to install it
        return not str(error.name).startswith("flowmusic_")
    return isinstance(error, OSError) and error.errno in _OUTPUT_ENDED


def _unforeseen(error: Exception) -> str:
    return (
        f"this is an error of the check itself, not of its target: {type(error).__name__}: {error}. "
        f"Please report it, with what the same command prints if {DEBUG}=1 is set"
    )


def _complain(message: str) -> int:
    """Prints one line about why the check could not run, and returns the exit code for that."""
    from flowmusic_contract.reports.rendering import sanitizer  # noqa: PLC0415 - the help needs no engine

    sanitize = sanitizer(redaction_of(show_emails=True))
    with suppress(OSError):
        click.echo(f"{program_name()}: {sanitize(message)}", err=True)
    return NOT_RUN


def _drop_what_cannot_be_written() -> None:
    # Otherwise Python tries to write the rest when it ends, complains, and exits with 120.
    for stream in filter(None, (sys.stdout, sys.stderr)):
        try:
            stream.flush()
        except OSError:
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())

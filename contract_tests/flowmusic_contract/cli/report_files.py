"""The files that reports are written to: whether that is possible, before a check, and how it is done, after it."""

import os
import shutil
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import Any

from flowmusic_contract.cli.options import REPORTS
from flowmusic_contract.errors import CannotRunError


def check_files(options: Mapping[str, Any], *inputs: str | None) -> None:
    """Checks that each report can be written to its own file, which the command does not read.

    Raises:
        CannotRunError: if a file cannot be written, is named twice, or is read by the same command.
    """
    used = {_real(path): "the command reads that file" for path in (*inputs, options["baseline"]) if path}
    for name in REPORTS:
        path = options[name]
        if path:
            problem = used.get(_real(path)) or _why_not_writable(path)
            if problem:
                raise CannotRunError(f"--{name}: cannot write {path}: {problem}")
            used[_real(path)] = f"--{name} is written to that file"


def write(path: Path, text: str) -> str | None:
    """Writes a report to a file, or returns why that is not possible."""
    try:
        _replace(path.resolve(), text)
    except OSError as error:
        return f"cannot write {path}: {error.strerror or error}"
    return None


def _replace(target: Path, text: str) -> None:
    if target.exists() and not target.is_file():  # such as /dev/stdout
        target.write_text(text, encoding="utf-8")
        return
    # The file gets its name when it is complete, so that a full disk does not leave half of a report.
    part = target.with_name(f".{token_hex(8)}.part")  # which no other file has, and no other run
    try:
        with part.open("x", encoding="utf-8") as file:
            file.write(text)
        with suppress(FileNotFoundError):
            shutil.copymode(target, part)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _real(path: str) -> str:
    with suppress(OSError):  # the current folder was removed
        return os.path.realpath(path)
    return path


def _why_not_writable(text: str) -> str | None:
    if text == "-":
        return "name a file: the report for people is printed to standard output"
    if text.endswith(os.sep):
        return "name a file in that folder"
    path = Path(text)
    try:
        problem = _why_not_replaceable(path.stat())
    except FileNotFoundError:
        if not path.parent.is_dir():
            return f"there is no folder {path.parent}"
        return None if os.access(path.parent, os.W_OK) else "Permission denied"
    except OSError as error:
        return error.strerror or str(error)
    return problem or (None if os.access(path, os.W_OK) else "Permission denied")


def _why_not_replaceable(file: os.stat_result) -> str | None:
    if stat.S_ISDIR(file.st_mode):
        return "Is a directory"
    if stat.S_ISCHR(file.st_mode):
        return None
    if not stat.S_ISREG(file.st_mode):
        return "it is not a regular file"
    is_printed_to = any(os.path.samestat(file, each) for each in _standard_outputs())
    return "what the command prints is written to that file" if is_printed_to else None


def _standard_outputs() -> Iterator[os.stat_result]:
    for stream in sys.stdout, sys.stderr:
        with suppress(AttributeError, OSError, ValueError):  # a stream can be closed, or no file
            yield os.fstat(stream.fileno())

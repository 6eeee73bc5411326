"""`document`: checks a saved response body."""

import stat
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import click
from attrs import evolve

from flowmusic_contract.all_rules import DOCUMENT_RULES
from flowmusic_contract.check import check_document
from flowmusic_contract.cli.choosing import chosen_rules, required_rules
from flowmusic_contract.cli.output import check_paths, finish, with_command, with_required_rules
from flowmusic_contract.errors import CannotRunError

_MEGABYTES = 512

_PIECE = 1024 * 1024


def run(context: click.Context, options: Mapping[str, Any]) -> int:
    """Checks the body in a file or on standard input."""
    rules = chosen_rules(options["rule"], DOCUMENT_RULES)
    required = required_rules(options["require"], rules)
    is_standard_input = options["file"] == "-"
    check_paths(options, None if is_standard_input else options["file"])
    name = "standard input" if is_standard_input else options["file"]
    try:
        body = _limited(name, sys.stdin.buffer) if is_standard_input else _content(options["file"])
    except OSError as error:
        raise CannotRunError(f"cannot read {name}: {error.strerror or error}") from error
    started_at = datetime.now(UTC)
    report = check_document(name, body, options["email"], rules=rules, strict=options["strict"])
    report = with_command(with_required_rules(report, required), context, started_at)
    if is_standard_input:
        report = evolve(report, again="")
    emails = [options["email"]] if options["email"] else []
    return finish(f"The document in {name}", report, options, emails)


def _content(path: str) -> bytes:
    mode = Path(path).stat().st_mode
    if stat.S_ISDIR(mode):
        raise CannotRunError(f"cannot read {path}: Is a directory")
    if not stat.S_ISREG(mode):
        raise CannotRunError(f"cannot read {path}: it is not a regular file; use - to read standard input")
    with Path(path).open("rb") as file:
        return _limited(path, file)


def _limited(name: str, file: IO[bytes]) -> bytes:
    # Not at once, because that reserves all memory that the limit allows.
    body = BytesIO()
    while piece := file.read(_PIECE):
        body.write(piece)
        if body.tell() > _MEGABYTES * 1_000_000:
            raise CannotRunError(f"{name} is larger than {_MEGABYTES} MB")
    return body.getvalue()

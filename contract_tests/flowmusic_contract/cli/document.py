"""`document`: checks a saved response body."""

import errno
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import click
from attrs import evolve

from flowmusic_contract.all_rules import DOCUMENT_RULES
from flowmusic_contract.check import check_document
from flowmusic_contract.cli.choosing import chosen_rules, required_rules
from flowmusic_contract.cli.output import finish, prepare, with_command, with_required_rules
from flowmusic_contract.cli.target import emails_of
from flowmusic_contract.errors import CannotRunError
from flowmusic_contract.input_files import read_all, read_file


def run(context: click.Context, options: Mapping[str, Any]) -> int:
    """Checks the body in a file or on standard input."""
    rules = chosen_rules(options["rule"], DOCUMENT_RULES)
    required = required_rules(options["require"], rules, DOCUMENT_RULES)
    emails = emails_of("--email", [options["email"]] if options["email"] else [])
    is_standard_input = options["file"] == "-"
    known = prepare(options, None if is_standard_input else options["file"])
    name = "standard input" if is_standard_input else options["file"]
    try:
        body = _standard_input() if is_standard_input else read_file(options["file"])
    except OSError as error:
        hint = "; use - to read standard input" if error.errno == errno.EINVAL else ""
        raise CannotRunError(f"cannot read {name}: {error.strerror or error}{hint}") from error
    started_at = datetime.now(UTC)
    report = check_document(name, body, options["email"], rules=rules, strict=options["strict"])
    report = with_command(with_required_rules(report, required), context, started_at)
    if is_standard_input:
        report = evolve(report, again="")
    return finish(f"The document in {name}", report, options, known, emails)


def _standard_input() -> bytes:
    if sys.stdin is None:
        raise OSError(errno.EBADF, "it is closed")
    return read_all(sys.stdin.buffer)

"""The client protocol: how a program is called, and how it reports what it got."""

import json
from collections.abc import Sequence
from typing import Any

from flowmusic_contract.client.programs import PROGRAMS, ClientFailedError, NotRunnableError, last_line
from flowmusic_contract.command_line import words_of
from flowmusic_contract.engine.client_fault import CallClient, CallMany, ClientOutput

_SHOWN = 80
"""Characters shown of a line that may be a usage report."""


def command(line: str) -> CallClient:
    """Returns the client that a command line starts.

    Raises:
        NotRunnableError: if the command line is empty, or cannot be run without a shell.
    """
    words = _words(line)

    def call(base_url: str, email: str, token: str) -> ClientOutput:
        out, err = PROGRAMS.output_of([*words, "--base-url", base_url, "--email", email], token)
        return parsed_output(out, err)

    return call


def command_of_many_calls(line: str) -> CallMany:
    """Returns the client that a command line starts once for several calls.

    Raises:
        NotRunnableError: if the command line is empty, or cannot be run without a shell.
    """
    words = _words(line)

    def call(base_url: str, emails: Sequence[str], token: str) -> list[ClientOutput]:
        options = [word for email in emails for word in ("--email", email)]
        out, err = PROGRAMS.output_of([*words, "--base-url", base_url, *options], token)
        return parsed_outputs(out, err, len(emails))

    return call


def parsed_output(out: bytes, err: bytes = b"") -> ClientOutput:
    """Returns the JSON object that a client program printed, and under `printed` all but the usage report.

    Raises:
        ClientFailedError: if it printed anything else.
    """
    try:
        output: Any = json.loads(out)
    except (ValueError, RecursionError):  # the latter from arrays or objects that are nested too deeply
        output = None
    if not isinstance(output, dict):
        message = f"{_instead_of_an_object(out)} on standard output{last_line(out)[:_SHOWN]}"
        raise ClientFailedError(message, out + err, is_exit_code_0=True)
    # A usage report belongs there, whatever the server put into it.
    others = {name: value for name, value in output.items() if name != "usage"}
    return output | {"printed": (json.dumps(others).encode() if "usage" in output else out) + err}


def parsed_outputs(out: bytes, err: bytes, calls: int) -> list[ClientOutput]:
    """Returns the JSON objects that a client program printed, one a line.

    Raises:
        ClientFailedError: if a line is anything else, or if there is not one line for each call.
    """
    lines = [line for line in out.splitlines() if line.strip()]
    if len(lines) != calls:
        found = f"{len(lines)} {'line' if len(lines) == 1 else 'lines'}"
        raise ClientFailedError(f"{found} on standard output for {calls} calls{last_line(out)[:_SHOWN]}", out + err)
    outputs: list[ClientOutput] = []
    for number, line in enumerate(lines, 1):
        try:
            outputs.append(parsed_output(line, err))
        except ClientFailedError as error:
            raise ClientFailedError(f"line {number}: {error}", out + err) from None
    return outputs


def _instead_of_an_object(out: bytes) -> str:
    text = out.decode(errors="replace")
    try:
        _, end = json.JSONDecoder().raw_decode(text, text.index("{"))
    except (ValueError, RecursionError):
        return "no JSON object"
    return "more than one JSON object" if text[end:].lstrip().startswith("{") else "a JSON object and other text"


def _words(line: str) -> list[str]:
    try:
        return words_of(line)
    except ValueError as error:
        raise NotRunnableError(str(error)) from error

"""Serves a mock server until Ctrl-C, or while a command runs, and says how to call it."""

import errno
import ipaddress
import os
import signal
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from threading import Event
from urllib.parse import quote

import click

from flowmusic_contract.cli.options import DEFAULT_PORT
from flowmusic_contract.cli.target import is_host
from flowmusic_contract.command_line import words_of
from flowmusic_contract.errors import CannotRunError
from flowmusic_contract.mock_server import DEMO_TOKEN, OTHER_DEMO_TOKEN, Ledger, running
from flowmusic_contract.mock_server.server import MockServer

_SHOWN_ACCOUNTS = 20


def serve(server: MockServer, host: str, port: int | None, command: str | None) -> int:
    """Serves until Ctrl-C or SIGTERM, or while a command runs, and returns the exit code.

    Raises:
        CannotRunError: if the address cannot be used, or the command cannot be started.
    """
    if port is None:
        port = 0 if command else DEFAULT_PORT
    if not is_host(host):
        raise CannotRunError(f"--host: expected an address of this machine, such as 127.0.0.1, got {host!r}")
    with ExitStack() as served:
        try:
            base_url = served.enter_context(running(server, port, host))
        except OSError as error:
            raise CannotRunError(_why_not_listening(port, host, error)) from error
        if not is_loopback(host):
            click.echo(f"Warning: other machines can use this mock server, because --host is {host}", err=True)
        if command:
            return _run_command(command, base_url, server.token)
        _wait_for_signal(greeting(base_url, server.ledger, server.token))
    return 0


def _why_not_listening(port: int, host: str, error: OSError) -> str:
    reason = str(error.strerror or error).partition(" (")[0]
    is_about_the_port = error.errno in (errno.EADDRINUSE, errno.EACCES)
    other_port = "choose another --port, or 0 for any free one"
    other_host = "choose a --host that is an address of this machine, such as 127.0.0.1"
    return f"cannot listen on port {port} of {host}: {reason}; {other_port if is_about_the_port else other_host}"


def _wait_for_signal(text: str) -> None:
    stop = Event()
    for number in signal.SIGINT, signal.SIGTERM:
        signal.signal(number, lambda *_: stop.set())
    click.echo(text)
    while not stop.wait(0.5):  # Windows delivers no signal to a thread that waits without end
        pass


def _run_command(command: str, base_url: str, token: str) -> int:
    try:
        words = words_of(command)
    except ValueError as error:
        raise CannotRunError(f"--run: {error}") from error
    environment = os.environ | {"USEAPI_BASE_URL": base_url, "USEAPI_TOKEN": token}
    try:
        process = subprocess.Popen(words, env=environment)  # noqa: S603 - it is the user's own
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CannotRunError(f"--run: cannot start {command!r}: {reason}") from error
    with process:
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        signal.signal(signal.SIGINT, lambda *_: None)  # a terminal sends Ctrl-C to the command, too
        exit_code = process.wait()
    return exit_code if exit_code >= 0 else 128 - exit_code


def is_loopback(host: str) -> bool:
    """Returns whether only this machine can connect to a server that listens there."""
    try:
        address = host if ":" in host else socket.inet_aton(host)  # which also reads 127.1
        return ipaddress.ip_address(address).is_loopback
    except (ValueError, OSError):
        return host.lower() == "localhost"


def greeting(base_url: str, ledger: Ledger, token: str = DEMO_TOKEN) -> str:
    """Returns what the mock server prints when it has started: how to call it."""
    url = f"{base_url}/flowmusic/accounts/usage"
    lines = [f"Mock server at {url} (Ctrl-C stops it)"]
    tokens = [each for each in dict.fromkeys((token, DEMO_TOKEN, OTHER_DEMO_TOKEN)) if ledger.knows(each)]
    for each in tokens:
        lines += [f"token    {each}", *_accounts(ledger.emails(each))]
    others = ledger.number_of_accounts() - sum(len(ledger.emails(each)) for each in tokens)
    if others:  # the ledger has only digests of their tokens
        lines.append(f"and {others} {'account' if others == 1 else 'accounts'} of other tokens")
    email = next(iter(ledger.emails(token)), "listener@example.com")
    return "\n".join(
        [
            *lines,
            f"To see it and try it in a browser: {base_url.removesuffix('v1')}",
            "To call it:",
            f"  export USEAPI_BASE_URL={base_url} USEAPI_TOKEN={token}",
            f"  curl -H 'Authorization: Bearer {token}' '{url}?email={quote(email, safe='@')}'",
        ]
    )


def _accounts(emails: Sequence[str]) -> Iterator[str]:
    for email in emails[:_SHOWN_ACCOUNTS]:
        yield f"account  {printable(email)}"
    if len(emails) > _SHOWN_ACCOUNTS:
        yield f"         and {len(emails) - _SHOWN_ACCOUNTS} more"


def printable(text: str) -> str:
    """Returns a text that does no harm to a terminal, without control characters."""
    return text if text.isprintable() else text.encode("unicode_escape").decode()

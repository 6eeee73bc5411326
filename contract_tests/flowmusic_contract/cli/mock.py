"""`mock`: the mock server on its demonstration ledger."""

import signal
from collections.abc import Mapping, Sequence
from threading import Event
from typing import Any

import click

from flowmusic_contract.all_faults import SERVER_FAULTS, VARIATIONS
from flowmusic_contract.cli.choosing import hint
from flowmusic_contract.cli.program import program_name
from flowmusic_contract.engine.fault import Fault
from flowmusic_contract.errors import CannotRunError
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, OTHER_DEMO_TOKEN, Api, Handler, demo_ledger, running


def run(_context: click.Context, options: Mapping[str, Any]) -> int:
    """Serves until Ctrl-C or SIGTERM, or lists the faults and variations."""
    if options["is_list"]:
        for change in (*SERVER_FAULTS, *VARIATIONS):
            click.echo(f"{change.id}\n    {change.sentence}")
        return 0
    handler: Handler = Api(demo_ledger())
    for change in (
        *_found("variation", options["variation"], VARIATIONS),
        *_found("fault", options["fault"], SERVER_FAULTS),
    ):
        handler = change(handler)
    return _serve(handler, options["port"])


def _found(kind: str, ids: Sequence[str], changes: Sequence[Fault]) -> list[Fault]:
    known = {change.id: change for change in changes}
    for each in ids:
        if each not in known:
            raise CannotRunError(f"no {kind} {each}: {hint(each, known, f'{program_name()} mock --list')}")
    return [known[each] for each in ids]


def _serve(handler: Handler, port: int) -> int:
    stop = Event()
    try:
        with running(handler, port) as base_url:
            for number in signal.SIGINT, signal.SIGTERM:
                signal.signal(number, lambda *_: stop.set())
            click.echo(greeting(base_url))
            while not stop.wait(0.5):  # Windows delivers no signal to a thread that waits without end
                pass
    except OSError as error:
        raise CannotRunError(
            f"cannot listen on port {port}: {error.strerror or error}; choose another --port, or 0 for any free one"
        ) from error
    return 0


def greeting(base_url: str) -> str:
    """Returns what the mock server prints when it has started: how to call it."""
    url = f"{base_url}/flowmusic/accounts/usage"
    lines = [f"Mock server at {url} (Ctrl-C stops it)"]
    for token in DEMO_TOKEN, OTHER_DEMO_TOKEN:
        lines += [f"token    {token}", *(f"account  {email}" for email in demo_ledger().emails(token))]
    lines += [
        "To call it:",
        f"  export USEAPI_BASE_URL={base_url} USEAPI_TOKEN={DEMO_TOKEN}",
        f"  curl -H 'Authorization: Bearer {DEMO_TOKEN}' '{url}?email={DEMO_EMAILS[0]}'",
    ]
    return "\n".join(lines)

"""`scripts/mock`: the mock server on its demonstration ledger, until Ctrl-C or SIGTERM.

With --fault it misbehaves in one way; with --variation it is odd, but legal.
"""

import argparse
import difflib
import signal
import sys
from threading import Event

from flowmusic_contract.all_faults import SERVER_FAULTS, VARIATIONS
from flowmusic_contract.mock_server import DEMO_TOKEN, OTHER_DEMO_TOKEN, Api, Handler, demo_ledger, running

DEFAULT_PORT = 8612
_CHANGES = {change.id: change for change in [*SERVER_FAULTS, *VARIATIONS]}


def main() -> int:
    """Serves until a signal; returns 0 then, or 2 if an option cannot be followed."""
    parser = argparse.ArgumentParser(prog="mock", description=__doc__)
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="0 takes a free one; default %(default)s")
    parser.add_argument("--fault", metavar="ID", action="append", default=[], help="misbehave in this way")
    parser.add_argument("--variation", metavar="ID", action="append", default=[], help="be odd in this way")
    parser.add_argument("--list", action="store_true", help="list every fault and variation, and end")
    options = parser.parse_args()
    if options.list:
        print("\n".join(f"{change.id}\n    {change.sentence}" for change in _CHANGES.values()))
        return 0
    handler: Handler = Api(demo_ledger())
    for change in [*options.variation, *options.fault]:
        if change not in _CHANGES:
            near = difflib.get_close_matches(change, _CHANGES, n=1)
            return _refuse(f"there is no {change}: {f'did you mean {near[0]}?' if near else 'see --list'}")
        handler = _CHANGES[change](handler)
    return _serve(handler, options.port)


def _serve(handler: Handler, port: int) -> int:
    stop = Event()
    for number in signal.SIGINT, signal.SIGTERM:
        signal.signal(number, lambda *_: stop.set())
    try:
        with running(handler, port) as base_url:
            print(_greeting(base_url), flush=True)
            stop.wait()
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        return _refuse(f"cannot listen on port {port}: {reason}; try another --port, or 0 for a free one")
    return 0


def _refuse(message: str) -> int:
    print(f"mock: {message}", file=sys.stderr)
    return 2


def _greeting(base_url: str) -> str:
    lines = [f"Mock server at {base_url}/flowmusic/accounts/usage (Ctrl-C ends it)"]
    for token in DEMO_TOKEN, OTHER_DEMO_TOKEN:
        lines += [f"token    {token}", *(f"account  {email}" for email in demo_ledger().emails(token))]
    url = f"{base_url}/flowmusic/accounts/usage?email=listener@example.com"
    return "\n".join([*lines, "try", f"  curl -H 'Authorization: Bearer {DEMO_TOKEN}' '{url}'"])


if __name__ == "__main__":
    sys.exit(main())

"""`scripts/mock`: the mock server on its demonstration ledger, until Ctrl-C or SIGTERM."""

import argparse
import signal
import sys
from threading import Event

from flowmusic_contract.mock_server.api import Api
from flowmusic_contract.mock_server.demo import DEMO_TOKEN, OTHER_DEMO_TOKEN, demo_ledger
from flowmusic_contract.mock_server.serving import running

_DEFAULT_PORT = 8612


def main() -> int:
    """Serves until a signal; returns 0 then, or 2 if the port is not to be had."""
    parser = argparse.ArgumentParser(prog="mock", description=__doc__)
    parser.add_argument("--port", type=int, default=_DEFAULT_PORT, help="0 takes a free one; default %(default)s")
    port: int = parser.parse_args().port

    stop = Event()
    for number in signal.SIGINT, signal.SIGTERM:
        signal.signal(number, lambda *_: stop.set())
    try:
        with running(Api(demo_ledger()), port) as base_url:
            print(_greeting(base_url), flush=True)
            stop.wait()
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        print(f"mock: cannot listen on port {port}: {reason}; try another --port, or 0 for a free one", file=sys.stderr)
        return 2
    return 0


def _greeting(base_url: str) -> str:
    lines = [f"Mock server at {base_url}/flowmusic/accounts/usage (Ctrl-C ends it)"]
    for token in DEMO_TOKEN, OTHER_DEMO_TOKEN:
        lines += [f"token    {token}", *(f"account  {email}" for email in demo_ledger().emails(token))]
    url = f"{base_url}/flowmusic/accounts/usage?email=listener@example.com"
    return "\n".join([*lines, "try", f"  curl -H 'Authorization: Bearer {DEMO_TOKEN}' '{url}'"])


if __name__ == "__main__":
    sys.exit(main())

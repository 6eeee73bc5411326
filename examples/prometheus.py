"""Exports totals to Prometheus: `python prometheus.py listener@example.com --file usage.prom`, or `--port 9101`.

`--file` is for the textfile collector of node_exporter; `--port` serves /metrics on this machine. If an account cannot
be read, its flowmusic_up is 0. Reads the token from $USEAPI_TOKEN. Needs `pip install '.[prometheus]'`.
"""

import argparse
import sys
import time

try:
    from prometheus_client import CollectorRegistry, Gauge, start_http_server, write_to_textfile
except ImportError:
    sys.exit("prometheus.py needs prometheus-client: pip install '.[prometheus]'")

from flowmusic_usage import ApiError, AuthenticatedClient

REGISTRY = CollectorRegistry()
UP = Gauge("flowmusic_up", "Whether the last request succeeded", ["account"], registry=REGISTRY)
CHARGED = Gauge("flowmusic_charged_credits", "Credits charged so far", ["account"], registry=REGISTRY)
RECEIVED = Gauge("flowmusic_received_tokens", "Tokens received so far", ["account"], registry=REGISTRY)
TOKENS = Gauge("flowmusic_tokens", "Tokens so far", ["account", "type"], registry=REGISTRY)


def renew(client: AuthenticatedClient, email: str) -> bool:
    try:
        summary = client.get_account_usage(email).summary
    except ApiError as error:
        print(f"{email}: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
        UP.labels(email).set(0)
        return False
    CHARGED.labels(email).set(summary.total_charged_credits)
    RECEIVED.labels(email).set(summary.total_received_tokens)
    for type_, tokens in summary.by_type_tokens.items():
        TOKENS.labels(email, type_).set(tokens)
    UP.labels(email).set(1)
    return True


def prom(name: str) -> str:
    if not name.endswith(".prom"):  # node_exporter reads no other file
        raise argparse.ArgumentTypeError(f"the name must end in .prom, got {name!r}")
    return name


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("emails", nargs="+", metavar="EMAIL")
output = parser.add_mutually_exclusive_group()
output.add_argument("--file", type=prom, help="file to write once; its name must end in .prom")
output.add_argument("--port", type=int, default=9101, help="port to serve on (default 9101)")
arguments = parser.parse_args()
try:
    with AuthenticatedClient() as client:
        if not arguments.file:
            port = start_http_server(arguments.port, "127.0.0.1", REGISTRY)[0].server_port
            print(f"http://127.0.0.1:{port}/metrics", flush=True)
        while True:
            succeeded = sum(renew(client, email) for email in arguments.emails)
            if arguments.file:
                write_to_textfile(arguments.file, REGISTRY)
                sys.exit(succeeded < len(arguments.emails))
            time.sleep(15 * 60)
except (ApiError, OSError, ValueError, OverflowError) as error:
    sys.exit(f"{type(error).__name__}: {error}")
except KeyboardInterrupt:
    sys.exit()

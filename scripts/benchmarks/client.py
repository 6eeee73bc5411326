"""Measures the client: reading a body, importing the package, and a request, each against what others take.

Seconds are compared within one run only.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import httpx

from benchmarks.bodies import usage_body
from benchmarks.measuring import in_turns
from benchmarks.peers import PEERS, STOCK, generate_all, peer
from benchmarks.readers import READERS, STOCK_OUTPUT
from flowmusic_contract.mock_server import DEMO_TOKEN, demo_ledger

SIZES = (1_000, 100_000)
EMAIL = demo_ledger().emails(DEMO_TOKEN)[0]
IMPORTS = {
    "ours": "import sys; sys.modules['msgspec'] = None; import flowmusic_usage.api.accounts.get_account_usage",
    "ours, with the extra `fast`": "import flowmusic_usage.api.accounts.get_account_usage",
    "stock openapi-python-client": f"import {STOCK}.api.accounts.get_account_usage",
}
IMPORTING = """
import time
started = time.process_time()
import httpx, attrs
between = time.process_time()
{statement}
print((time.process_time() - started) / (between - started))
"""


def main() -> int:
    """Prints the tables."""
    parser = argparse.ArgumentParser(prog="scripts/bench client", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N", help="events in a body")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="how many processes for each way to read")
    parser.add_argument("--imports", type=int, default=40, metavar="N", help="how often to import each")
    parser.add_argument("--requests", type=int, default=2_000, metavar="N", help="how often to send each request")
    options = parser.parse_args()
    generate_all()
    print_reading(options.sizes, options.rounds)
    print_imports(options.imports)
    print_requests(options.requests)
    return 0


def print_reading(sizes: Sequence[int], rounds: int) -> None:
    """Prints what it takes to read a body, as multiples of `json.loads` and of the stock output's memory."""
    print("Bytes to typed objects: time over that of `json.loads`, memory over the stock output's\n")
    print("|", " | ".join(["", *(f"{size:,} events" for size in sizes), "result", "peak", 'takes "60" for 60']), "|")
    print("|", " | ".join(["---"] * (len(sizes) + 4)), "|")
    with TemporaryDirectory() as folder:
        files = [Path(folder) / str(size) for size in sizes]
        for size, file in zip(sizes, files, strict=True):
            file.write_bytes(usage_body(size))
        times = [_in_processes("time", file, rounds) for file in files]
        memory = [_in_processes(measure, files[-1], 1) for measure in ("result", "peak")]
        takes_text = _in_processes("takes-text", files[0], 1)
    for reader in READERS:
        cells = [f"{column[reader]:.2f}" for column in times]
        cells += [f"{column[reader] / column[STOCK_OUTPUT]:.2f}" for column in memory]
        print(f"| {reader} |", " | ".join(cells), f"| {'yes' if takes_text[reader] else 'no'} |", flush=True)


def _in_processes(measure: str, file: Path, rounds: int) -> dict[str, float]:
    timers = [partial(_in_process, reader, measure, file) for reader in READERS]
    return dict(zip(READERS, map(median, in_turns(timers, rounds)), strict=True))


def _in_process(reader: str, measure: str, file: Path) -> float:
    command = [sys.executable, "-m", "benchmarks.readers", reader, measure, str(file)]
    return float(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)


def print_imports(times: int) -> None:
    """Prints what it takes to import a package, as a multiple of importing what it stands on."""
    timers = [partial(_import_time, statement) for statement in IMPORTS.values()]
    medians = [median(column) for column in in_turns(timers, times)]
    print("\n| import, with httpx and attrs, over that of httpx and attrs alone | time |\n| --- | --- |")
    for name, taken in zip(IMPORTS, medians, strict=True):
        print(f"| {name} | {taken:.2f} |", flush=True)


def _import_time(statement: str) -> float:
    command = [sys.executable, "-c", IMPORTING.format(statement=statement)]
    environment = os.environ | {"PYTHONPATH": str(PEERS)}
    return float(subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True).stdout)


def print_requests(times: int) -> None:
    """Prints what a request on an open connection takes, as a multiple of plain httpx."""
    with _server() as base_url, httpx.Client() as http:
        functions: dict[str, Callable[[], object]] = {
            "plain httpx": partial(_plain, http, base_url),
            "ours": _asking("flowmusic_usage", base_url),
            "stock openapi-python-client": _asking(STOCK, base_url),
        }
        timers = [partial(_wall_time, function) for function in functions.values()]
        in_turns(timers, 50)
        medians = [median(column) for column in in_turns(timers, times)]
    print("\n| one request on an open connection | time |\n| --- | --- |")
    for name, taken in zip(functions, medians, strict=True):
        print(f"| {name} | {taken / medians[0]:.2f} |")


@contextmanager
def _server() -> Generator[str]:
    command = [sys.executable, "-m", "flowmusic_contract", "mock", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            [greeting] = islice(server.stdout or (), 1)
            yield greeting.split()[3].removesuffix("/flowmusic/accounts/usage")
        finally:
            server.terminate()


def _plain(http: httpx.Client, base_url: str) -> object:
    headers = {"Authorization": f"Bearer {DEMO_TOKEN}"}
    answer = http.get(f"{base_url}/flowmusic/accounts/usage", params={"email": EMAIL}, headers=headers)
    return answer.json()


def _asking(package: str, base_url: str) -> Callable[[], object]:
    client = peer(package).AuthenticatedClient(base_url=base_url, token=DEMO_TOKEN)
    sync = peer(f"{package}.api.accounts.get_account_usage").sync
    return partial(sync, client=client, email=EMAIL)


def _wall_time(function: Callable[[], object]) -> float:
    started = time.perf_counter()
    function()
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())

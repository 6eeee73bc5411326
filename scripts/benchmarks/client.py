"""Measures the client: reading a body, importing the package, and a request, each against what others take.

Seconds are compared within one run only.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from statistics import median

import httpx
from attrs import frozen

from benchmarks.measuring import apart, in_turns, peak_growth, result_size, seconds, turns, usage_body
from benchmarks.peers import STOCK, generate_all, peer
from benchmarks.readers import READERS, STOCK_OUTPUT
from flowmusic_contract.mock_server import DEMO_TOKEN, demo_ledger

SIZES = (1_000, 100_000)
EMAIL = demo_ledger().emails(DEMO_TOKEN)[0]
IMPORTS = {
    "httpx and attrs": "import httpx, attrs",
    "ours": "import sys; sys.modules['msgspec'] = None; import flowmusic_usage.api.accounts.get_account_usage",
    "ours, with the extra `fast`": "import flowmusic_usage.api.accounts.get_account_usage",
    "stock openapi-python-client": f"import {STOCK}.api.accounts.get_account_usage",
}


@frozen
class Sizes:
    """How many bytes a reader's result takes, and by how many the process grows while it reads."""

    result: int
    peak: int


def main() -> int:
    """Prints the tables."""
    parser = argparse.ArgumentParser(prog="scripts/bench client", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N", help="events in a body")
    parser.add_argument("--imports", type=int, default=40, metavar="N", help="how often to import each")
    parser.add_argument("--requests", type=int, default=2_000, metavar="N", help="how often to send each request")
    options = parser.parse_args()
    generate_all()
    print_reading(options.sizes)
    print_imports(options.imports)
    print_requests(options.requests)
    return 0


def print_reading(sizes: Sequence[int]) -> None:
    """Prints what it takes to read a body, as multiples of `json.loads` and of the stock output's memory."""
    columns = [_reading_times(size) for size in sizes]
    largest = usage_body(max(sizes))
    memory = [_memory(index, largest) for index in range(len(READERS))]
    unit = memory[READERS.index(STOCK_OUTPUT)]
    body = usage_body(1)
    print("Bytes to typed objects: time over `json.loads` of the same bytes, memory over the stock output's\n")
    print("|", " | ".join(["", *(f"{size:,} events" for size in sizes), "result", "peak", 'takes "60" for 60']), "|")
    print("|", " | ".join(["---"] * (len(sizes) + 4)), "|")
    for reader, held, *times in zip(READERS, memory, *columns, strict=True):
        cells = [*(f"{multiple:.2f}" for multiple in times), f"{held.result / unit.result:.2f}"]
        cells += [f"{held.peak / unit.peak:.2f}", "yes" if reader.coerces(body) else "no"]
        print(f"| {reader.name} |", " | ".join(cells), "|", flush=True)


def _reading_times(size: int) -> list[float]:
    body = usage_body(size)
    functions = [json.loads, *(reader.make() for reader in READERS)]
    timers = [partial(seconds, partial(function, body)) for function in functions]
    loading, *reading = map(min, in_turns(timers, turns(size)))
    return [time_taken / loading for time_taken in reading]


def _memory(index: int, body: bytes) -> Sizes:
    return Sizes(apart(_held, index, body), apart(_grown, index, body))


def _held(index: int, body: bytes) -> int:
    return result_size(_ready(index, body))


def _grown(index: int, body: bytes) -> int:
    return peak_growth(_ready(index, body))


def _ready(index: int, body: bytes) -> Callable[[], object]:
    read = READERS[index].make()
    read(usage_body(10))  # what is made on first use is no part of the result
    return partial(read, body)


def print_imports(times: int) -> None:
    """Prints what it takes to import the package, as a multiple of importing what it stands on."""
    timers = [partial(_import_time, statement) for statement in IMPORTS.values()]
    fastest = [min(column) for column in in_turns(timers, times)]
    print("\n| import of | time |\n| --- | --- |")
    for name, taken in zip(IMPORTS, fastest, strict=True):
        print(f"| {name} | {taken / fastest[0]:.2f} |", flush=True)


def _import_time(statement: str) -> float:
    program = f"import sys, time; sys.path.append({str(peer(STOCK).__path__[0]).removesuffix(STOCK)!r})\n"
    program += f"t = time.process_time(); {statement}; print(time.process_time() - t)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return float(done.stdout)


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
    command = [sys.executable, "-m", "flowmusic_contract.mock", "--port", "0"]
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

"""Measures our client beside other libraries: reading a body, importing the package, and sending a request."""

import os
import subprocess
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import click
import httpx

from devtools.bench.bodies import usage_body
from devtools.bench.measuring import alternate, wall_seconds
from devtools.bench.peers import PACKAGES, PEERS, STOCK, generate_all, peer
from devtools.bench.readers import READERS, STOCK_OUTPUT
from devtools.bench.results import Result, Row, Table, result_of
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, Api, demo_ledger, running

_LIBRARIES = ("attrs", "httpx", "msgspec", "openapi-python-client")
_BYTECODE = PEERS.with_name("bytecode")
_WITHOUT_MSGSPEC = "import sys; sys.modules['msgspec'] = None; "
_IMPORTS = {
    "ours": f"{_WITHOUT_MSGSPEC}import flowmusic_usage.api.accounts.get_account_usage",
    "ours, with the extra `fast`": "import flowmusic_usage.api.accounts.get_account_usage",
    STOCK_OUTPUT: f"import {STOCK}.api.accounts.get_account_usage",
}
_IMPORTING = """
import time
started = time.process_time()
import httpx, attrs
between = time.process_time()
{statement}
print((time.process_time() - started) / (between - started))
"""
_OUR_CALL = """from flowmusic_usage import AuthenticatedClient
with AuthenticatedClient(base_url=base_url, token=token) as client:
    usage = client.get_account_usage(email)
"""
FIRST_CALLS = {
    "plain httpx": """import httpx
with httpx.Client() as http:
    headers = {"Authorization": f"Bearer {token}"}
    response = http.get(f"{base_url}/flowmusic/accounts/usage", params={"email": email}, headers=headers)
    usage = response.raise_for_status().json()
""",
    "ours": f"{_WITHOUT_MSGSPEC}{_OUR_CALL}",
    "ours, with the extra `fast`": _OUR_CALL,
}
"""What a program runs for its first call, with its imports."""

CALLING = """
import sys, time
base_url, email, token = sys.argv[1:]
started = time.perf_counter()
{statements}
print(time.perf_counter() - started)
"""


def measure(sizes: Sequence[int], rounds: int, imports: int, requests: int) -> Result:
    """Generates the peers and makes every comparison."""
    generate_all()
    tables = [reading(sizes, rounds), importing(imports), calling_first(imports), sending(requests)]
    return result_of("scripts/bench client", tables, _LIBRARIES)


def reading(sizes: Sequence[int], rounds: int) -> Table:
    """Returns the cost of reading a body: time as a multiple of `json.loads`, memory of the stock output's."""
    with TemporaryDirectory() as folder:
        files = [Path(folder) / str(size) for size in sizes]
        for size, file in zip(sizes, files, strict=True):
            file.write_bytes(usage_body(size))
        times = [_in_processes("time", file, rounds) for file in files]
        memory = [_in_processes(measurement, files[-1], 1) for measurement in ("result", "peak")]
        accepts_string = _in_processes("accepts-string", files[0], 1)

    def row(reader: str) -> Row:
        multiples = [round(column[reader], 2) for column in times]
        shares = [round(column[reader] / column[STOCK_OUTPUT], 2) for column in memory]
        return (reader, *multiples, *shares, bool(accepts_string[reader]))

    columns = ("", *(f"{size:,} events" for size in sizes), "result", "peak", 'accepts "60" for 60')
    title = "From bytes to typed objects: time as a multiple of json.loads, memory as a multiple of the stock output's"
    return Table(title, columns, tuple(map(row, READERS)))


def _in_processes(measurement: str, file: Path, rounds: int) -> dict[str, float]:
    click.echo(f"bench: {measurement} of {len(READERS)} readers, {file.name} events", err=True)
    timers = [partial(_in_process, reader, measurement, file) for reader in READERS]
    return dict(zip(READERS, map(median, alternate(timers, rounds)), strict=True))


def _in_process(reader: str, measurement: str, file: Path) -> float:
    return _number([sys.executable, "-P", "-m", "devtools.bench.readers", reader, measurement, str(file)], PACKAGES)


def importing(times: int) -> Table:
    """Returns the cost of an import as a multiple of importing what the client depends on."""
    click.echo("bench: imports", err=True)
    timers = [partial(_import_time, statement) for statement in _IMPORTS.values()]
    medians = [median(column) for column in alternate(timers, times)]
    rows = tuple((name, round(multiple, 2)) for name, multiple in zip(_IMPORTS, medians, strict=True))
    return Table("Import with httpx and attrs, as a multiple of httpx and attrs alone", ("", "time"), rows)


def _import_time(statement: str) -> float:
    return _number([sys.executable, "-P", "-c", _IMPORTING.format(statement=statement)], PEERS)


def calling_first(times: int) -> Table:
    """Returns the cost of the first call of a process, with its imports, as a multiple of plain httpx."""
    click.echo("bench: first calls", err=True)
    with _server() as base_url:
        timers = [partial(_first_call, statements, base_url) for statements in FIRST_CALLS.values()]
        medians = [median(column) for column in alternate(timers, times)]
    rows = tuple((name, round(taken / medians[0], 2)) for name, taken in zip(FIRST_CALLS, medians, strict=True))
    return Table("The first call of a process, with its imports, as a multiple of plain httpx", ("", "time"), rows)


def _first_call(statements: str, base_url: str) -> float:
    program = CALLING.format(statements=statements)
    return _number([sys.executable, "-P", "-c", program, base_url, DEMO_EMAILS[0], DEMO_TOKEN], PEERS)


def _number(command: list[str], folder: Path) -> float:
    environment = with_bytecode() | {"PYTHONPATH": str(folder)}
    return float(subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True).stdout)


def with_bytecode() -> dict[str, str]:
    """Returns an environment in which Python keeps bytecode, as it does where packages are installed."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(_BYTECODE)}


def sending(times: int) -> Table:
    """Returns the cost of a request on an open connection as a multiple of plain httpx."""
    click.echo("bench: requests", err=True)
    with _server() as base_url, httpx.Client() as http:
        functions: dict[str, Callable[[], object]] = {
            "plain httpx": partial(_plain, http, base_url),
            "ours": _sync_of("flowmusic_usage", base_url),
            STOCK_OUTPUT: _sync_of(STOCK, base_url),
        }
        timers = [partial(wall_seconds, function) for function in functions.values()]
        alternate(timers, 50)
        medians = [median(column) for column in alternate(timers, times)]
    rows = tuple((name, round(taken / medians[0], 2)) for name, taken in zip(functions, medians, strict=True))
    return Table("One request on an open connection, as a multiple of plain httpx", ("", "time"), rows)


@contextmanager
def _server() -> Generator[str]:
    """Yields the base URL of the mock server, which runs in a process of its own."""
    ours, theirs = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=_serve, args=(theirs,))
    process.start()
    try:
        yield str(ours.recv())
    finally:
        ours.send("stop")
        process.join()


def _serve(connection: Connection) -> None:
    with running(Api(demo_ledger())) as base_url:
        connection.send(base_url)
        connection.recv()


def _plain(http: httpx.Client, base_url: str) -> object:
    headers = {"Authorization": f"Bearer {DEMO_TOKEN}"}
    params = {"email": DEMO_EMAILS[0]}
    return http.get(f"{base_url}/flowmusic/accounts/usage", params=params, headers=headers).json()


def _sync_of(package: str, base_url: str) -> Callable[[], object]:
    client = peer(package).AuthenticatedClient(base_url=base_url, token=DEMO_TOKEN)
    sync = peer(f"{package}.api.accounts.get_account_usage").sync
    return partial(sync, client=client, email=DEMO_EMAILS[0])

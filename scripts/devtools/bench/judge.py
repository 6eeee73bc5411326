"""Measures the judge: against stock schemathesis on the same servers, and against json.loads on the same bytes.

Seconds are compared within one run only. A server counts as caught if the check says that it is broken.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from random import Random
from threading import Lock

from attrs import define, field, frozen

from benchmarks.bodies import usage_body
from benchmarks.measuring import ROOT, apart, in_turns, peak_growth, seconds, turns
from flowmusic_contract.asking import Limits
from flowmusic_contract.doors import Fuzz, check_server
from flowmusic_contract.examine import examine_server
from flowmusic_contract.faults import SERVER_FAULTS, VARIATIONS, Fault
from flowmusic_contract.faults.variations import missing_email_is_not_found
from flowmusic_contract.mock_server import (
    DEMO_TOKEN,
    OTHER_DEMO_TOKEN,
    Answer,
    Api,
    Request,
    Respond,
    demo_ledger,
    running,
)
from flowmusic_contract.rules.exchange import Exchange, Question
from flowmusic_contract.target import Target, Tenant

SIZES = (1_000, 100_000, 1_000_000)


@frozen
class Checker:
    """A way to check a server: returns whether it finds the server broken."""

    name: str
    finds_broken: Callable[[str], bool]


@define
class Counting:
    """A server that counts its requests."""

    respond: Respond
    requests: int = 0
    lock: Lock = field(factory=Lock)

    def __call__(self, request: Request) -> Answer:
        """Answers and counts."""
        with self.lock:
            self.requests += 1
        return self.respond(request)


@frozen
class Tally:
    """What a checker did on a number of servers."""

    broken: int
    requests: int
    seconds: float


def main() -> int:
    """Prints the tables."""
    parser = argparse.ArgumentParser(prog="scripts/bench judge", description=__doc__)
    parser.add_argument("--sample", type=int, metavar="N", help="so many faults and variations only; 0: none")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, metavar="N", help="events in a body")
    options = parser.parse_args()
    if options.sample != 0:
        print_checkers(_sample(SERVER_FAULTS, options.sample), _sample(VARIATIONS, options.sample))
    print_sizes(options.sizes)
    return 0


def print_checkers(faults: Sequence[Fault], variations: Sequence[Fault]) -> None:
    """Prints how many servers each checker finds broken, and at what cost."""
    checkers = [
        Checker("stock schemathesis run", _stock),
        Checker("contract server --no-fuzz", lambda base_url: _ours(base_url, None)),
        Checker("contract server", lambda base_url: _ours(base_url, Fuzz())),
    ]
    print(f"{len(faults)} servers with one fault, {len(variations)} conforming ones\n")
    print(
        "| check | faults caught | false alarms | requests per server | time | caught per request | caught per time |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- |")
    unit: Tally | None = None
    for checker in checkers:
        on_faults = _tally(checker, faults)
        false_alarms = _tally(checker, variations).broken
        unit = unit or on_faults
        per_request = _ratio(on_faults.broken / on_faults.requests, unit.broken / unit.requests)
        per_second = _ratio(on_faults.broken / on_faults.seconds, unit.broken / unit.seconds)
        print(
            f"| {checker.name} | {on_faults.broken} | {false_alarms} | {on_faults.requests / len(faults):.0f} "
            f"| {_ratio(on_faults.seconds, unit.seconds)} | {per_request} | {per_second} |",
            flush=True,
        )


def _tally(checker: Checker, changes: Sequence[Fault]) -> Tally:
    broken = requests = 0
    started = time.perf_counter()
    for change in changes:
        # Stock schemathesis takes the 400 for a missing e-mail, which is legal, for a fault of every server. In its
        # favour, the servers answer 404 there, which it knows.
        server = Counting(missing_email_is_not_found(change(Api(demo_ledger()))))
        with running(server) as base_url:
            broken += checker.finds_broken(base_url)
        requests += server.requests
    return Tally(broken, requests, time.perf_counter() - started)


def _stock(base_url: str) -> bool:
    command: list[str | Path] = [Path(sys.executable).with_name("st"), "run", ROOT / "openapi.yaml", "--url", base_url]
    command += ["--seed", "1", "--header", f"Authorization: Bearer {DEMO_TOKEN}", "--request-timeout", "2"]
    return subprocess.run(command, cwd="/", capture_output=True, check=False).returncode == 1


def _ours(base_url: str, fuzz: Fuzz | None) -> bool:
    # Each check in a process of its own would cost both sides the start of Python; stock schemathesis pays it, too.
    ledger = demo_ledger()
    tenants = [Tenant(token, tuple(ledger.emails(token))) for token in (DEMO_TOKEN, OTHER_DEMO_TOKEN)]
    report = check_server(Target(base_url, *tenants), Limits(seconds=2), fuzz, strict=True)
    return report.conclusion == "broken"


def print_sizes(sizes: Sequence[int]) -> None:
    """Prints what judging a body costs, as a multiple of json.loads of the same bytes."""
    print("\n| events | MB | judge / json.loads | memory / body | memory of json.loads / body |")
    print("| --- | --- | --- | --- | --- |")
    for size in sizes:
        body = usage_body(size)
        timers = [partial(seconds, partial(function, body)) for function in (json.loads, _judge)]
        loading, judging = map(min, in_turns(timers, turns(size)))
        print(
            f"| {size:,} | {len(body) / 1e6:.1f} | {judging / loading:.1f} | {_memory(_judge, body):.1f} "
            f"| {_memory(json.loads, body):.1f} |",
            flush=True,
        )


def _memory(function: Callable[[bytes], object], body: bytes) -> float:
    return apart(_growth, function, body) / len(body)


def _growth(function: Callable[[bytes], object], body: bytes) -> int:
    return peak_growth(partial(function, body))


def _judge(body: bytes) -> None:
    verdicts = examine_server([Exchange(Question(), 200, body=body)])
    if any(verdict.outcome == "broken" for verdict in verdicts):
        raise SystemExit("bench: the body that is judged is broken")


def _sample(changes: Sequence[Fault], size: int | None) -> Sequence[Fault]:
    return changes if size is None or size >= len(changes) else Random(1).sample(changes, size)  # noqa: S311


def _ratio(value: float, unit: float) -> str:
    return f"{value / unit:.2f}" if unit else "-"


if __name__ == "__main__":
    sys.exit(main())

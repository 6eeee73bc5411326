"""Mutates the rules in every way that cosmic-ray knows, and tells which mutants no test notices.

A mutant is killed if one of these comes out differently with it:

- the correct mock server and the correct client: every rule is held;
- the kill matrix: every fault breaks exactly the rules that it names; every variation breaks none and leaves nothing
  unseen; every combination of variations that the suite tries breaks none. Only which rules break is compared. The
  exchanges are recorded once and examined again for each mutant;
- `contract_tests/test_rules.py` and `contract_tests/self_tests/spec/test_spec_examples.py`, run as they are.

A mutant that crashes, or takes longer than a minute, is killed, too. One that survives must stand in
`scripts/mutation/survivors.txt` with the reason why it does not matter. Exit 0: all are explained; 1: one is not, or
an explanation is stale; 2: the rules as they are fail, so that nothing can be told.
"""

import argparse
import gc
import importlib
import json
import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "contract_tests"))
os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"

from judging import RULES, Scene, is_noticed  # noqa: E402 - imports nothing that is mutated
from survivors import Key, key, read  # noqa: E402 - as above

for _name in "httpx", "jsonschema_rs", "openapi_spec_validator", "uvicorn", "yaml":
    importlib.import_module(_name)  # once, here, and not again for each mutant

Mutant = dict[str, str]

SECONDS = 60
GIGABYTES = 4
FORK = multiprocessing.get_context("fork")


def main() -> int:
    """Returns the exit code."""
    parser = argparse.ArgumentParser(prog="scripts/mutate", description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("mutants", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="how many mutants run at a time")
    parser.add_argument("--file", help="mutate this module of the rules only, such as summary.py")
    options = parser.parse_args()
    started = time.monotonic()
    mutants = [m for m in json.loads(options.mutants.read_text()) if options.file in (None, m["file"])]
    scenes = recorded()
    if any(name.startswith("flowmusic_contract") for name in sys.modules):
        raise RuntimeError("the rules are imported already, so no mutant would be")
    unchanged = {"file": "terms.py", "source": (RULES / "terms.py").read_text(encoding="utf-8")}
    if not list(survivors([unchanged], scenes, 1)):
        print("mutate: the rules as they are fail their tests", file=sys.stderr)
        return 2
    explained = {entry for entry in read() if options.file in (None, entry[0])}
    survived: set[Key] = set()
    for mutant in survivors(mutants, scenes, options.processes):
        survived.add(key(mutant))
        if key(mutant) not in explained:
            tell("SURVIVED", key(mutant))
    for entry in sorted(explained - survived):
        tell("STALE", entry)
    print(
        f"{len(mutants)} mutants: {len(mutants) - len(survived)} killed, {len(survived & explained)} explained, "
        f"{len(survived - explained)} unexplained; {len(explained - survived)} explanations are stale "
        f"({time.monotonic() - started:.0f} s)"
    )
    return 1 if survived != explained else 0


def tell(title: str, entry: Key) -> None:
    """Prints a mutant as survivors.txt has it."""
    file, function, before, after = entry
    print(f"{title}\n{file}  {function}\n- {before}\n+ {after}\n", flush=True)


def recorded() -> Sequence[Scene]:
    """Returns the scenes; the process that records them ends, so that this one never imports the rules."""
    ours, theirs = FORK.Pipe(duplex=False)
    process = FORK.Process(target=_record, args=(theirs,))
    process.start()
    scenes: Sequence[Scene] = ours.recv()
    process.join()
    return scenes


def _record(to: Connection) -> None:
    from recording import record  # noqa: PLC0415 - imports the rules

    to.send(record())


def survivors(mutants: Sequence[Mutant], scenes: Sequence[Scene], processes: int) -> Iterator[Mutant]:
    """Yields the mutants that nothing notices."""
    waiting = list(reversed(mutants))
    running: dict[int, tuple[ForkProcess, Mutant, float]] = {}
    while waiting or running:
        while waiting and len(running) < processes:
            mutant = waiting.pop()
            process = FORK.Process(target=_judge, args=(mutant, scenes))
            process.start()
            running[process.sentinel] = process, mutant, time.monotonic() + SECONDS
        wait(list(running), timeout=1)
        for sentinel, (process, mutant, deadline) in list(running.items()):
            if process.is_alive() and time.monotonic() > deadline:
                process.kill()
                process.join()
            if not process.is_alive():
                del running[sentinel]
                if process.exitcode == 0:
                    yield mutant


def _judge(mutant: Mutant, scenes: Sequence[Scene]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (GIGABYTES << 30, GIGABYTES << 30))
    gc.disable()
    code = 1
    try:
        code = int(is_noticed(mutant["file"], mutant["source"], scenes))
    finally:
        os._exit(code)


if __name__ == "__main__":
    sys.exit(main())

"""What the measurements share: seconds taken in turns, and memory. It imports little, so that little is in the way."""

import gc
import time
import tracemalloc
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[2]

T = TypeVar("T")


def turns(size: int) -> int:
    """Returns how often to measure what takes longer, the more events there are."""
    return max(3, min(50, 300_000 // size))


def in_turns(functions: Sequence[Callable[[], float]], times: int) -> list[list[float]]:
    """Returns what each function measured, one after the other each time: a busy moment of the machine hits all."""
    rounds = [[function() for function in functions] for _ in range(times)]
    return [list(column) for column in zip(*rounds, strict=True)]


def seconds(function: Callable[[], object]) -> float:
    """Returns the processor time that a call takes, the collector of garbage being on as it is for everybody."""
    gc.collect()
    started = time.process_time()
    function()
    return time.process_time() - started


def apart(function: Callable[..., T], *arguments: object) -> T:
    """Calls a function in a new process, where nothing was measured before."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def peak_growth(function: Callable[[], object]) -> int:
    """Returns by how many bytes this process grows while it calls the function."""
    before = _peak()
    function()
    return _peak() - before


def _peak() -> int:
    # Not ru_maxrss, which a process inherits from the one that started it.
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) * 1024


def result_size(function: Callable[[], object]) -> int:
    """Returns how many bytes the result takes, with all that it holds."""
    tracemalloc.start()
    result = function()
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del result
    return held

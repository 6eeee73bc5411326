"""Measures processor time and memory. It imports little, because what is imported affects the figures."""

import gc
import time
import tracemalloc
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def repetitions(events: int) -> int:
    """Returns how often to measure something that takes longer the more events there are."""
    return max(3, min(50, 300_000 // events))


def alternate(functions: Sequence[Callable[[], float]], times: int) -> list[list[float]]:
    """Returns what each function returned, called in turns, so that a busy machine affects all of them alike."""
    rounds = [[function() for function in functions] for _ in range(times)]
    return [list(column) for column in zip(*rounds, strict=True)]


def cpu_seconds(function: Callable[[], object]) -> float:
    """Returns the processor time of a call, with the garbage collector on, as users have it."""
    gc.collect()
    started = time.process_time()
    function()
    return time.process_time() - started


def wall_seconds(function: Callable[[], object]) -> float:
    """Returns the time that a call takes by the clock."""
    started = time.perf_counter()
    function()
    return time.perf_counter() - started


def in_new_process(function: Callable[..., T], *arguments: object) -> T:
    """Calls a function in a new process, where nothing has been measured before."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def peak_growth(function: Callable[[], object]) -> int:
    """Returns by how many bytes the peak memory of this process grows during a call."""
    before = _peak()
    function()
    return _peak() - before


def _peak() -> int:
    # Not ru_maxrss, which a process inherits from its parent.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) * 1024


def result_size(function: Callable[[], object]) -> int:
    """Returns how many bytes the result of a call occupies, with everything that it refers to."""
    tracemalloc.start()
    result = function()
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del result
    return held

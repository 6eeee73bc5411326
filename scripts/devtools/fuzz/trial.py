"""One input given to one reader, within a time limit."""

import signal
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from random import Random

from attrs import field, frozen

from devtools.fuzz.readers import Reader

_SMALLEST_SECONDS = 10
"""Seconds for finding the smallest input that fails in the same way."""

_PACKAGE = "flowmusic_contract"


class HangError(BaseException):
    """A reader took too long. A reader that catches every Exception does not catch this."""


@frozen
class Problem:
    """What a reader did wrong, and the deepest line of the project that did it."""

    kind: str
    where: str
    message: str = field(eq=False)


@frozen
class Failure:
    """A problem and the input that leads to it."""

    reader: str
    number: int
    problem: Problem
    data: bytes = field(repr=False)


@frozen
class Result:
    """What became of one input."""

    accepted: bool
    seconds: float
    problem: Problem | None = None


def input_of(reader: Reader, seed: int, number: int) -> bytes:
    """Returns an input, which depends on nothing else."""
    return reader.make(Random(f"{seed}/{reader.name}/{number}"))  # noqa: S311 - not a secret


def try_input(reader: Reader, data: bytes, seconds: float) -> Result:
    """Gives an input to a reader. Must be called in the main thread, after `prepare`."""
    accepted, problem = False, None
    started = time.perf_counter()
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds, seconds)
        try:
            accepted = reader.read(data)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except (Exception, HangError) as error:  # noqa: BLE001 - whatever is not documented is a defect
        problem = _problem(error)
    return Result(accepted, time.perf_counter() - started, problem)


def prepare() -> None:
    """Lets the alarm of this process end what takes too long."""
    signal.signal(signal.SIGALRM, _end)


def _end(_signal: int, _frame: object) -> None:
    raise HangError("no end within the time limit")


def _problem(error: BaseException) -> Problem:
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if _PACKAGE in Path(frame.filename).parts]
    deepest = (own or frames)[-1]
    # How far a reader got when its time was over is different each time.
    line = "" if isinstance(error, HangError) else f":{deepest.lineno}"
    where = f"{_short(deepest.filename)}{line} in {deepest.name}"
    return Problem(type(error).__name__, where, str(error)[:200])


def _short(filename: str) -> str:
    parts = Path(filename).parts
    return "/".join(parts[parts.index(_PACKAGE) :]) if _PACKAGE in parts else "/".join(parts[-3:])


def smallest(data: bytes, fails: Callable[[bytes], bool], seconds: float = _SMALLEST_SECONDS) -> bytes:
    """Returns the data without the parts that the failure does not need, as far as there is time to find out."""
    end = time.monotonic() + seconds
    size = len(data) // 2
    while size:
        start = 0
        while start < len(data) and time.monotonic() < end:
            shorter = data[:start] + data[start + size :]
            if fails(shorter):
                data = shorter
            else:
                start += size
        size //= 2
    return data

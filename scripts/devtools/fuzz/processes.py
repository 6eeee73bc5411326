"""Divides the inputs among processes, and notices when one of them dies or hangs beyond its own time limit."""

import multiprocessing
import signal
import time
from collections.abc import Iterator
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess
from multiprocessing.sharedctypes import RawArray
from typing import Any

from attrs import define

from devtools.fuzz.readers import READERS
from devtools.fuzz.trial import Failure, Problem, input_of
from devtools.fuzz.worker import Plan, State, Tally, work

_FORK = multiprocessing.get_context("fork")
_GRACE = 5.0
"""Seconds after the time limit in which a process ends its reader itself, unless that is not possible."""


@define
class _Running:
    process: ForkProcess
    receiver: Any
    """A connection, whose type has another name on Windows."""
    state: State
    number: float = -1
    since: float = 0.0

    def is_stuck(self, seconds: float) -> bool:
        if self.number != self.state[1]:
            self.number, self.since = self.state[1], time.monotonic()
        return self.number >= 0 and time.monotonic() > self.since + seconds + _GRACE


def run(plan: Plan, processes: int) -> Iterator[Tally | Failure]:
    """Yields what the processes find."""
    running = [_start(plan.part(index, processes)) for index in range(processes)]
    while running:
        wait([one.receiver for one in running], timeout=1)
        for one in list(running):
            if one.is_stuck(plan.seconds):
                one.process.kill()
            try:
                while one.receiver.poll():
                    yield one.receiver.recv()
            except EOFError:
                running.remove(one)
                one.process.join()
                if one.process.exitcode:
                    yield _death(plan, one)


def _start(plan: Plan) -> _Running:
    receiver, sender = _FORK.Pipe(duplex=False)
    state: State = RawArray("d", (0.0, -1.0))
    process = _FORK.Process(target=work, args=(plan, state, sender.send), daemon=True)
    process.start()
    sender.close()  # so that the receiver notices the end of the process
    return _Running(process, receiver, state)


def _death(plan: Plan, one: _Running) -> Failure:
    reader, number = list(READERS.values())[int(one.state[0])], int(one.state[1])
    code = one.process.exitcode or 0
    was_killed, was_reading = code < 0, number >= 0
    kind = f"ended by {signal.Signals(-code).name}" if was_killed else f"exit code {code}"
    data = input_of(reader, plan.seed, number) if was_killed and was_reading else b""
    message = "its process died, or could only be killed; it did not try the rest of its part"
    return Failure(reader.name, number, Problem(kind, "a place that is not known", message), data)

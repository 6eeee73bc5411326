"""What one process does: its part of the inputs of each reader. All of this runs in that process."""

import os
import resource
import warnings
from collections.abc import Callable, MutableSequence
from functools import partial
from pathlib import Path

from attrs import define, frozen

from devtools.bench.measuring import peak_growth
from devtools.fuzz.readers import READERS, Reader
from devtools.fuzz.trial import Failure, Problem, input_of, prepare, smallest, try_input
from flowmusic_contract.mock_server import DEMO_TOKEN

_ENVIRONMENT = {"USEAPI_TOKEN": DEMO_TOKEN, "FLOWMUSIC_CONTRACT_DEBUG": "1", "GITHUB_ACTIONS": "true"}
"""Something to mask, errors as they are, and one more form of a report."""


@frozen
class Plan:
    """The inputs to try, by their numbers, and the limits of each."""

    seed: int
    numbers: dict[str, range]
    seconds: float
    megabytes: int

    def part(self, index: int, processes: int) -> "Plan":
        """Returns the part of one process."""
        parts = {name: numbers[index::processes] for name, numbers in self.numbers.items()}
        return Plan(self.seed, parts, self.seconds, self.megabytes)


@define
class Tally:
    """What became of the inputs of one reader."""

    reader: str
    accepted: int = 0
    refused: int = 0
    slowest: float = 0.0
    """Seconds."""
    slowest_number: int = 0
    growth: int = 0
    """By how many bytes the memory of the process grew at most."""

    def add(self, other: "Tally") -> None:
        """Adds what another process found."""
        self.accepted += other.accepted
        self.refused += other.refused
        self.growth = max(self.growth, other.growth)
        if other.slowest > self.slowest:
            self.slowest, self.slowest_number = other.slowest, other.slowest_number


State = MutableSequence[float]
"""The index of the reader, and the number of the input that it reads, or -1 between two inputs."""

Send = Callable[[Tally | Failure], None]


def work(plan: Plan, state: State, send: Send) -> None:
    """Tries the inputs of a plan; sends a tally for each reader, and its first failure."""
    os.environ.update(_ENVIRONMENT)
    warnings.simplefilter("error")  # a user would see it in the middle of a report
    prepare()
    _limit_memory(plan.megabytes)
    for index, reader in enumerate(READERS.values()):
        tally = Tally(reader.name)
        state[0] = index
        tally.growth = peak_growth(partial(_try_all, plan, reader, tally, state, send))
        send(tally)


def _try_all(plan: Plan, reader: Reader, tally: Tally, state: State, send: Send) -> None:
    for number in plan.numbers.get(reader.name, range(0)):
        state[1] = number
        data = input_of(reader, plan.seed, number)
        result = try_input(reader, data, plan.seconds)
        state[1] = -1
        if result.problem:
            send(_failure(plan, reader, number, data, result.problem))
            return
        tally.accepted += result.accepted
        tally.refused += not result.accepted
        if result.seconds > tally.slowest:
            tally.slowest, tally.slowest_number = result.seconds, number


def _failure(plan: Plan, reader: Reader, number: int, data: bytes, problem: Problem) -> Failure:
    small = smallest(data, lambda shorter: try_input(reader, shorter, plan.seconds).problem == problem)
    return Failure(reader.name, number, problem, small)


def _limit_memory(megabytes: int) -> None:
    """Lets an input fail that needs more memory than this, or with which the process has grown by more."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    limit = pages * resource.getpagesize() + megabytes * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

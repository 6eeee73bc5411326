"""Runs each mutant in a forked process, which imports the mutated modules for the first time.

That is why this process must never import the modules that are mutated.
"""

import gc
import multiprocessing
import os
import resource
import time
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess

from attrs import frozen

from devtools.mutate.judging import Recording, is_noticed
from devtools.mutate.mutants import Mutant

_CPU_SECONDS = 60
_SECONDS = 900
_GIGABYTES = 4
_LIBRARIES = ("httpx", "hypothesis", "jsonschema_rs", "openapi_spec_validator", "starlette", "uvicorn", "yaml")
_FORK = multiprocessing.get_context("fork")


@frozen
class _Running:
    process: ForkProcess
    mutant: Mutant
    deadline: float


def record() -> Sequence[Recording]:
    """Returns the recordings, made by a process that ends afterwards."""
    receiver, sender = _FORK.Pipe(duplex=False)
    process = _FORK.Process(target=_record, args=(sender,))
    process.start()
    sender.close()  # so that recv ends if the process does
    recordings: Sequence[Recording] = receiver.recv()
    process.join()
    return recordings


def _record(sender: Connection) -> None:
    from devtools.mutate.recordings import recordings  # noqa: PLC0415 - imports what is mutated

    sender.send(list(recordings()))


def survivors(mutants: Iterable[Mutant], recordings: Sequence[Recording], processes: int) -> Iterator[Mutant]:
    """Yields the mutants that no test notices. A crash or a timeout counts as noticed."""
    for library in _LIBRARIES:
        import_module(library)  # once, and not again for each mutant
    waiting = list(reversed(list(mutants)))
    running: dict[int, _Running] = {}
    while waiting or running:
        while waiting and len(running) < processes:
            started = _start(waiting.pop(), recordings)
            running[started.process.sentinel] = started
        wait(list(running), timeout=1)
        for sentinel, one in list(running.items()):
            if one.process.is_alive() and time.monotonic() > one.deadline:
                one.process.kill()
                one.process.join()
            if not one.process.is_alive():
                del running[sentinel]
                if one.process.exitcode == 0:
                    yield one.mutant


def _start(mutant: Mutant, recordings: Sequence[Recording]) -> _Running:
    process = _FORK.Process(target=_judge, args=(mutant, recordings))
    process.start()
    return _Running(process, mutant, time.monotonic() + _SECONDS)


def _judge(mutant: Mutant, recordings: Sequence[Recording]) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_GIGABYTES << 30, _GIGABYTES << 30))
    gc.disable()
    exit_code = 1
    try:
        exit_code = int(is_noticed(mutant.file, mutant.source, recordings))
    finally:
        os._exit(exit_code)

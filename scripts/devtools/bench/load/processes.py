"""A server as a process of its own, with the processor time and the memory of it and of its children."""

import os
import resource
import signal
import subprocess
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from attrs import field, frozen

_PROC = Path("/proc")
_SECONDS_TO_STOP = 10


@frozen
class ServerProcess:
    """A running server and where it listens."""

    process: subprocess.Popen[str]
    host: str = "127.0.0.1"
    port: int = 0
    ticks: int = field(factory=lambda: os.sysconf("SC_CLK_TCK"))

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        return self.host, self.port

    def cpu_seconds(self) -> float:
        """Returns the processor time of the server, of its children, and of those that have ended."""
        return sum(sum(map(int, _stat(pid)[11:15])) for pid in _family(self.process.pid)) / self.ticks

    def memory(self) -> int:
        """Returns the resident bytes of the server and its children."""
        return sum(_status(pid, "VmRSS") for pid in _family(self.process.pid))

    def peak_memory(self) -> int:
        """Returns the most resident bytes that the server and its children have had, each at its own peak."""
        return sum(_status(pid, "VmHWM") for pid in _family(self.process.pid))


def _stat(pid: int) -> list[str]:
    """Returns the fields of `/proc/PID/stat` that follow the name, which can contain spaces."""
    return (_PROC / str(pid) / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()


def _status(pid: int, name: str) -> int:
    text = (_PROC / str(pid) / "status").read_text(encoding="utf-8")
    return int(text.partition(f"{name}:")[2].split()[0]) * 1024


def _family(pid: int) -> list[int]:
    """Returns a process and everything that it has started."""
    lists = (_PROC / str(pid) / "task").glob("*/children")
    children = [int(child) for children in lists for child in children.read_text(encoding="ascii").split()]
    return [pid, *(each for child in children for each in _family(child))]


@contextmanager
def started(
    command: Sequence[str | Path], environment: Mapping[str, str], cpus: set[int] | None
) -> Generator[subprocess.Popen[str]]:
    """Runs a command on these processors while the context lasts. What it writes to stderr is there for the user."""
    with pinned(cpus):
        process = subprocess.Popen(
            command,
            env=os.environ | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(_SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@contextmanager
def pinned(cpus: set[int] | None) -> Generator[None]:
    """Lets this process, and what it starts meanwhile, run on these processors only."""
    if cpus is None:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cpus)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def cpus_for_server_and_client() -> tuple[set[int] | None, set[int] | None]:
    """Returns a processor for the servers and one for the clients, or None twice if that is not possible here."""
    cpus = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    return ({cpus[0]}, {cpus[1]}) if len(cpus) > 1 else (None, None)


def allow_open_files(number: int) -> None:
    """Lets this process, and what it starts, have this number of open files.

    Raises:
        ClickException: if the system does not allow it.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < number:
        if hard != resource.RLIM_INFINITY and hard < number:
            raise click.ClickException(
                f"{number} open files are necessary, and the hard limit is {hard}: raise it (ulimit -Hn), "
                "or choose fewer --connections"
            )
        resource.setrlimit(resource.RLIMIT_NOFILE, (number, hard))

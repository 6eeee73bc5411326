"""Starts client programs, reads what they print within limits, and ends them with everything that they started."""

import os
import signal
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from threading import Lock, Thread, current_thread, main_thread
from typing import IO

from attrs import define, field

from flowmusic_contract.client.case_servers import OTHER_HOST
from flowmusic_contract.errors import CannotRunError

_SECONDS = 60
"""Seconds allowed for one program."""

_MOST_BYTES = 64_000_000
"""The most that a program may print."""

_TIME_ZONE = "Asia/Kathmandu"
"""Never UTC, so that a client that takes local time for UTC is noticed wherever it is checked."""

_PIECE = 64 * 1024

_SECONDS_AFTER_END = 1
"""Seconds in which the rest of the output is read."""


class NotRunnableError(CannotRunError):
    """The client's command cannot be started, or sends no request; the message says why."""


class ClientFailedError(Exception):
    """A client reported nothing; the message says how it ended."""

    def __init__(self, message: str, printed: bytes = b"", *, is_exit_code_0: bool = False) -> None:
        super().__init__(message)
        self.printed = printed
        self.is_exit_code_0 = is_exit_code_0


class ClientTimeoutError(Exception):
    """A client reported nothing in time."""


@define
class Programs:
    """The client programs that run. Once a check is interrupted, none of them does."""

    _is_interrupted: bool = field(default=False, init=False)
    _running: "set[subprocess.Popen[bytes]]" = field(factory=set, init=False)
    _lock: Lock = field(factory=Lock, init=False)

    def output_of(self, words: Sequence[str], token: str) -> tuple[bytes, bytes]:
        """Returns what a program prints to standard output and standard error. What it leaves running is killed.

        Raises:
            NotRunnableError: if it cannot be started.
            ClientFailedError: if it fails, or prints too much.
            ClientTimeoutError: if it does not end in time.
        """
        with self._started(words, token) as process:
            out, err = _output(process)
        if process.returncode:
            raise ClientFailedError(f"{_how_ended(process.returncode)}{last_line(err)}", out + err)
        return out, err

    @contextmanager
    def _started(self, words: Sequence[str], token: str) -> "Generator[subprocess.Popen[bytes]]":
        with self._lock:
            if self._is_interrupted:
                raise ClientFailedError("the check was interrupted")
            process = _start(words, token)
            self._running.add(process)
        try:
            yield process
        finally:
            self._running.discard(process)

    @contextmanager
    def ended_with_check(self) -> Generator[None]:
        """Kills the programs that still run if the block fails; then no other one starts until the next block."""
        self._is_interrupted = False
        try:
            yield
        except BaseException:
            with self._lock:
                self._is_interrupted = True
                for process in list(self._running):
                    _kill(process)
            raise


PROGRAMS = Programs()
"""Those of all checks in this process: what starts a program does not know which check it is for."""


@contextmanager
def ended_by_sigterm() -> Generator[None]:
    """Lets SIGTERM end the check as Ctrl-C does, so that no program goes on."""
    if current_thread() is not main_thread():
        yield
        return

    def end(number: int, _frame: object) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def last_line(text: bytes) -> str:
    """Returns the last line of what a program printed, after a colon, or nothing."""
    lines = text.decode(errors="replace").strip().splitlines()
    return f": {lines[-1].strip()}" if lines else ""


def _how_ended(exit_code: int) -> str:
    if exit_code >= 0:
        return f"exit code {exit_code}"
    with suppress(ValueError):  # a signal without a name
        return f"ended by {signal.Signals(-exit_code).name}"
    return f"ended by signal {-exit_code}"


def _start(words: Sequence[str], token: str) -> "subprocess.Popen[bytes]":
    try:
        return subprocess.Popen(  # noqa: S603 - the user asks for this command
            words,
            env=_environment(token),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            process_group=0,
        )
    except OSError as error:
        raise NotRunnableError(f"cannot start {words[0]}: {error.strerror or error}") from error


def _environment(token: str) -> dict[str, str]:
    local = f"127.0.0.1,{OTHER_HOST}"
    # Without a locale, some languages cannot read an email address that is not ASCII.
    environment = {"LANG": "C.UTF-8"} | os.environ
    return environment | {"USEAPI_TOKEN": token, "NO_PROXY": local, "no_proxy": local, "TZ": _TIME_ZONE}


def _output(process: "subprocess.Popen[bytes]") -> tuple[bytes, bytes]:
    readers = [_Reader(process, stream) for stream in (process.stdout, process.stderr) if stream]
    try:
        process.wait(_SECONDS)
    except subprocess.TimeoutExpired:
        raise ClientTimeoutError(f"it did not end within {_SECONDS} s") from None
    finally:
        _kill(process)
        process.wait()
    out, err = (reader.output() for reader in readers)
    return out, err


@define
class _Reader:
    """Reads what a program prints up to a limit, at which the program is killed."""

    process: "subprocess.Popen[bytes]"
    stream: IO[bytes]
    _read: bytearray = field(factory=bytearray, init=False)
    _thread: Thread = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def output(self) -> bytes:
        self._thread.join(_SECONDS_AFTER_END)  # what left the process group may keep the stream open
        if len(self._read) > _MOST_BYTES:
            raise ClientFailedError(f"it printed more than {_MOST_BYTES / 1e6:g} MB")
        return bytes(self._read)

    def _run(self) -> None:
        with self.stream:
            while len(self._read) <= _MOST_BYTES and (piece := os.read(self.stream.fileno(), _PIECE)):
                self._read += piece
        if len(self._read) > _MOST_BYTES:
            _kill(self.process)


def _kill(process: "subprocess.Popen[bytes]") -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # with everything that it started

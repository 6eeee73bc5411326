"""Reads the files that a user names. Nothing waits for a writer that may never come, and nothing takes all memory."""

import errno
import os
import select
import stat
from functools import cache
from io import BytesIO, FileIO
from pathlib import Path
from typing import IO

MEGABYTES = 512
"""The size of the largest file that is read as a whole."""

_PIECE = 1024 * 1024


def open_file(path: str) -> IO[bytes]:
    """Opens a file, a pipe or the null device to read it.

    Raises:
        OSError: if it cannot be opened, or is something else.
    """
    if stat.S_ISFIFO(Path(path).stat().st_mode):
        return BytesIO(_content_of_pipe(path))
    descriptor = _descriptor(path)
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISREG(mode) or Path(path).samefile(os.devnull):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    if stat.S_ISDIR(mode):
        raise OSError(errno.EISDIR, "Is a directory")
    raise OSError(errno.EINVAL, "it is not a regular file")


def _descriptor(path: str) -> int:
    return os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))


@cache  # a pipe can be read only once, and a reset of the mock server reads its files again
def _content_of_pipe(path: str) -> bytes:
    with FileIO(_descriptor(path)) as pipe:
        start = pipe.read(_PIECE)  # None if the writer has written nothing yet
        if start == b"" and not _has_ended(pipe):
            raise OSError(errno.EPIPE, "no program writes to this pipe")
        os.set_blocking(pipe.fileno(), True)
        return (start or b"") + read_all(pipe)


def _has_ended(pipe: FileIO) -> bool:
    """Returns whether a program has written to the pipe, and has closed it."""
    poll = select.poll()
    poll.register(pipe, 0)
    return bool(poll.poll(0))


def read_file(path: str) -> bytes:
    """Returns the content of a file.

    Raises:
        OSError: if it cannot be read, or is too large.
    """
    with open_file(path) as file:
        return read_all(file)


def read_all(file: IO[bytes] | FileIO) -> bytes:
    """Returns the rest of a file.

    Raises:
        OSError: if it cannot be read, or is too large.
    """
    # Not at once, because that reserves all memory that the limit allows.
    body = BytesIO()
    while piece := file.read(_PIECE):
        body.write(piece)
        if body.tell() > MEGABYTES * 1_000_000:
            raise OSError(errno.EFBIG, f"it is larger than {MEGABYTES} MB")
    return body.getvalue()

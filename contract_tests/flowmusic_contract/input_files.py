"""Reads the files that a user names. Nothing waits for a writer, and nothing takes all memory."""

import errno
import os
import stat
from io import BytesIO
from typing import IO

MEGABYTES = 512
"""The size of the largest file that is read as a whole."""

_PIECE = 1024 * 1024


def opened(path: str) -> IO[bytes]:
    """Opens a file to read it.

    Raises:
        OSError: if it cannot be opened, or is not a regular file. A pipe can be read only once, and waits for a writer.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISREG(mode):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    is_folder = stat.S_ISDIR(mode)
    raise OSError(*((errno.EISDIR, "Is a directory") if is_folder else (errno.EINVAL, "it is not a regular file")))


def content_of(path: str) -> bytes:
    """Returns the content of a file.

    Raises:
        OSError: if it cannot be read, is not a regular file, or is too large.
    """
    with opened(path) as file:
        return whole(file)


def whole(file: IO[bytes]) -> bytes:
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

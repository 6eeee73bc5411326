# Generated from openapi.yaml by scripts/generate. Do not edit.
"""The body of a response: received piece by piece, decompressed, and never larger than its limit."""

import zlib
from collections.abc import Generator, Iterable, Iterator
from typing import Any

ACCEPT_ENCODING = "gzip, deflate"

_MOST_CODINGS = 5
"""Content codings of one body, one after the other. More than two have no use."""

_PIECE = 65_536
"""Bytes that are decompressed at a time."""


class ContentError(Exception):
    """The body cannot be decompressed, or is cut short."""


class TooLargeError(ContentError):
    """The body is larger than its limit."""


class _Decompressor:
    """Decompresses gzip, also of several members, or deflate with or without the header of zlib."""

    def __init__(self, coding: str) -> None:
        self.coding = coding
        self._held = b""
        self._zlib: Any = None

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yields the next bytes, never many at a time.

        Raises:
            ContentError: If the data is not of this coding.
        """
        data = self._held + data
        self._held = b""
        try:
            while data:
                if self._zlib is None and not self._start(data):
                    return
                data = yield from self._decompress(data)
        except zlib.error as error:
            raise ContentError(f"not {self.coding} ({error})") from None

    def finish(self) -> None:
        """Raises ContentError if the data is not complete."""
        if self._zlib is not None or self._held:
            raise ContentError(f"the {self.coding} data is not complete")

    def _start(self, data: bytes) -> bool:
        if self.coding == "deflate" and len(data) == 1:
            self._held = data  # two bytes say whether there is a header
            return False
        has_header = self.coding == "gzip" or (data[0] & 15 == 8 and int.from_bytes(data[:2]) % 31 == 0)
        self._zlib = zlib.decompressobj(47 if has_header else -15)
        return True

    def _decompress(self, data: bytes) -> Generator[bytes, None, bytes]:
        """Yields the bytes of one member, and returns the data after it."""
        piece = data
        while not self._zlib.eof and (data or len(piece) == _PIECE):
            piece = self._zlib.decompress(data, _PIECE)
            data = self._zlib.unconsumed_tail
            yield piece
        if not self._zlib.eof:
            return b""
        rest, self._zlib = self._zlib.unused_data, None
        return rest.lstrip(b"\0") if self.coding == "gzip" else b""


class Body:
    """A body that is being received, with its content codings and the largest size that it may have."""

    def __init__(self, codings: str, limit: int) -> None:
        self.limit = limit
        self._size = 0
        self._pieces: list[bytes] = []
        names = [name.strip().lower().removeprefix("x-") for name in codings.split(",")]
        self._decompressors = [_Decompressor(name) for name in reversed(names) if name not in ("", "identity")]
        if len(self._decompressors) > _MOST_CODINGS:
            raise ContentError(f"more than {_MOST_CODINGS} content codings")
        for each in self._decompressors:
            if each.coding not in ("gzip", "deflate"):
                raise ContentError(f"the content coding {each.coding} was not requested")

    def add(self, chunk: bytes) -> Iterator[None]:
        """Adds a chunk as it was received, and yields after each piece of it."""
        pieces: Iterable[bytes] = [chunk]
        for each in self._decompressors:
            pieces = _fed(each, pieces)
        for piece in pieces:
            self.add_decoded(piece)
            yield

    def add_decoded(self, piece: bytes) -> None:
        """Adds a piece that is not compressed.

        Raises:
            TooLargeError: If the body gets larger than its limit.
        """
        self._size += len(piece)
        if self._size > self.limit:
            self._pieces = self._pieces[:1] or [piece[: self.limit]]  # an error shows the beginning only
            raise TooLargeError(f"the body is larger than max_response_bytes, {self.limit:,}")
        self._pieces.append(piece)

    def finish(self) -> None:
        """Raises ContentError if the body is not complete."""
        for each in self._decompressors:
            each.finish()

    def content(self) -> bytes:
        """Returns the bytes that were received."""
        return b"".join(self._pieces)


def _fed(decompressor: _Decompressor, pieces: Iterable[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        yield from decompressor.feed(piece)

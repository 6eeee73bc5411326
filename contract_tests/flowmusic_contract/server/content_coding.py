"""Undoes the content codings of a response piece by piece, so that no compressed body takes all memory."""

import zlib
from collections.abc import Callable, Iterable, Iterator

OFFERED = "gzip, deflate"
"""What every request accepts."""

_MOST_ENCODINGS = 16
"""More encodings of one content are refused, because each is decoded by a function that calls the next."""

_PIECE = 64 * 1024
"""The most bytes that are decoded at a time."""

_GZIP, _ZLIB, _RAW = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS
_ZLIB_HEADER = 2


class ContentError(Exception):
    """The content cannot be decoded, or is too large; the message says why."""


def decoded(pieces: Iterable[bytes], encodings: str, limit: float) -> Iterator[bytes]:
    """Yields the decoded content. `encodings` is the value of `Content-Encoding`, and `limit` a number of bytes.

    Raises:
        ContentError: if an encoding was not offered, the content does not have it, or any layer is too large; or if
            there are too many encodings.
    """
    layer = _limited(pieces, limit)
    names = [name for name in map(str.strip, encodings.lower().split(",")) if name not in ("", "identity")]
    if len(names) > _MOST_ENCODINGS:
        layer, names = _refused(layer, f"the content has more than {_MOST_ENCODINGS} encodings"), []
    for name in reversed(names):
        decoder = _DECODERS.get(name)
        not_offered = f"the content encoding {name!r} was not offered; only {OFFERED} is"
        layer = _limited(decoder(layer) if decoder else _refused(layer, not_offered), limit)
    try:
        yield from layer
    except zlib.error as error:
        raise ContentError(f"the content is not {encodings}: {error}") from error


def _limited(pieces: Iterable[bytes], limit: float) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > limit:
            raise ContentError(f"the response is larger than {limit / 1e6:g} MB")
        yield piece


def _refused(pieces: Iterable[bytes], why: str) -> Iterator[bytes]:
    # A response without content, such as one to HEAD, may name any encoding.
    for piece in pieces:
        if piece:
            raise ContentError(why)
        yield piece


def _gunzip(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Decodes gzip of one or more members (RFC 1952, section 2.2)."""
    member = None
    for piece in pieces:
        data = piece
        while data:
            if member is None or member.eof:
                # Padding after the last member is not a member.
                data = data.lstrip(b"\0") if member else data
                member = zlib.decompressobj(_GZIP) if data else member
            else:
                yield member.decompress(data, _PIECE)
                data = member.unused_data if member.eof else member.unconsumed_tail
    if member:
        yield member.flush()
        _check(is_complete=member.eof)


def _inflate(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Decodes zlib, which RFC 9110 calls deflate, and deflate without the header of zlib, which some servers send."""
    start, stream = b"", None
    for piece in pieces:
        data = start + piece
        if stream is None and len(data) >= _ZLIB_HEADER:
            stream = zlib.decompressobj(_ZLIB if _has_zlib_header(data) else _RAW)
        start = b"" if stream else data
        while stream and data and not stream.eof:
            yield stream.decompress(data, _PIECE)
            data = stream.unconsumed_tail
    if stream or start:
        yield stream.flush() if stream else b""
        _check(is_complete=stream is not None and stream.eof)


def _has_zlib_header(data: bytes) -> bool:
    return data[0] & 0x0F == zlib.DEFLATED and int.from_bytes(data[:_ZLIB_HEADER], "big") % 31 == 0


def _check(*, is_complete: bool) -> None:
    if not is_complete:
        raise ContentError("the compressed content is incomplete")


_DECODERS: dict[str, Callable[[Iterable[bytes]], Iterator[bytes]]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _inflate,
}

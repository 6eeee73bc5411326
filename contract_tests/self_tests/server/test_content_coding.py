"""Every content encoding that was offered is decoded; none can take all memory."""

import gzip
import tracemalloc
import zlib

import pytest

from flowmusic_contract.engine.exchange import Exchange
from flowmusic_contract.server.content_coding import ContentError, decoded
from flowmusic_contract.server.limits import Limits
from self_tests.server.raw_server import exchanges_with, serving

_TEXT = b'{"a": 1}' * 20_000
_RAW_DEFLATE = zlib.compress(_TEXT)[2:-4]


def bomb() -> bytes:
    """Returns a few hundred bytes that decode to 30 MB."""
    return gzip.compress(gzip.compress(gzip.compress(b"\0" * 30_000_000, 9), 9), 9)


def exchange_with(headers: bytes, body: bytes) -> Exchange:
    """Returns the exchange with a server that sends these headers and this body."""
    start = b"HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n%s" % (headers, len(body), body)
    with serving(start) as (target, _):
        [exchange] = exchanges_with(target, Limits(seconds=5, megabytes=1))
    return exchange


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("", _TEXT),
        ("identity", _TEXT),
        ("gzip", gzip.compress(_TEXT)),
        ("GZIP", gzip.compress(_TEXT)),
        ("x-gzip", gzip.compress(_TEXT)),
        ("gzip", gzip.compress(_TEXT[:9]) + gzip.compress(b"") + gzip.compress(_TEXT[9:])),
        ("gzip", gzip.compress(_TEXT) + b"\0" * 512),
        ("deflate", zlib.compress(_TEXT)),
        ("deflate", _RAW_DEFLATE),
        ("deflate, gzip", gzip.compress(zlib.compress(_TEXT))),
        ("gzip, gzip", gzip.compress(gzip.compress(_TEXT))),
    ],
    ids=[
        "no header",
        "identity",
        "gzip",
        "upper case",
        "x-gzip",
        "several members",
        "padded",
        "zlib",
        "raw deflate",
        "deflate in gzip",
        "gzip in gzip",
    ],
)
@pytest.mark.parametrize("size", [1, 7, 1_000_000])
def test_content_is_decoded(encoding: str, content: bytes, size: int) -> None:
    """Content in one or more layers is decoded, in whatever pieces it comes."""
    pieces = [content[at : at + size] for at in range(0, len(content), size)]

    assert _TEXT == b"".join(decoded(pieces, encoding, 1e6))


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "gzip, br"])
def test_no_content(encoding: str) -> None:
    """A response without content, such as one to HEAD, may name any encoding."""

    assert b"" == b"".join(decoded([], encoding, 1e6))


@pytest.mark.parametrize(
    ("encoding", "content", "message"),
    [
        ("br", b"x", "'br' was not offered; only gzip, deflate is"),
        ("gzip", b"x", "the compressed content is incomplete"),
        ("gzip", b"no gzip at all", "the content is not gzip"),
        ("gzip", gzip.compress(_TEXT)[:-1], "the compressed content is incomplete"),
        ("deflate", b"x", "the compressed content is incomplete"),
        ("deflate", zlib.compress(_TEXT)[:-1], "the compressed content is incomplete"),
        ("gzip," * 5_000, b"x", "the content has more than 16 encodings"),
    ],
    ids=["not offered", "no gzip header", "not gzip", "gzip cut", "no deflate", "deflate cut", "too many"],
)
def test_content_that_cannot_be_decoded(encoding: str, content: bytes, message: str) -> None:
    """The message says why there is no content."""
    with pytest.raises(ContentError, match=message):
        list(decoded([content], encoding, 1e6))


def test_bomb_takes_little_memory() -> None:
    """A few hundred bytes that decode to 30 MB are refused before they take any."""
    content = bomb()
    tracemalloc.start()
    exchange = exchange_with(b"Content-Encoding: gzip, gzip, gzip\r\n", content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert "the response is larger than 1 MB" == exchange.transfer.failure
    assert peak < 10_000_000


def test_encoding_that_was_not_offered() -> None:
    """A response in an encoding that no request accepts is not complete."""

    assert "was not offered" in str(exchange_with(b"Content-Encoding: br\r\n", b"x").transfer.failure)


def test_large_header_free_response() -> None:
    """A response without encoding is limited in size too."""

    assert "the response is larger than 1 MB" == exchange_with(b"", b"x" * 1_000_001).transfer.failure

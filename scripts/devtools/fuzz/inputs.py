"""The hostile inputs of each reader: valid samples, changed at random."""

import gzip
import json
import zlib
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any

from flowmusic_contract.all_rules import RULES
from flowmusic_contract.client.cases import all_cases
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, Api, Request, demo_ledger

from devtools.fuzz.byte_mutations import mutated
from devtools.fuzz.json_mutations import mutated_json

Make = Callable[[Random], bytes]
"""Makes one input. It uses nothing that is random but its argument."""

_BOMB = 12_000_000
"""The bytes of a decompression bomb."""

_JSON = (b'"events"', b'"amount":', b"null", b"1e400", b"[[", b'{"a":', b"\\u", b"\\ud800", b"/**/", b'"":', DEMO_TOKEN.encode())
_HEADS = (
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: @\r\n\r\n",
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json; charset=utf-8\r\ncontent-encoding: gzip\r\nx: @\r\n\r\n",
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n@@",
    b"HTTP/1.0 200 OK\r\nset-cookie: a=b; expires=Wed, 21 Oct 2026 07:28:00 GMT\r\n\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 401 Unauthorized\r\nwww-authenticate: Bearer realm=x\r\ncontent-length: @\r\n\r\n",
    b"HTTP/1.1 404 Not Found\r\ncontent-type: application/json\r\ncontent-length: @\r\n\r\n",
    b"HTTP/1.1 429 Too Many Requests\r\nretry-after: 1\r\ncontent-length: @\r\n\r\n",
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: Wed, 21 Oct 2015 07:28:00 GMT\r\ncontent-length: @\r\n\r\n",
    b"HTTP/1.1 302 Found\r\nlocation: https://example.com:443/v1/x?email=a@example.com#b\r\ncontent-length: @\r\n\r\n",
    b"HTTP/1.1 405 Method Not Allowed\r\nallow: GET, HEAD\r\ndate: Wed, 21 Oct 2026 07:28:00 GMT\r\n\r\n",
)
_HEADERS = (
    *(b"content-length: 5\r\n", b"content-length: -1\r\n", b"content-length: 5, 5\r\n", b"transfer-encoding: gzip, chunked\r\n"),
    *(b"content-encoding: deflate, gzip, identity\r\n", b"content-type: text/html; charset=\"x\r\n", b"connection: upgrade\r\n"),
    *(b"retry-after: Wed, 21 Oct 99999999999999999999 07:28:00 GMT\r\n", b"retry-after: nan\r\n", b"retry-after: -1e999\r\n"),
    *(b"location: //[::1\r\n", b"location: http://\xff:99999/\r\n", b"location: http://xn--a\r\n", b"allow: \xff\r\n", b"\r\n\r\n"),
    *(b"HTTP/1.1 200 OK\r\n", b"HTTP/9.9 999 \xff\r\n", b"ffffffff\r\n", b"0\r\n\r\n", b"5;a=b\r\n", b" folded\r\n", b": \r\n"),
    *(b"sunset: Mon, 32 Jun 0000 25:61:61 +9999\r\n", b"date: Wed, 21 Oct 2026 07:28:00 +99999999999999\r\n"),
)
_ENCODINGS = ("gzip", "x-gzip", "deflate", "raw deflate", "identity", "br", "")
_BASELINE = (
    *(b"$.events[*].amount", b"['a\\'b']", b"[*]", b"[0]", b"expires 2026-02-30", b"expires", b"# reason  expires 2027-01-31"),
    *(b"# ", b"types.*", b"[a-", b"[!", b"*?", b"summary.", b"\n", b"  ", b"9999-12-31"),
)


@cache
def usage_report() -> Any:
    """Returns a correct usage report."""
    return json.loads(Api(demo_ledger())(Request.get(DEMO_EMAILS[0]).authorized_by(DEMO_TOKEN)).body)


def body(random: Random) -> bytes:
    """Makes the body of a response."""
    if random.random() < 0.7:
        text = mutated_json(random, usage_report())
        return mutated(random, text, _JSON) if random.random() < 0.1 else text
    return mutated(random, json.dumps(usage_report()).encode(), _JSON)


def document(random: Random) -> bytes:
    """Makes a saved document, which an editor may have written in another encoding."""
    text = body(random)
    encoding = random.choice(("utf-8",) * 7 + ("utf-8-sig", "utf-16", "utf-32"))
    return text if encoding == "utf-8" else text.decode(errors="replace").encode(encoding)


def response(random: Random) -> bytes:
    """Makes a response as it is sent: status line, headers and body."""
    head, content = random.choice(_HEADS), body(random) if random.random() < 0.8 else b""
    if b": gzip" in head:
        content = gzip.compress(content, 1, mtime=0)
    if head.endswith(b"@@"):
        head, content = head[:-2], b"%x\r\n%b\r\n0\r\n\r\n" % (len(content), content)
    head = head.replace(b"@", b"%d" % len(content))
    if random.random() < 0.8:
        head = mutated(random, head, _HEADERS)
    sent = head + content
    return mutated(random, sent, _HEADERS) if random.random() < 0.2 else sent


def content(random: Random) -> bytes:
    """Makes the value of Content-Encoding, a line break, and the encoded content."""
    data = b"\0" * _BOMB if random.random() < 0.002 else random.choice((b"", b"{}", json.dumps(usage_report()).encode()))
    names = random.choices(_ENCODINGS, (5, 1, 3, 2, 1, 1, 1), k=random.randint(1, 4))
    for name in names:
        data = _encoded(random, name, data)
        if random.random() < 0.3:
            data = mutated(random, data, (gzip.compress(b"", mtime=0), b"\x78\x9c"))
    header = ", ".join(name.removeprefix("raw ") for name in names).encode()
    return (mutated(random, header, (b",", b"gzip")) if random.random() < 0.1 else header) + b"\n" + data


def _encoded(random: Random, name: str, data: bytes) -> bytes:
    if "gzip" in name:
        return b"".join(gzip.compress(data, 6, mtime=0) for _ in range(random.choice((1, 1, 1, 2))))
    if name == "deflate":
        return zlib.compress(data)
    return zlib.compress(data)[2:-4] if name == "raw deflate" else data


def known_failures(random: Random) -> bytes:
    """Makes a baseline."""
    locations = ("$", "$.events[*].amount", "$['a\\'b'][*]", "*", "types.*", random.choice(all_cases()).id)
    lines = [
        f"{random.choice(RULES).id}  {random.choice(locations)}  # known{random.choice(('', '  expires 2027-01-31'))}"
        for _ in range(random.randint(1, 4))
    ]
    text = "\n".join(lines).encode()
    return mutated(random, text, _BASELINE) if random.random() < 0.95 else text


def output(random: Random) -> bytes:
    """Makes what a client program prints."""
    if random.random() < 0.8:
        return mutated_json(random, {"status": random.choice((200, 200, 401, 404)), "usage": usage_report()})
    return mutated(random, json.dumps({"status": 200, "usage": usage_report()}).encode(), _JSON)

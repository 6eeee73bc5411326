"""The hostile inputs of each reader: valid samples, changed at random."""

import gzip
import json
import zlib
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any

from devtools.fuzz.byte_mutations import mutated
from devtools.fuzz.json_mutations import mutated_json
from devtools.fuzz.samples import BASELINE, ENCODINGS, HEADERS, HEADS, JSON
from flowmusic_contract.all_rules import RULES
from flowmusic_contract.client.cases import all_cases
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, Api, Request, demo_ledger

Make = Callable[[Random], bytes]
"""Makes one input. It uses nothing that is random but its argument."""

_BOMB = 12_000_000
"""The bytes of a decompression bomb."""


@cache
def usage_report() -> Any:
    """Returns a correct usage report."""
    return json.loads(Api(demo_ledger())(Request.get(DEMO_EMAILS[0]).authorized_by(DEMO_TOKEN)).body)


def body(random: Random) -> bytes:
    """Makes the body of a response."""
    if random.random() < 0.7:
        text = mutated_json(random, usage_report())
        return mutated(random, text, JSON) if random.random() < 0.1 else text
    return mutated(random, json.dumps(usage_report()).encode(), JSON)


def document(random: Random) -> bytes:
    """Makes a saved document, which an editor may have written in another encoding."""
    text = body(random)
    encoding = random.choice(("utf-8",) * 7 + ("utf-8-sig", "utf-16", "utf-32"))
    return text if encoding == "utf-8" else text.decode(errors="replace").encode(encoding)


def response(random: Random) -> bytes:
    """Makes a response as it is sent: status line, headers and body."""
    head, content = random.choice(HEADS), body(random) if random.random() < 0.8 else b""
    if b": gzip" in head:
        content = gzip.compress(content, 1, mtime=0)
    if head.endswith(b"@@"):
        head, content = head[:-2], b"%x\r\n%b\r\n0\r\n\r\n" % (len(content), content)
    head = head.replace(b"@", b"%d" % len(content))
    if random.random() < 0.8:
        head = mutated(random, head, HEADERS)
    sent = head + content
    return mutated(random, sent, HEADERS) if random.random() < 0.2 else sent


def content(random: Random) -> bytes:
    """Makes the value of Content-Encoding, a line break, and the encoded content."""
    data = (
        b"\0" * _BOMB if random.random() < 0.002 else random.choice((b"", b"{}", json.dumps(usage_report()).encode()))
    )
    names = random.choices(ENCODINGS, (5, 1, 3, 2, 1, 1, 1), k=random.randint(1, 4))
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
    return mutated(random, text, BASELINE) if random.random() < 0.95 else text


def output(random: Random) -> bytes:
    """Makes what a client program prints."""
    if random.random() < 0.8:
        return mutated_json(random, {"status": random.choice((200, 200, 401, 404)), "usage": usage_report()})
    return mutated(random, json.dumps({"status": 200, "usage": usage_report()}).encode(), JSON)

"""Requests as no client sends them: random bytes, valid requests that are changed at random, and odd but whole ones."""

from random import Random
from urllib.parse import quote

from attrs import frozen

from devtools.fuzz.byte_mutations import many, mutated
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN
from flowmusic_contract.mock_server.api import PATH

_TOKEN = f"authorization: Bearer {DEMO_TOKEN}\r\n".encode()
_USUAL = f"GET {PATH}?email={DEMO_EMAILS[0]} HTTP/1.1\r\nhost: 127.0.0.1\r\n".encode() + _TOKEN
_CHARGE = b'{"email": "fuzzed@example.com", "title": "Sample Song", "tokens": 60}'
_SAMPLES = (
    *(_USUAL + b"\r\n",) * 5,
    _USUAL + b"prefer: variation=variations.days-end-in-z\r\nx-request-id: 7\r\naccept-encoding: gzip\r\n\r\n",
    _USUAL + b"content-length: 3\r\nexpect: 100-continue\r\n\r\nabc",
    _USUAL + b"transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    b"HEAD" + _USUAL[3:] + b"\r\n",
    b"GET /docs HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n",
    b"POST /_mock/charges HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b"
    % (len(_CHARGE), _CHARGE),
)
_METHODS = ("GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND", "get", "")
_PATHS = (
    *(PATH,) * 6,
    *("/v1", "//", "/%00", "/..%2f..", "/docs/", "/docs/style.css", "/docs/verdicts/1", "/openapi.json", "*"),
    *("/_mock/accounts", "/_mock/clock", "/_mock/changes", "/_mock/nothing", PATH + "/", PATH.upper()),
)
_NAMES = ("authorization", "host", "prefer", "x-request-id", "origin", "cookie", "accept", "x-forwarded-for", "range")
_VALUES = (
    b"Bearer",
    b"bearer " + DEMO_TOKEN.encode(),
    b"Basic YTpi",
    b"127.0.0.1",
    b"evil.example",
    b"fault=x",
    b"*/*",
)
_TOKENS = (
    b"email=",
    b"&",
    b"?",
    b"%",
    b"+",
    b": ",
    b"\r\n\r\n",
    b"HTTP/1.1",
    b"Bearer ",
    b"chunked",
    b"content-length: ",
)


@frozen
class Fuzzed:
    """A request, and whether it is whole, so that a response must come."""

    data: bytes
    is_whole: bool


def fuzzed(random: Random) -> Fuzzed:
    """Makes one request. It uses nothing that is random but its argument."""
    kind = random.random()
    if kind < 0.1:
        return Fuzzed(random.randbytes(many(random, 2000)), is_whole=False)
    if kind < 0.55:
        return Fuzzed(mutated(random, random.choice(_SAMPLES), _TOKENS), is_whole=False)
    return Fuzzed(_odd(random), is_whole=True)


def _odd(random: Random) -> bytes:
    path = random.choice(_PATHS) + quote(random.randbytes(random.choice((0, 0, 1, 20))))
    emails = [random.choice((*DEMO_EMAILS, "", _text(random))) for _ in range(random.choice((0, 1, 1, 1, 2, 50)))]
    query = "&".join(f"{random.choice(('email', 'email', 'Email', 'x'))}={quote(email)}" for email in emails)
    lines = [f"{random.choice(_METHODS)} {path}?{query} HTTP/1.1".encode(), b"host: 127.0.0.1"]
    lines += [_TOKEN.strip()] * random.choice((0, 1, 1, 1, 2))
    for _ in range(many(random, 100) - 1):
        value = random.choice((*_VALUES, _text(random).encode()))
        lines.append(random.choice((*_NAMES, f"x-{random.randrange(1000)}")).encode() + b": " + value)
    return b"\r\n".join(lines) + b"\r\n\r\n"


def _text(random: Random) -> str:
    return "".join(chr(random.choice((random.randrange(32, 127), random.randrange(161, 0x300)))) for _ in range(20))

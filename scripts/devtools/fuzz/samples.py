"""Parts of valid and hostile inputs that mean something to a reader."""

from flowmusic_contract.mock_server import DEMO_TOKEN

JSON = (
    b'"events"',
    b'"amount":',
    b"null",
    b"1e400",
    b"[[",
    b'{"a":',
    b"\\u",
    b"\\ud800",
    b"/**/",
    b'"":',
    DEMO_TOKEN.encode(),
)
"""Parts of a JSON document."""

HEADS = (
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: @\r\n\r\n",
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json; charset=utf-8\r\ncontent-encoding: gzip\r\nx: @\r\n\r\n",
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n@@",
    b"HTTP/1.0 200 OK\r\nset-cookie: a=b; expires=Wed, 21 Oct 2026 07:28:00 GMT\r\n\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 401 Unauthorized\r\nwww-authenticate: Bearer\r\ncontent-length: @\r\n\r\n",
    b"HTTP/1.1 404 Not Found\r\ncontent-type: application/json\r\ncontent-length: @\r\n\r\n",
    b"HTTP/1.1 429 Too Many Requests\r\nretry-after: 1\r\ncontent-length: @\r\n\r\n",
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: Wed, 21 Oct 2015 07:28:00 GMT\r\ncontent-length: @\r\n\r\n",
    b"HTTP/1.1 302 Found\r\nlocation: https://example.com:443/v1/x?email=a@example.com#b\r\ncontent-length: @\r\n\r\n",
    b"HTTP/1.1 405 Method Not Allowed\r\nallow: GET, HEAD\r\ndate: Wed, 21 Oct 2026 07:28:00 GMT\r\n\r\n",
)
"""Heads of responses, each with @ in place of the length of the content, or @@ if it is chunked."""

HEADERS = (
    b"content-length: 5\r\n",
    b"content-length: -1\r\n",
    b"content-length: 5, 5\r\n",
    b"transfer-encoding: gzip, chunked\r\n",
    b"content-encoding: deflate, gzip, identity\r\n",
    b'content-type: text/html; charset="x\r\n',
    b"connection: upgrade\r\n",
    b"retry-after: Wed, 21 Oct 99999999999999999999 07:28:00 GMT\r\n",
    b"retry-after: nan\r\n",
    b"retry-after: -1e999\r\n",
    b"location: //[::1\r\n",
    b"location: http://\xff:99999/\r\n",
    b"location: http://xn--a\r\n",
    b"allow: \xff\r\n",
    b"\r\n\r\n",
    b"HTTP/1.1 200 OK\r\n",
    b"HTTP/9.9 999 \xff\r\n",
    b"ffffffff\r\n",
    b"0\r\n\r\n",
    b"5;a=b\r\n",
    b" folded\r\n",
    b": \r\n",
    b"sunset: Mon, 32 Jun 0000 25:61:61 +9999\r\n",
    b"date: Wed, 21 Oct 2026 07:28:00 +99999999999999\r\n",
    b"date: Fri, 31 Dec 9999 23:59:59 GMT\r\n",
    b"date: Fri, 01 Jan 0100 00:00:00 GMT\r\n",
    b'etag: "1"\r\n',
)
"""Lines of the head of a response."""

ENCODINGS = ("gzip", "x-gzip", "deflate", "raw deflate", "identity", "br", "")
"""Content encodings, offered or not."""

BASELINE = (
    b"$.events[*].amount",
    b"['a\\'b']",
    b"[*]",
    b"[0]",
    b"expires 2026-02-30",
    b"expires",
    b"# reason  expires 2027-01-31",
    b"# ",
    b"types.*",
    b"[a-",
    b"[!",
    b"*?",
    b"summary.",
    b"\n",
    b"  ",
    b"9999-12-31",
)
"""Parts of a line of a baseline."""

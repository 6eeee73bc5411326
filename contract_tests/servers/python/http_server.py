"""http.server, of the standard library."""

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from usage import LEDGER, usage_report, valid_token


class Handler(BaseHTTPRequestHandler):
    """Answers GET requests. Other methods are not implemented, which the base class says with 501."""

    def do_GET(self) -> None:
        """Sends the usage report of an account."""
        status, body = self._respond()
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _respond(self) -> tuple[int, dict[str, Any]]:
        url = urlsplit(self.path)
        if url.path != "/v1/flowmusic/accounts/usage":
            return 404, {"error": "Not found"}
        token = valid_token(self.headers.get("Authorization", ""))
        if token is None:
            return 401, {"error": "Unauthorized"}
        match parse_qs(url.query).get("email", []):
            case [email] if email in LEDGER[token]:
                return 200, usage_report(email, LEDGER[token][email])
            case [_]:
                return 404, {"error": "Account is not configured"}
            case _:
                return 400, {"error": "Parameter email is required exactly once"}


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()

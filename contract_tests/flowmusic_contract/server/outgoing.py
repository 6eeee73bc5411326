"""Requests as they are sent, and what is known about each before there is a response."""

import shlex
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import unquote

import httpx
from attrs import frozen

from flowmusic_contract.engine.exchange import RequestIntent
from flowmusic_contract.mock_server import HTTP_VERSION
from flowmusic_contract.server.content_coding import OFFERED
from flowmusic_contract.server.intent import chosen_headers, intent_of, path_of
from flowmusic_contract.server.probe import Probe
from flowmusic_contract.server.resemblance import resemblance
from flowmusic_contract.server.target import ENDPOINT, Target

_DEFAULT_HEADERS = (
    ("Accept", "*/*"),
    ("Accept-Encoding", OFFERED),
    ("Connection", "keep-alive"),
    ("User-Agent", "flowmusic-contract"),
)

_SECRET = ("authorization", "proxy-authorization", "x-forwarded-authorization", "x-api-key", "x-auth-token", "cookie")
"""The headers that may carry something like a token."""


@frozen(eq=False)
class OutgoingRequest:
    """A request to a target. What follows from it is found out once, however often it is sent."""

    http: httpx.Request
    target: Target
    note: str = ""
    """What is special about the request, for people."""
    has_made_up_token: bool = False

    @cached_property
    def intent(self) -> RequestIntent:
        """What the request asks for."""
        return intent_of(self.http, self.target)

    @cached_property
    def other_emails(self) -> tuple[str, ...]:
        """The known accounts that the request does not name in its query."""
        named = unquote(self.http.url.query.decode("ascii", "replace"))
        requested = f"{named} {unquote(' '.join(self.intent.emails))}".casefold()
        known = (email for tenant in self.target.tenants for email in tenant.emails)
        return tuple(email for email in known if email.casefold() not in requested)

    @cached_property
    def line(self) -> str:
        """The request line, and what is special about the request, for people."""
        remarks = [self.note] if self.note else []
        if "authorization" not in self.http.headers:
            remarks.append("no header Authorization")
        elif self.intent.token == "invalid" and not self.note:
            remarks.append("an invalid token")
        elif len(self.intent.emails) == 1 and not self.note and (near := self._resemblance(self.intent.emails[0])):
            remarks.append(near)
        return request_line(self.http) + (f" with {', '.join(remarks)}" if remarks else "")

    def _resemblance(self, email: str) -> str:
        accounts = [each for tenant in self.target.tenants for each in tenant.emails]
        return "" if email in accounts else resemblance(email, accounts)

    @cached_property
    def curl(self) -> str:
        """A curl command for a shell that sends the same request, with the tokens as variables of the shell."""
        # With a body, curl would send POST.
        options = [] if self.http.method == "GET" and not self.http.content else ["-X", self.http.method]
        if self.intent.http_version == "1.0":
            options.append("--http1.0")
        if self.http.content:
            options.append(f"--data-binary ${self.http.content.decode()!r}")
        headers = [self._curl_header(name, value) for name, value in chosen_headers(self.http)]
        if "target" in self.http.extensions:
            options += ["--request-target", shlex.quote(self.http.extensions["target"].decode("ascii"))]
        return " ".join(["curl", *options, *headers, shlex.quote(str(self.http.url))])

    def _curl_header(self, name: str, value: str) -> str:
        variables = {f"Bearer {tenant.token}": variable for variable, tenant in self.target.token_variables.items()}
        if name == "authorization" and value in variables:
            return f'-H "{name}: Bearer ${variables[value]}"'
        # What is like a real token could give it away.
        is_hidden = name in _SECRET and self.note and not self.has_made_up_token
        shown = f"{name}: {'***' if is_hidden else value}"
        return f"-H {shlex.quote(shown)}"


@lru_cache(maxsize=1024)  # the tests send the same probes to many servers
def request_of(probe: Probe, target: Target) -> OutgoingRequest:
    """Returns the request of a probe."""
    own = {name.lower() for name, _ in probe.headers}
    defaults = [(name, value) for name, value in _DEFAULT_HEADERS if name.lower() not in own | set(probe.without)]
    # Bytes, because a header may have any.
    headers = [(name.encode(), value.encode()) for name, value in (*defaults, *probe.headers)]
    url = httpx.URL(f"{target.url}?{probe.query}")
    extensions: dict[str, Any] = {HTTP_VERSION: probe.http_version}
    if probe.path != ENDPOINT or probe.before or probe.is_absolute:  # httpx would write it in its usual form
        origin = f"{url.scheme}://{url.netloc.decode('ascii')}" if probe.is_absolute else ""
        query = url.query.decode("ascii")
        extensions["target"] = f"{origin}{probe.before}{target.base_path}{probe.path}?{query}".encode("ascii")
    request = httpx.Request(probe.method, url, headers=headers, content=probe.body or None, extensions=extensions)
    return OutgoingRequest(request, target, probe.note, probe.has_made_up_token)


def request_line(request: httpx.Request) -> str:
    """Returns the request line for people."""
    query = request.url.query.decode("ascii", "replace")
    if len(query) > 100:
        query = f"{query[:100]}…"
    path = path_of(request).decode("ascii", "replace")
    return f"{request.method} {path}{'?' if query else ''}{query}"

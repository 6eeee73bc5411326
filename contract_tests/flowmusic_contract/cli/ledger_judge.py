"""Judges each response of the mock server, for its pages."""

from collections.abc import Callable
from functools import lru_cache, partial

import httpx
from attrs import define, evolve, field

from flowmusic_contract.all_rules import SERVER_RULES
from flowmusic_contract.engine.exchange import Exchange
from flowmusic_contract.engine.judge import judge_server
from flowmusic_contract.engine.verdict import Verdict
from flowmusic_contract.mock_server import Ledger, Request, Response
from flowmusic_contract.mock_server.api import PATH
from flowmusic_contract.mock_server.judgement import BrokenRule, Judgement, PendingJudgement
from flowmusic_contract.reports.redaction import Redact, redaction
from flowmusic_contract.reports.rendering import render, sanitizer
from flowmusic_contract.server.connection import InProcessConnection
from flowmusic_contract.server.outgoing import OutgoingRequest, request_line
from flowmusic_contract.server.session import ProbeSession
from flowmusic_contract.server.target import Target, Tenant

_BASE_URL = "http://127.0.0.1/v1"
_OF_THE_MOCK = ("host", "prefer", "x-request-id")
"""The headers that are meant for the mock server, and not for the API."""


@define
class LedgerJudge:
    """Judges exchanges by every rule on servers. The ledger says which tokens and accounts exist."""

    ledger: Ledger
    tokens: tuple[str, ...] = field(repr=False)
    """The tokens that are known in addition to the token of a request."""
    _targets: Callable[[str | None, int], Target] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Remembers targets until tokens or accounts change."""
        self._targets = lru_cache(maxsize=16)(self._target)

    def __call__(self, request: Request, response: Response) -> PendingJudgement:
        """Returns a function that judges an exchange when it is called."""
        target = self._targets(request.bearer_token(), self.ledger.configurations)
        return partial(self._judged, target, request, response)

    def _target(self, sent: str | None, _configurations: int) -> Target:
        # The tenant of the request is first: only what is known about it decides which status is right.
        tokens = [token for token in dict.fromkeys((sent, *self.tokens)) if token and self.ledger.knows(token)]
        tenants = [Tenant(token, tuple(self.ledger.emails(token))) for token in tokens[:2]]
        return Target(_BASE_URL, *tenants) if tenants else Target(_BASE_URL, Tenant("", ()))

    def _judged(self, target: Target, request: Request, response: Response) -> Judgement:
        redact = redaction(*self.tokens, request.bearer_token() or "", show_emails=True)
        sanitize = sanitizer(redact)
        if request.path != PATH:
            return Judgement(sanitize(f"{request.method} {request.path}"), not_judged="This path is not documented.")
        try:
            sent = _as_sent(request)
        except httpx.InvalidURL as error:
            return Judgement(sanitize(f"{request.method} {request.path}"), not_judged=f"Not a URL: {error}.")
        line = sanitize(request_line(sent))
        exchange = _exchange(target, sent, response)
        if exchange.asks_to_wait:
            exchange = exchange.put_off()
        verdicts = judge_server([exchange], SERVER_RULES)
        broken = [_broken(verdict, redact) for verdict in verdicts if verdict.outcome == "broken"]
        if exchange.is_put_off and not broken:
            return Judgement(line, not_judged="The response says to try again later; that request will be judged.")
        return Judgement(line, sum(verdict.outcome == "held" for verdict in verdicts), broken)


def _as_sent(request: Request) -> httpx.Request:
    headers = [
        (name.encode("latin-1"), value.encode("latin-1")) for name, value in request.headers if name not in _OF_THE_MOCK
    ]
    return httpx.Request(request.method, f"http://127.0.0.1{PATH}?{request.query}", headers=headers)


def _exchange(target: Target, sent: httpx.Request, response: Response) -> Exchange:
    # The response was late already; it need not be late again.
    connection = InProcessConnection(lambda _request: evolve(response, delay=0))
    exchange = ProbeSession(target, connection).send_once(OutgoingRequest(sent, target))
    return evolve(exchange, transfer=evolve(exchange.transfer, seconds=exchange.transfer.seconds + response.delay))


def _broken(verdict: Verdict, redact: Redact) -> BrokenRule:
    rule, findings = verdict.rule, [render(finding, redact).line for finding in verdict.findings]
    return BrokenRule(rule.id, rule.sentence, rule.basis, findings)

"""What nobody thought of asking: requests that schemathesis makes from the spec, with the rules as its checks."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

import httpx
import hypothesis
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CheckFunction
from schemathesis.core.failures import Failure
from schemathesis.hooks import HookContext

from flowmusic_contract.asking import Asker
from flowmusic_contract.examine import Verdict, hear
from flowmusic_contract.reports.redaction import redaction
from flowmusic_contract.reports.telling import told
from flowmusic_contract.rules import SERVER_RULES, Rule
from flowmusic_contract.rules.exchange import Exchange
from flowmusic_contract.spec import spec
from flowmusic_contract.target import PATH, UNKNOWN_TOKEN, Target


def cases(target: Target) -> st.SearchStrategy[Any]:
    """Returns a strategy of schemathesis cases, valid and not, with accounts and tokens of the target among them."""
    document = deepcopy(spec())
    email = document["components"]["parameters"]["AccountEmail"]
    del email["example"], email["schema"]["example"]  # for all we know, that account is configured here
    api = schemathesis.openapi.from_dict(document)
    emails = st.sampled_from([{}, *({"email": email} for email in target.tenant.emails)])
    tokens = st.sampled_from([target.tenant.token, target.tenant.token, UNKNOWN_TOKEN, None])

    @api.hook
    def flatmap_query(_context: HookContext, query: dict[str, Any] | None) -> st.SearchStrategy[dict[str, Any]]:
        return emails.map(lambda email: (query or {}) | email)

    @api.hook
    def flatmap_headers(_context: HookContext, headers: dict[str, Any] | None) -> st.SearchStrategy[dict[str, Any]]:
        others = {name: value for name, value in (headers or {}).items() if name.lower() != "authorization"}
        return tokens.map(lambda token: others | ({"Authorization": f"Bearer {token}"} if token else {}))

    operation = api[PATH]["GET"]
    return st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode))


def ask_generated(asker: Asker, seed: int, requests: int) -> Iterator[Exchange]:
    """Sends generated requests, the same for the same seed, and yields the exchanges."""
    exchanges: list[Exchange] = []

    @hypothesis.seed(seed)
    @settings(
        max_examples=requests,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
    )
    @given(case=cases(asker.target))
    def ask(case: Any) -> None:
        if len(exchanges) < requests:
            exchanges.append(send(asker, case))

    ask()
    yield from exchanges


def send(asker: Asker, case: Any) -> Exchange:
    """Sends one case as schemathesis would."""
    prepared = requests.Request(**case.as_transport_kwargs(base_url=asker.target.base_url)).prepare()
    return asker.send(_request(prepared))


def _request(prepared: requests.PreparedRequest) -> httpx.Request:
    headers = {name: value for name, value in prepared.headers.items() if isinstance(value, str)}
    return httpx.Request(str(prepared.method), str(prepared.url), headers=headers)


def checks(asker: Asker, rules: Sequence[Rule[Any]]) -> list[CheckFunction]:
    """Returns one schemathesis check for each of the rules; a failure's title is the id of its rule."""

    def check_of(rule: Rule[Any]) -> CheckFunction:
        def check(_context: Any, response: Any, case: Any) -> None:
            # What was really sent decides, not what schemathesis meant to send.
            sent = _request(response.request)
            headers = tuple((name.lower(), value) for name, values in response.headers.items() for value in values)
            exchange = asker.exchange(sent, status=response.status_code, headers=headers, body=response.content)
            for finding in _heard(exchange)[rule.id].findings:
                redact = redaction(*(tenant.token for tenant in asker.target.tenants))
                message = f"{rule.sentence} {told(finding, redact).line}"
                raise Failure(operation=case.operation.label, title=rule.id, message=message)

        check.__name__ = rule.id
        return check

    return [check_of(rule) for rule in rules]


def _heard(exchange: Exchange) -> dict[str, Verdict]:
    verdicts = {rule.id: Verdict(rule) for rule in SERVER_RULES}
    hear(exchange, verdicts)
    return verdicts

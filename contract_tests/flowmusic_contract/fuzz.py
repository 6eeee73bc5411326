"""What nobody thought of asking: requests that schemathesis makes from the spec, with the rules as its checks."""

from collections.abc import Sequence
from copy import deepcopy
from functools import lru_cache
from typing import Any

import httpx
import schemathesis
from hypothesis import strategies as st
from schemathesis.checks import CheckFunction
from schemathesis.core.failures import Failure
from schemathesis.hooks import HookContext
from schemathesis.schemas import BaseSchema

from flowmusic_contract.examine import hear
from flowmusic_contract.probes import UNKNOWN_TOKEN
from flowmusic_contract.reports.text import broken_line
from flowmusic_contract.rules import Rule
from flowmusic_contract.rules.exchange import Exchange
from flowmusic_contract.rules.expectation import Expectation
from flowmusic_contract.spec import spec
from flowmusic_contract.target import Target, exchange


def schema(target: Target) -> BaseSchema:
    """Returns the spec for schemathesis, which draws accounts and tokens of the target besides its own ideas."""
    api = schemathesis.openapi.from_dict(deepcopy(spec()))
    accounts = st.sampled_from([{}, *({"email": email} for email in target.emails)])
    tokens = st.sampled_from([target.token, target.token, UNKNOWN_TOKEN, None])

    @api.hook
    def flatmap_query(_context: HookContext, query: dict[str, Any] | None) -> st.SearchStrategy[dict[str, Any]]:
        return accounts.map(lambda account: (query or {}) | account)

    @api.hook
    def flatmap_headers(_context: HookContext, headers: dict[str, Any] | None) -> st.SearchStrategy[dict[str, Any]]:
        others = {name: value for name, value in (headers or {}).items() if name.lower() != "authorization"}
        return tokens.map(lambda token: others | ({"Authorization": f"Bearer {token}"} if token else {}))

    return api


def checks(target: Target, rules: Sequence[Rule[Any]]) -> list[CheckFunction]:
    """Returns one schemathesis check for each of the rules; a failure's title is the id of its rule."""

    def check_of(rule: Rule[Any]) -> CheckFunction:
        def check(_context: Any, response: Any, case: Any) -> None:
            for expectation in _heard(_exchange(target, response)).get(rule.id, ()):
                if not expectation.holds:
                    message = f"{rule.sentence} {broken_line(expectation)}"
                    raise Failure(operation=case.operation.label, title=rule.id, message=message)

        check.__name__ = rule.id
        return check

    return [check_of(rule) for rule in rules]


def _exchange(target: Target, response: Any) -> Exchange:
    # What was really sent decides, not what schemathesis meant to send.
    sent = response.request
    request = httpx.Request(sent.method, sent.url, headers=dict(sent.headers))
    return exchange(target, httpx.Response(response.status_code, content=response.content, request=request))


@lru_cache(maxsize=1)
def _heard(heard: Exchange) -> dict[str, list[Expectation]]:
    return {rule.id: expectations for rule, expectations in hear(heard)}

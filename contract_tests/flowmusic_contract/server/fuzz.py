"""Requests that schemathesis generates from the spec."""

from collections.abc import Callable
from copy import deepcopy
from functools import cached_property
from typing import Any

import httpx
import hypothesis
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, HypothesisProvider
from hypothesis.internal.constants_ast import Constants
from schemathesis import GenerationMode
from schemathesis.hooks import HookContext

from flowmusic_contract.engine.exchange import Exchange
from flowmusic_contract.server.content_coding import OFFERED
from flowmusic_contract.server.outgoing import OutgoingRequest
from flowmusic_contract.server.session import ProbeSession
from flowmusic_contract.server.target import ENDPOINT, UNKNOWN_TOKEN, Target
from flowmusic_contract.spec import spec


class _SameEverywhere(HypothesisProvider):
    """Hypothesis without the constants that it collects from local source code.

    The suite is local in a checkout and not in a wheel, so the same seed would send other requests.
    """

    @cached_property
    def _local_constants(self) -> Constants:
        return Constants()


_BACKEND = "flowmusic-contract"
AVAILABLE_PROVIDERS[_BACKEND] = _SameEverywhere


def cases(target: Target) -> st.SearchStrategy[Any]:
    """Returns a strategy of valid and invalid schemathesis cases that use the accounts and tokens of the target."""
    document = deepcopy(spec())
    parameter = document["components"]["parameters"]["AccountEmail"]
    del parameter["example"], parameter["schema"]["example"]  # the example may be a configured account here
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

    operation = api[ENDPOINT]["GET"]
    return st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode))


def send_generated(session: ProbeSession, seed: int, count: int, receive: Callable[[Exchange], None]) -> None:
    """Sends generated requests, the same for the same seed; `receive` gets each exchange."""
    generated = 0

    @hypothesis.seed(seed)
    @settings(
        max_examples=count,
        backend=_BACKEND,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
    )
    @given(case=cases(session.target))
    def send_each(case: Any) -> None:
        nonlocal generated
        generated += 1
        if generated <= count:
            for exchange in session.send_within_limits(generated_request(session.target, case)):
                receive(exchange)

    send_each()


def generated_request(target: Target, case: Any) -> OutgoingRequest:
    """Returns the request that schemathesis would send."""
    prepared = requests.Request(**case.as_transport_kwargs(base_url=target.base_url)).prepare()
    # Only encodings that the session can decode, whatever schemathesis would ask for.
    texts = {name: value for name, value in prepared.headers.items() if isinstance(value, str)}
    headers = httpx.Headers(texts | {"Accept-Encoding": OFFERED})
    return OutgoingRequest(httpx.Request(str(prepared.method), str(prepared.url), headers=headers), target)

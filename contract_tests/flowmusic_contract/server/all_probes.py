"""All probes in order. Which responses are allowed follows from what each asks for, by the rules."""

from collections.abc import Iterator
from random import Random

from attrs import evolve

from flowmusic_contract.server.email_probes import near_misses, odd_queries
from flowmusic_contract.server.header_probes import browsers, usual_clients
from flowmusic_contract.server.probe import Probe, get
from flowmusic_contract.server.request_line_probes import bodies, other_methods, other_paths
from flowmusic_contract.server.target import Target
from flowmusic_contract.server.tenant_probes import tenants
from flowmusic_contract.server.token_probes import (
    malformed_refusals,
    malformed_tokens,
    misplaced_tokens,
    repeated_refusals,
    spelled_tokens,
    wrong_tokens,
)

_MOST_REPEATED = 3
"""The number of accounts that are requested from a live server at the end as well."""


def all_probes(target: Target, seed: int) -> Iterator[Probe]:
    """Yields the directed requests. Their order shows if one affects the next: with a token, without, and again.

    Of classes with many members, such as the tokens with one character changed, the seed chooses some.
    """
    random = Random(seed)  # noqa: S311 - a seed must give the same requests again
    tenant = target.tenant
    accounts = [get(email, tenant.token) for email in tenant.emails]
    yield from accounts
    yield from wrong_tokens(tenant, random)
    yield from misplaced_tokens(tenant)
    yield from repeated_refusals(tenant)
    yield from malformed_refusals()
    yield from malformed_tokens(tenant)
    yield from spelled_tokens(tenant)
    yield from near_misses(target, random)
    yield from odd_queries(tenant)
    yield from usual_clients(target)
    yield from browsers(tenant)
    yield from bodies(target)
    yield from other_methods(tenant)
    yield accounts[0]
    yield from other_paths(target)
    yield from tenants(target)
    yield from (evolve(each, is_live_safe=turn < _MOST_REPEATED) for turn, each in enumerate(accounts))

"""Requests of two tenants for the accounts of each other, and of several callers at the same time."""

import re
from collections.abc import Iterator
from itertools import cycle, islice
from urllib.parse import quote

from flowmusic_contract.server.header_probes import naming_headers, rewriting_headers, trusted_headers
from flowmusic_contract.server.probe import Probe, bearer, email_query, get
from flowmusic_contract.server.target import UNKNOWN_EMAIL, UNKNOWN_TOKEN, Target, Tenant
from flowmusic_contract.server.token_probes import TRUSTED_QUERY

_MOST_ACCOUNTS = 4
"""The number of accounts of a tenant that the other one requests."""

_PAIRS = 8
"""The number of requests of callers that are served, each followed by one of a caller that is refused."""

_LAST_PART = re.compile(r"[A-Za-z0-9]+\Z")

_ACCOUNT_NAMES = (
    *("account", "account_email", "accountEmail", "account_id", "accountId", "id", "username", "name", "mail"),
    *("user", "user_email", "userEmail", "user_id", "userId", "owner", "on_behalf_of", "as", "customer", "login"),
)
"""The parameters in which a careless server looks for the account after it checked `email`."""

_COOKIE_NAMES = ("email", "account", "account_email", "user", "user_email", "username", "login")
"""The cookies in which a careless server looks for the account, as PHP may do for any parameter."""


def tenants(target: Target) -> Iterator[Probe]:
    """Yields requests of two tenants, each for an account of its own and for those of the other."""
    tenant, other = target.tenant, target.other
    email, named = (UNKNOWN_EMAIL, *tenant.emails)[:2] if len(tenant.emails) == 1 else tenant.emails[:2]
    yield _in_other_parameters(target, email, named, "another account in other parameters and headers")
    if other:
        yield from _of_the_other(target, tenant, other)
        yield from _of_the_other(target, other, tenant)
        mine, theirs = tenant.emails[0], other.emails[0]
        for first, second in (mine, theirs), (theirs, mine):
            query = f"{email_query(first)}&{email_query(second)}"
            yield Probe(query, bearer(tenant.token), is_live_safe=False)
        note = "an account of the other token in other parameters and headers"
        for email in mine, theirs:
            yield _in_other_parameters(target, email, theirs, note)
        yield from _wrong_tokens(other)
        yield from _mixed_tokens(tenant, other)


def _of_the_other(target: Target, tenant: Tenant, other: Tenant) -> Iterator[Probe]:
    """Yields requests of one tenant: one for its own account, and others for those of the other tenant."""
    yield get(tenant.emails[0], tenant.token)
    for number, email in enumerate(other.emails[:_MOST_ACCOUNTS]):
        yield get(email, tenant.token, is_live_safe=number == 0)
    for email in _other_forms(other.emails[0]):
        yield get(email, tenant.token, is_live_safe=False)
    yield Probe(email_query(other.emails[0]), bearer(tenant.token), "HEAD", is_live_safe=False)
    yield _trusted(target, tenant, other.emails[0])


def _trusted(target: Target, tenant: Tenant, email: str) -> Probe:
    """Returns a request for an account of another tenant, with all that makes a careless server trust the caller."""
    headers = (*bearer(tenant.token), *trusted_headers(target, email))
    query = f"{email_query(email)}&{TRUSTED_QUERY}"
    return Probe(query, headers, note="the headers of trusted callers", is_live_safe=False)


def _in_other_parameters(target: Target, email: str, other_email: str, note: str) -> Probe:
    """Returns a request for one account that names another one in parameters and headers that are not documented."""
    named = "&".join(f"{name}={quote(other_email, safe='')}" for name in _ACCOUNT_NAMES)
    cookie = ("Cookie", "; ".join(f"{name}={quote(other_email, safe='@')}" for name in _COOKIE_NAMES))
    trusted = (*naming_headers(other_email), *rewriting_headers(target, other_email), cookie)
    headers = (*bearer(target.tenant.token), *trusted)
    return Probe(f"{email_query(email)}&{named}", headers, note=note, is_live_safe=False)


def _other_forms(email: str) -> Iterator[str]:
    """Yields other forms of an address that many servers take for the same."""
    yield from (email.upper(), email.title(), email.swapcase(), f" {email}", f"{email} ")


def _wrong_tokens(tenant: Tenant) -> Iterator[Probe]:
    """Yields requests of a second tenant with a token that is nearly right."""
    email, token = tenant.emails[0], tenant.token
    middle = len(token) // 2
    for note, wrong in {
        "the other token without its last character": token[:-1],
        "the other token with one character more": f"{token}x",
        "the first half of the other token": token[:middle],
        "the other token in the other letter case": token.swapcase(),
    }.items():
        if wrong not in (token, ""):
            yield get(email, wrong, note=note, is_live_safe=False)


def _mixed_tokens(tenant: Tenant, other: Tenant) -> Iterator[Probe]:
    """Yields requests with the beginning of one token and the last part of the other, such as its secret."""
    for one, two in (tenant, other), (other, tenant):
        mixed = _LAST_PART.sub("", one.token) + "".join(_LAST_PART.findall(two.token))
        if mixed not in (one.token, two.token):
            note = "the token with the last part of the other token"
            yield get(one.emails[0], mixed, note=note, is_live_safe=False)


def concurrent_probes(target: Target) -> list[Probe]:
    """Returns requests to send at the same time: each account more than once, among callers that are refused."""
    tenant, other = target.tenant, target.other
    good = [get(email, tenant.token) for email in tenant.emails[:3]]
    good += [get(other.emails[0], other.token)] if other else []
    bad = [get(UNKNOWN_EMAIL, tenant.token), get(tenant.emails[0], UNKNOWN_TOKEN), get(tenant.emails[0], None)]
    bad += [get(other.emails[0], tenant.token)] if other else []
    return [probe for pair in islice(zip(cycle(good), cycle(bad), strict=False), _PAIRS) for probe in pair]

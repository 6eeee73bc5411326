"""What is asked of a server: directed requests, each for an answer that the contract knows."""

from collections.abc import Iterator

import httpx
from attrs import frozen

from flowmusic_contract.rules.exchange import Exchange
from flowmusic_contract.target import PATH, Target, exchange

UNKNOWN_EMAIL = "not-configured@flowmusic-contract.invalid"
UNKNOWN_TOKEN = "user:0-not-a-token"


class UnreachableError(Exception):
    """The target gave no answer at all; says why."""


@frozen
class Probe:
    """A request: its parameters and headers."""

    params: dict[str, str]
    headers: dict[str, str]


def probes(target: Target) -> Iterator[Probe]:
    """Yields the directed requests for a target."""
    token = {"Authorization": f"Bearer {target.token}"}
    for email in target.emails:
        yield Probe({"email": email}, token)
    yield Probe({"email": UNKNOWN_EMAIL}, token)
    yield Probe({"email": target.emails[0]}, {"Authorization": f"Bearer {UNKNOWN_TOKEN}"})
    yield Probe({"email": target.emails[0]}, {})
    yield Probe({}, token)


def ask(target: Target, client: httpx.Client) -> Iterator[Exchange]:
    """Sends every probe with the client and yields the exchanges.

    Raises:
        UnreachableError: if the target cannot be connected to or does not answer.
    """
    for probe in probes(target):
        try:
            response = client.get(target.base_url + PATH, params=probe.params, headers=probe.headers)
        except httpx.TransportError as error:
            raise UnreachableError(f"{target.base_url}: {error or type(error).__name__}") from error
        yield exchange(target, response)

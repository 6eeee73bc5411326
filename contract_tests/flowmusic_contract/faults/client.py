"""Clients that ask wrongly, or make the wrong thing of the answer."""

import inspect
from collections.abc import Callable, Iterable
from typing import Any

import httpx
from attrs import frozen

Told = dict[str, Any]
Client = Callable[[str, str, str], Told]
"""Asks the server at a base URL for the account of an e-mail with a token; returns the object of the protocol."""

_PATH = "/flowmusic/accounts/usage"


@frozen
class ClientFault:
    """A spoiled client; the rules it breaks are exactly these."""

    id: str
    sentence: str
    breaks: frozenset[str]
    client: Client


def client_fault(*, breaks: Iterable[str]) -> Callable[[Client], ClientFault]:
    """Makes a client a fault."""

    def make(client: Client) -> ClientFault:
        name = client.__name__.replace("_", "-")
        return ClientFault(f"client.{name}", inspect.getdoc(client) or "", frozenset(breaks), client)

    return make


def correct(base_url: str, email: str, token: str) -> Told:
    """Asks and understands correctly."""
    return _told(httpx.get(base_url + _PATH, params={"email": email}, headers=_bearer(token)))


@client_fault(breaks=["client.a-usage-is-asked-for-with-get-at-its-path"])
def asks_twice(base_url: str, email: str, token: str) -> Told:
    """The client sends every request twice."""
    correct(base_url, email, token)
    return correct(base_url, email, token)


@client_fault(breaks=["client.a-usage-is-asked-for-with-get-at-its-path"])
def asks_with_post(base_url: str, email: str, token: str) -> Told:
    """The client asks with POST."""
    return _told(httpx.post(base_url + _PATH, params={"email": email}, headers=_bearer(token)))


@client_fault(breaks=["client.the-account-is-named-by-email"])
def leaves_plus_unencoded(base_url: str, email: str, token: str) -> Told:
    """The client puts an e-mail into the URL as it is, where a plus stands for a blank."""
    return _told(httpx.get(f"{base_url}{_PATH}?email={email}", headers=_bearer(token)))


@client_fault(breaks=["client.the-token-is-sent-as-bearer"])
def sends_the_bare_token(base_url: str, email: str, token: str) -> Told:
    """The client sends the token without its scheme."""
    return _told(httpx.get(base_url + _PATH, params={"email": email}, headers={"Authorization": token}))


@client_fault(breaks=["client.the-status-is-reported"])
def takes_refusals_for_empty(base_url: str, email: str, token: str) -> Told:
    """The client reports every refusal as a success."""
    return correct(base_url, email, token) | {"status": 200}


@client_fault(breaks=["client.the-usage-is-reported-by-value"])
def forgets_null_titles(base_url: str, email: str, token: str) -> Told:
    """The client takes a null title for an empty one."""
    told = correct(base_url, email, token)
    for event in told.get("usage", {}).get("events", []):
        event["conversation_title"] = event["conversation_title"] or ""
    return told


@client_fault(breaks=["client.the-usage-is-reported-by-value"])
def cuts_moments_to_seconds(base_url: str, email: str, token: str) -> Told:
    """The client forgets the fractions of a second."""
    told = correct(base_url, email, token)
    for event in told.get("usage", {}).get("events", []):
        event["max_created_at"] = event["max_created_at"][:19] + "Z"
    return told


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _told(response: httpx.Response) -> Told:
    usage = {"usage": response.json()} if response.status_code == 200 else {}
    return {"status": response.status_code, **usage}

"""Clients that ask wrongly, or make the wrong thing of the answer."""

import inspect
import json
import ssl
import struct
from collections.abc import Callable, Iterable
from typing import Any, NoReturn

import httpx
from attrs import frozen

Told = dict[str, Any]
Client = Callable[[str, str, str], Told]
"""Asks the server at a base URL for the account of an e-mail with a token; returns the object of the protocol."""

_PATH = "/flowmusic/accounts/usage"
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Loading the certificates of this machine would take longer than the rest of a call."""

_NUMBER = int, float
_TEXT_OR_NULL = str, type(None)
_EVENT = {
    "type": str,
    "amount": _NUMBER,
    "conversation_id": _TEXT_OR_NULL,
    "conversation_title": _TEXT_OR_NULL,
    "event_at": str,
    "max_created_at": str,
    "_account_email": str,
}
_SONG = {"conversation_id": str, "title": _TEXT_OR_NULL, "email": _TEXT_OR_NULL, "tokens": _NUMBER, "credits": _NUMBER}
_SUMMARY = {
    "by_type_tokens": {...: _NUMBER},
    "by_type_credits": {...: _NUMBER},
    "total_charged_credits": _NUMBER,
    "total_received_tokens": _NUMBER,
    "per_conversation": [_SONG],
}
_USAGE = {"email": str, "events": [_EVENT], "summary": _SUMMARY}
"""What a usage looks like: types, a list of its only kind of row, an object of its members or `...` for any."""


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
    """Asks and understands correctly, and refuses what is no usage."""
    return _checked(_ask(base_url + _PATH, token, email))


def patient(base_url: str, email: str, token: str) -> Told:
    """Comes back once after an answer that is not final or no usage, as a correct client may."""
    try:
        told = correct(base_url, email, token)
    except (ValueError, httpx.HTTPError):
        return correct(base_url, email, token)
    return correct(base_url, email, token) if told["status"] == 429 or told["status"] >= 500 else told


def forgetful(base_url: str, email: str, token: str) -> Told:
    """Drops fields that are not documented, and writes moments and numbers in its own way, as a correct client may."""
    told = correct(base_url, email, token)
    if "usage" in told:
        told["usage"] = {name: told["usage"][name] for name in _USAGE}
        for event in _events(told):
            event.pop("plan", None)
            event["amount"] = float(event["amount"])
            event["max_created_at"] = event["max_created_at"].replace("T", " ").replace("Z", "+00:00")
    return told


# What is asked


@client_fault(breaks=["client.a-usage-is-asked-for-with-get-at-its-path"])
def asks_twice(base_url: str, email: str, token: str) -> Told:
    """The client sends every request twice."""
    correct(base_url, email, token)
    return correct(base_url, email, token)


@client_fault(breaks=["client.a-usage-is-asked-for-with-get-at-its-path"])
def asks_again_if_not_found(base_url: str, email: str, token: str) -> Told:
    """The client asks again for an account that is not configured."""
    told = correct(base_url, email, token)
    return correct(base_url, email, token) if told["status"] == 404 else told


@client_fault(breaks=["client.a-usage-is-asked-for-with-get-at-its-path"])
def asks_with_post(base_url: str, email: str, token: str) -> Told:
    """The client asks with POST."""
    return _checked(_ask(base_url + _PATH, token, email, method="POST"))


@client_fault(breaks=["client.the-account-is-named-by-email"])
def leaves_plus_unencoded(base_url: str, email: str, token: str) -> Told:
    """The client puts an e-mail into the URL as it is, where a plus stands for a blank."""
    return _checked(_ask(f"{base_url}{_PATH}?email={email}", token))


@client_fault(breaks=["client.the-account-is-named-by-email"])
def encodes_the_email_twice(base_url: str, email: str, token: str) -> Told:
    """The client encodes a percent sign that was there already as if it had put it there."""
    return correct(base_url, email.replace("%25", "%"), token)


@client_fault(breaks=["client.the-token-is-sent-as-bearer"])
def sends_the_bare_token(base_url: str, email: str, token: str) -> Told:
    """The client sends the token without its scheme."""
    return _checked(_ask(base_url + _PATH, token, email, scheme=""))


@client_fault(breaks=["client.the-token-is-sent-to-no-other-host"])
def follows_redirects_with_the_token(base_url: str, email: str, token: str) -> Told:
    """The client asks whoever a redirect names, and sends the token."""
    response = _ask(base_url + _PATH, token, email)
    return _checked(_ask(response.headers["location"], token) if response.is_redirect else response)


# What is made of the answer


@client_fault(breaks=["client.the-status-is-reported"])
def takes_refusals_for_empty(base_url: str, email: str, token: str) -> Told:
    """The client reports every refusal as a success."""
    return correct(base_url, email, token) | {"status": 200}


@client_fault(breaks=["client.the-status-is-reported"])
def knows_documented_statuses_only(base_url: str, email: str, token: str) -> Told:
    """The client fails at a status that is not documented."""
    told = correct(base_url, email, token)
    return told if told["status"] in (200, 401, 404) else {}


@client_fault(breaks=["client.the-usage-is-reported-by-value"])
def takes_any_success_for_a_usage(base_url: str, email: str, token: str) -> Told:
    """The client reports the usage in a success that is not the documented one."""
    response = _ask(base_url + _PATH, token, email)
    return {"status": 206, "usage": response.json()} if response.status_code == 206 else _checked(response)


@client_fault(breaks=["client.the-status-is-reported", "client.the-usage-is-reported-by-value"])
def refuses_unknown_fields(base_url: str, email: str, token: str) -> Told:
    """The client fails at a field that is not documented."""
    told = correct(base_url, email, token)
    return told if all(set(event) == set(_EVENT) for event in _events(told)) else {}


@client_fault(breaks=["client.the-status-is-reported", "client.the-usage-is-reported-by-value"])
def refuses_unknown_types(base_url: str, email: str, token: str) -> Told:
    """The client fails at a type of event that is not documented."""
    told = correct(base_url, email, token)
    return {} if any(event["type"] == "stem-export" for event in _events(told)) else told


@client_fault(breaks=["client.the-usage-is-reported-by-value"])
def forgets_null_titles(base_url: str, email: str, token: str) -> Told:
    """The client takes a null title for an empty one."""
    told = correct(base_url, email, token)
    for event in _events(told):
        event["conversation_title"] = event["conversation_title"] or ""
    return told


@client_fault(breaks=["client.the-usage-is-reported-by-value"])
def holds_amounts_in_32_bits(base_url: str, email: str, token: str) -> Told:
    """The client holds an amount in a number of 32 bits."""
    told = correct(base_url, email, token)
    for event in _events(told):
        [event["amount"]] = struct.unpack("f", struct.pack("f", event["amount"]))
    return told


@client_fault(breaks=["client.the-usage-is-reported-by-value", "client.moments-keep-their-microseconds"])
def cuts_moments_to_seconds(base_url: str, email: str, token: str) -> Told:
    """The client forgets the fractions of a second."""
    return _with_moments(correct(base_url, email, token), 19)


@client_fault(breaks=["client.moments-keep-their-microseconds"])
def cuts_moments_to_milliseconds(base_url: str, email: str, token: str) -> Told:
    """The client forgets what is less than a millisecond."""
    return _with_moments(correct(base_url, email, token), 23)


@client_fault(breaks=["client.a-broken-answer-is-refused"])
def believes_the_types(base_url: str, email: str, token: str) -> Told:
    """The client takes any JSON for a usage."""
    return _told(_ask(base_url + _PATH, token, email))


@client_fault(breaks=["client.a-broken-answer-is-refused"])
def takes_the_unreadable_for_empty(base_url: str, email: str, token: str) -> Told:
    """The client reports an empty usage where there is no JSON."""
    try:
        return correct(base_url, email, token)
    except ValueError:
        return {"status": 200, "usage": {}}


def _ask(url: str, token: str, email: str = "", *, method: str = "GET", scheme: str = "Bearer ") -> httpx.Response:
    parameters = {"email": email} if email else None
    with httpx.Client(verify=_NO_TLS, trust_env=False) as http:
        return http.request(method, url, params=parameters, headers={"Authorization": scheme + token})


def _told(response: httpx.Response) -> Told:
    usage = {"usage": json.loads(response.content, parse_constant=_refuse)} if response.status_code == 200 else {}
    return {"status": response.status_code, **usage}


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


def _checked(response: httpx.Response) -> Told:
    told = _told(response)
    if "usage" in told and not _fits(told["usage"], _USAGE):
        raise ValueError("this is no usage")
    return told


def _fits(value: Any, shape: Any) -> bool:
    match shape:
        case [row]:
            return isinstance(value, list) and all(_fits(each, row) for each in value)
        case dict():
            members = dict.fromkeys(value, shape[...]) if ... in shape and isinstance(value, dict) else shape
            return isinstance(value, dict) and all(
                name in value and _fits(value[name], member) for name, member in members.items()
            )
        case _:
            return isinstance(value, shape) and not isinstance(value, bool)


def _events(told: Told) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = told.get("usage", {}).get("events", [])
    return events


def _with_moments(told: Told, length: int) -> Told:
    for event in _events(told):
        event["max_created_at"] = event["max_created_at"][:length].rstrip("Z") + "Z"
    return told

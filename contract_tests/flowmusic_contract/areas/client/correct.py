"""Correct clients, and their parts, from which the faulty ones are made."""

import json
import ssl
import time
from collections.abc import Sequence
from typing import Any, NoReturn

import httpx

from flowmusic_contract.engine.client_fault import ClientOutput
from flowmusic_contract.engine.retry_after import seconds_to_wait

PATH = "/flowmusic/accounts/usage"

_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Loading the certificates of this machine would take longer than the rest of a call."""

_NUMBER = int, float
_STRING_OR_NULL = str, type(None)
EVENT = {
    "type": str,
    "amount": _NUMBER,
    "conversation_id": _STRING_OR_NULL,
    "conversation_title": _STRING_OR_NULL,
    "event_at": str,
    "max_created_at": str,
    "_account_email": str,
}
_CONVERSATION = {
    "conversation_id": str,
    "title": _STRING_OR_NULL,
    "email": _STRING_OR_NULL,
    "tokens": _NUMBER,
    "credits": _NUMBER,
}
_SUMMARY = {
    "by_type_tokens": {...: _NUMBER},
    "by_type_credits": {...: _NUMBER},
    "total_charged_credits": _NUMBER,
    "total_received_tokens": _NUMBER,
    "per_conversation": [_CONVERSATION],
}
_USAGE = {"email": str, "events": [EVENT], "summary": _SUMMARY}
"""The shape of a usage report: types, a list with its element, an object with its members, `...` for any member."""


def correct(base_url: str, email: str, token: str) -> ClientOutput:
    """Sends the documented request, and rejects a response that is not a usage report."""
    return validated(send(base_url + PATH, token, email))


def retrying(base_url: str, email: str, token: str) -> ClientOutput:
    """Retries once after a response that is not final or not a usage report, as a correct client may."""
    try:
        response = send(base_url + PATH, token, email)
        output = validated(response)
    except (ValueError, httpx.HTTPError):
        return correct(base_url, email, token)
    if response.status_code == 429 or response.status_code >= 500:
        time.sleep(seconds_to_wait(response.headers.get("retry-after", "")) or 0)
        return correct(base_url, email, token)
    return output


def reformatting(base_url: str, email: str, token: str) -> ClientOutput:
    """Drops undocumented fields, and writes timestamps and numbers in another form, as a correct client may."""
    output = correct(base_url, email, token)
    if "usage" in output:
        output["usage"] = {name: output["usage"][name] for name in _USAGE}
        for event in events_of(output):
            event.pop("plan", None)
            event["amount"] = float(event["amount"])
            event["max_created_at"] = event["max_created_at"].replace("T", " ").replace("Z", "+0000")
            event["event_at"] = event["event_at"][:19] + ",000Z"
    return output


def correct_calls(base_url: str, emails: Sequence[str], token: str) -> list[ClientOutput]:
    """Makes several calls over one connection."""
    with connected() as http:
        return [call_over(http, base_url, email, token) for email in emails]


def call_over(http: httpx.Client, base_url: str, email: str, token: str) -> ClientOutput:
    """Makes one call, and reports an error if the response is not a usage report."""
    headers = {"Authorization": f"Bearer {token}"}
    try:
        return validated(http.get(base_url + PATH, params={"email": email}, headers=headers))
    except ValueError as error:
        return {"error": str(error)}


def send(
    url: str, token: str, email: str = "", *, method: str = "GET", scheme: str = "Bearer ", body: bytes | None = None
) -> httpx.Response:
    """Sends a request and returns the response, of any status."""
    parameters = {"email": email} if email else None
    with connected() as http:
        return http.request(method, url, params=parameters, headers={"Authorization": scheme + token}, content=body)


def connected() -> httpx.Client:
    """Returns what keeps the connection for several requests."""
    return httpx.Client(verify=_NO_TLS, trust_env=False)


def decoded(response: httpx.Response) -> ClientOutput:
    """Returns the status and the JSON of a 200 response, whatever its shape."""
    usage = {"usage": json.loads(response.content, parse_constant=_reject)} if response.status_code == 200 else {}
    return {"status": response.status_code, **usage}


def validated(response: httpx.Response) -> ClientOutput:
    """Returns the same if the JSON is a usage report.

    Raises:
        ValueError: if it is not.
    """
    return fitting(decoded(response))


def fitting(output: ClientOutput) -> ClientOutput:
    """Returns the same if its usage report has the documented shape.

    Raises:
        ValueError: if it has not.
    """
    if "usage" in output and not _fits(output["usage"], _USAGE):
        raise ValueError("not a usage report")
    return output


def events_of(output: ClientOutput) -> list[dict[str, Any]]:
    """Returns the events of a usage report, or an empty list."""
    events: list[dict[str, Any]] = output.get("usage", {}).get("events", [])
    return events


def _reject(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _fits(value: Any, shape: Any) -> bool:
    match shape:
        case [element]:
            return isinstance(value, list) and all(_fits(each, element) for each in value)
        case dict():
            members = dict.fromkeys(value, shape[...]) if ... in shape and isinstance(value, dict) else shape
            return isinstance(value, dict) and all(
                name in value and _fits(value[name], member) for name, member in members.items()
            )
        case _:
            return isinstance(value, shape) and not isinstance(value, bool)

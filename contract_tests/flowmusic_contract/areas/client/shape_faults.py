"""Clients that accept what only looks like a usage report."""

from collections.abc import Callable
from typing import Any

from flowmusic_contract.areas.client import rules
from flowmusic_contract.areas.client.correct import PATH, decoded, fitting, send
from flowmusic_contract.engine.client_fault import ClientOutput, client_fault


@client_fault(breaks=[rules.broken_response_is_rejected])
def takes_a_missing_field_for_null(base_url: str, email: str, token: str) -> ClientOutput:
    """The client takes a missing email address of a conversation for null."""
    return _mending(_each_conversation(lambda each: {"email": None} | each), base_url, email, token)


@client_fault(breaks=[rules.broken_response_is_rejected])
def takes_null_for_zero(base_url: str, email: str, token: str) -> ClientOutput:
    """The client takes null for zero in the tokens of a conversation."""
    return _mending(_each_conversation(lambda each: each | {"tokens": each["tokens"] or 0}), base_url, email, token)


@client_fault(breaks=[rules.broken_response_is_rejected])
def takes_null_for_zero_in_a_map(base_url: str, email: str, token: str) -> ClientOutput:
    """The client takes null for zero in the totals by type."""
    mend = _totals_by_type(lambda totals: {type_: totals[type_] or 0 for type_ in totals})
    return _mending(mend, base_url, email, token)


@client_fault(breaks=[rules.broken_response_is_rejected])
def takes_an_empty_array_for_a_map(base_url: str, email: str, token: str) -> ClientOutput:
    """The client takes an empty array for an empty map, as PHP writes it."""
    return _mending(_totals_by_type(lambda totals: totals or {}), base_url, email, token)


@client_fault(breaks=[rules.broken_response_is_rejected])
def takes_an_event_for_an_array(base_url: str, email: str, token: str) -> ClientOutput:
    """The client takes an event for an array with this event."""

    def mended(usage: Any) -> Any:
        events = usage["events"]
        return usage | {"events": [events] if isinstance(events, dict) else events}

    return _mending(mended, base_url, email, token)


@client_fault(breaks=[rules.broken_response_is_rejected])
def takes_no_totals_for_zero(base_url: str, email: str, token: str) -> ClientOutput:
    """The client takes missing totals for zero if there are no events."""
    zero = {"by_type_tokens": {}, "by_type_credits": {}, "total_charged_credits": 0, "total_received_tokens": 0}

    def mended(usage: Any) -> Any:
        return usage if usage["events"] else usage | {"summary": zero | {"per_conversation": []} | usage["summary"]}

    return _mending(mended, base_url, email, token)


@client_fault(breaks=[rules.broken_response_is_rejected])
def takes_digits_for_a_number(base_url: str, email: str, token: str) -> ClientOutput:
    """The client takes a string of digits for a number in the charged total."""

    def mended(usage: Any) -> Any:
        total = float(usage["summary"]["total_charged_credits"])
        return usage | {"summary": usage["summary"] | {"total_charged_credits": total}}

    return _mending(mended, base_url, email, token)


@client_fault(breaks=[rules.broken_response_is_rejected])
def takes_the_first_element(base_url: str, email: str, token: str) -> ClientOutput:
    """The client takes the first element of an array for the document."""
    return _mending(lambda document: document[0] if isinstance(document, list) else document, base_url, email, token)


@client_fault(breaks=[rules.broken_response_is_rejected])
def unwraps_the_report(base_url: str, email: str, token: str) -> ClientOutput:
    """The client takes the member `data` of the document for the usage report."""
    return _mending(lambda document: document.get("data", document), base_url, email, token)


def _mending(mend: Callable[[Any], object], base_url: str, email: str, token: str) -> ClientOutput:
    """Accepts a document that is the documented one once it is mended."""
    output = decoded(send(base_url + PATH, token, email))
    try:
        return fitting(output | {"usage": mend(output["usage"])})
    except (AttributeError, KeyError, TypeError):
        return fitting(output)


def _each_conversation(mend: Callable[[Any], object]) -> Callable[[Any], object]:
    def mended(usage: Any) -> Any:
        conversations = [mend(each) for each in usage["summary"]["per_conversation"]]
        return usage | {"summary": usage["summary"] | {"per_conversation": conversations}}

    return mended


def _totals_by_type(mend: Callable[[Any], object]) -> Callable[[Any], object]:
    def mended(usage: Any) -> Any:
        totals = {name: mend(usage["summary"][name]) for name in ("by_type_tokens", "by_type_credits")}
        return usage | {"summary": usage["summary"] | totals}

    return mended

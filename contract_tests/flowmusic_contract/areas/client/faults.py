"""Clients that report the wrong status or the wrong values."""

import re
import struct
from contextlib import suppress
from datetime import datetime, timedelta, timezone

import httpx

from flowmusic_contract.areas.client import rules
from flowmusic_contract.areas.client.correct import EVENT, PATH, correct, decoded, events_of, send, validated
from flowmusic_contract.engine.client_fault import ClientOutput, client_fault


@client_fault(breaks=[rules.status_is_reported])
def reports_every_error_as_200(base_url: str, email: str, token: str) -> ClientOutput:
    """The client reports every status as 200."""
    return correct(base_url, email, token) | {"status": 200}


@client_fault(breaks=[rules.status_is_reported])
def reports_redirects_as_200(base_url: str, email: str, token: str) -> ClientOutput:
    """The client reports a redirect that it does not follow as 200."""
    output = correct(base_url, email, token)
    return {"status": 200} if 300 <= output["status"] < 400 else output


@client_fault(breaks=[rules.status_is_reported])
def reports_redirects_as_404(base_url: str, email: str, token: str) -> ClientOutput:
    """The client reports a redirect that it does not follow as 404."""
    output = correct(base_url, email, token)
    return {"status": 404} if 300 <= output["status"] < 400 else output


@client_fault(breaks=[rules.status_is_reported])
def reports_the_status_in_an_error_body(base_url: str, email: str, token: str) -> ClientOutput:
    """The client reports the status that the body of an error names."""
    response = send(base_url + PATH, token, email)
    output = validated(response)
    with suppress(ValueError, AttributeError):
        output["status"] = response.json().get("status", output["status"])
    return output


@client_fault(breaks=[rules.status_is_reported])
def reports_a_lost_response_as_599(base_url: str, email: str, token: str) -> ClientOutput:
    """The client reports status 599 if it gets no response, as some HTTP libraries do."""
    try:
        return correct(base_url, email, token)
    except httpx.TransportError:
        return {"status": 599}


@client_fault(breaks=[rules.token_is_not_printed])
def prints_a_request_without_a_response(base_url: str, email: str, token: str) -> ClientOutput:
    """The client prints its request, with the token, if it gets no response."""
    try:
        return correct(base_url, email, token)
    except httpx.ReadError as error:
        raise ConnectionError(f"no response to {error.request.headers.raw}") from error


@client_fault(breaks=[rules.status_is_reported])
def fails_at_undocumented_statuses(base_url: str, email: str, token: str) -> ClientOutput:
    """The client fails at a status that is not documented."""
    output = correct(base_url, email, token)
    return output if output["status"] in (200, 401, 404) else {}


@client_fault(breaks=[rules.usage_is_reported_by_value])
def reports_the_body_of_a_206(base_url: str, email: str, token: str) -> ClientOutput:
    """The client reports a usage report from a 206 response."""
    response = send(base_url + PATH, token, email)
    return {"status": 206, "usage": response.json()} if response.status_code == 206 else validated(response)


@client_fault(breaks=[rules.status_is_reported, rules.usage_is_reported_by_value])
def rejects_unknown_fields(base_url: str, email: str, token: str) -> ClientOutput:
    """The client fails at a field that is not documented."""
    output = correct(base_url, email, token)
    return output if all(set(event) == set(EVENT) for event in events_of(output)) else {}


@client_fault(breaks=[rules.status_is_reported, rules.usage_is_reported_by_value])
def rejects_unknown_types(base_url: str, email: str, token: str) -> ClientOutput:
    """The client fails at an event type that is not documented."""
    output = correct(base_url, email, token)
    return {} if any(event["type"] == "stem-export" for event in events_of(output)) else output


@client_fault(breaks=[rules.usage_is_reported_by_value])
def takes_negative_totals_for_0(base_url: str, email: str, token: str) -> ClientOutput:
    """The client reports 0 for a type whose refunds exceed its charges."""
    output = correct(base_url, email, token)
    for totals in ("by_type_tokens", "by_type_credits") if "usage" in output else ():
        of_types = output["usage"]["summary"][totals]
        of_types.update({type_: max(0, total) for type_, total in of_types.items()})
    return output


@client_fault(breaks=[rules.usage_is_reported_by_value])
def keeps_conversations_by_title(base_url: str, email: str, token: str) -> ClientOutput:
    """The client keeps one conversation of each title."""
    output = correct(base_url, email, token)
    if "usage" in output:
        summary = output["usage"]["summary"]
        summary["per_conversation"] = list({each["title"]: each for each in summary["per_conversation"]}.values())
    return output


@client_fault(breaks=[rules.usage_is_reported_by_value])
def lists_conversations_by_their_first_title(base_url: str, email: str, token: str) -> ClientOutput:
    """The client lists a conversation with the title of its first event."""
    output = correct(base_url, email, token)
    if "usage" in output:
        titles = {event["conversation_id"]: event["conversation_title"] for event in reversed(events_of(output))}
        for conversation in output["usage"]["summary"]["per_conversation"]:
            conversation["title"] = titles.get(conversation["conversation_id"], conversation["title"])
    return output


@client_fault(breaks=[rules.usage_is_reported_by_value])
def reports_the_first_thousand_events(base_url: str, email: str, token: str) -> ClientOutput:
    """The client reports no more than 1,000 events."""
    output = correct(base_url, email, token)
    del events_of(output)[1000:]
    return output


@client_fault(breaks=[rules.usage_is_reported_by_value, rules.timestamps_keep_their_microseconds])
def ignores_offsets(base_url: str, email: str, token: str) -> ClientOutput:
    """The client takes every timestamp for UTC, whatever its offset."""
    output = correct(base_url, email, token)
    for event in events_of(output):
        event["max_created_at"] = re.sub(r"[+-]\d{2}:\d{2}$", "Z", event["max_created_at"])
    return output


@client_fault(breaks=[rules.usage_is_reported_by_value])
def reads_days_as_local_time(base_url: str, email: str, token: str) -> ClientOutput:
    """The client takes a day without an offset for local time, five and three quarter hours ahead of UTC."""
    output = correct(base_url, email, token)
    for event in events_of(output):
        local = timezone(timedelta(hours=5, minutes=45))
        event["event_at"] = datetime.fromisoformat(event["event_at"][:19]).replace(tzinfo=local).isoformat()
    return output


@client_fault(breaks=[rules.usage_is_reported_by_value])
def writes_the_year_of_weeks(base_url: str, email: str, token: str) -> ClientOutput:
    """The client writes a day with the year of its week, which is another one around the end of a year."""
    output = correct(base_url, email, token)
    for event in events_of(output):
        event["event_at"] = datetime.fromisoformat(event["event_at"]).strftime("%G-%m-%dT%H:%M:%S")
    return output


@client_fault(breaks=[rules.status_is_reported, rules.usage_is_reported_by_value])
def rejects_leap_days(base_url: str, email: str, token: str) -> ClientOutput:
    """The client fails at 29 February."""
    output = correct(base_url, email, token)
    return {} if any("-02-29" in event["event_at"] for event in events_of(output)) else output


@client_fault(breaks=[rules.usage_is_reported_by_value])
def stores_amounts_in_32_bits(base_url: str, email: str, token: str) -> ClientOutput:
    """The client stores an amount as a 32-bit float."""
    output = correct(base_url, email, token)
    for event in events_of(output):
        [event["amount"]] = struct.unpack("f", struct.pack("f", event["amount"]))
    return output


@client_fault(breaks=[rules.usage_is_reported_by_value, rules.timestamps_keep_their_microseconds])
def cuts_timestamps_to_seconds(base_url: str, email: str, token: str) -> ClientOutput:
    """The client drops fractions of a second."""
    return _with_timestamps_cut(correct(base_url, email, token), 19)


@client_fault(breaks=[rules.timestamps_keep_their_microseconds])
def cuts_timestamps_to_milliseconds(base_url: str, email: str, token: str) -> ClientOutput:
    """The client drops fractions of a millisecond."""
    return _with_timestamps_cut(correct(base_url, email, token), 23)


@client_fault(breaks=[rules.broken_response_is_rejected])
def does_not_validate(base_url: str, email: str, token: str) -> ClientOutput:
    """The client accepts any JSON as a usage report."""
    return decoded(send(base_url + PATH, token, email))


@client_fault(breaks=[rules.broken_response_is_rejected])
def reports_nothing_of_a_broken_response(base_url: str, email: str, token: str) -> ClientOutput:
    """The client ends without an error and reports nothing if it gets no usage report."""
    try:
        return correct(base_url, email, token)
    except ValueError:
        return {}


@client_fault(breaks=[rules.broken_response_is_rejected])
def reports_invalid_json_as_empty(base_url: str, email: str, token: str) -> ClientOutput:
    """The client reports an empty usage report when the body is not JSON."""
    try:
        return correct(base_url, email, token)
    except ValueError:
        return {"status": 200, "usage": {}}


def _with_timestamps_cut(output: ClientOutput, length: int) -> ClientOutput:
    for event in events_of(output):
        time, offset, _ = re.split(r"(Z|[+-]\d{2}:\d{2})$", event["max_created_at"])
        event["max_created_at"] = time[:length] + offset
    return output

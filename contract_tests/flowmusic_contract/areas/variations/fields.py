"""Variations in the fields of a usage report and in their values."""

from datetime import datetime, timedelta, timezone

from flowmusic_contract.engine.fault import UsageJson, usage_variation


@usage_variation
def extra_fields_everywhere(usage: UsageJson) -> None:
    """Every object has an undocumented field."""
    summary = usage["summary"]
    for parent in usage, summary, *usage["events"], *summary["per_conversation"]:
        parent["plan"] = {"name": "pro", "seats": [1, None]}


@usage_variation
def days_end_in_z(usage: UsageJson) -> None:
    """Every day ends in Z."""
    for event in usage["events"]:
        event["event_at"] += "Z"


@usage_variation
def days_have_an_offset(usage: UsageJson) -> None:
    """Every day has milliseconds and the offset +00:00."""
    for event in usage["events"]:
        event["event_at"] += ".000+00:00"


@usage_variation
def timestamps_have_an_offset(usage: UsageJson) -> None:
    """Timestamps have the offset +00:00 instead of Z."""
    for event in usage["events"]:
        event["max_created_at"] = event["max_created_at"].replace("Z", "+00:00")


@usage_variation
def timestamps_have_nanoseconds(usage: UsageJson) -> None:
    """Timestamps have nine decimals."""
    for event in usage["events"]:
        event["max_created_at"] = event["max_created_at"].replace("Z", "000Z")


@usage_variation
def timestamps_have_another_offset(usage: UsageJson) -> None:
    """Timestamps have the offset +05:30, at the same time as before."""
    india = timezone(timedelta(hours=5, minutes=30))
    for event in usage["events"]:
        event["max_created_at"] = datetime.fromisoformat(event["max_created_at"]).astimezone(india).isoformat()


@usage_variation
def timestamps_have_no_zeros_at_the_end(usage: UsageJson) -> None:
    """The fraction of a timestamp has no zeros at its end, and is absent if it is zero."""
    for event in usage["events"]:
        event["max_created_at"] = event["max_created_at"].removesuffix("Z").rstrip("0").removesuffix(".") + "Z"


@usage_variation
def conversations_have_no_email(usage: UsageJson) -> None:
    """Conversations do not name their account."""
    for conversation in usage["summary"]["per_conversation"]:
        conversation["email"] = None


@usage_variation
def types_without_events_are_zero(usage: UsageJson) -> None:
    """The totals by type also list types without events, documented or not, with zero."""
    for unit in "by_type_tokens", "by_type_credits":
        types = dict.fromkeys(("producer-usage", "riffusion", "daily-free", "grant", "lyrics"), 0)
        usage["summary"][unit] = types | usage["summary"][unit]


@usage_variation
def songs_without_events_are_listed(usage: UsageJson) -> None:
    """The charges per conversation also list a song without events, with zero."""
    usage["summary"]["per_conversation"].append(
        {"conversation_id": "unheard", "title": "Unheard Song", "email": usage["email"], "tokens": 0, "credits": 0}
    )


@usage_variation
def credits_have_two_decimals(usage: UsageJson) -> None:
    """Credits are rounded to two decimals."""
    _round_credits(usage, 2)


@usage_variation
def credits_have_four_decimals(usage: UsageJson) -> None:
    """Credits are rounded to four decimals."""
    _round_credits(usage, 4)


@usage_variation
def charged_total_sums_rounded_credits(usage: UsageJson) -> None:
    """The charged total is the sum of rounded credits."""
    _round_credits(usage, 2)
    credits = usage["summary"]["by_type_credits"]
    usage["summary"]["total_charged_credits"] = credits.get("producer-usage", 0) + credits.get("riffusion", 0)


@usage_variation
def unknown_types_are_charged(usage: UsageJson) -> None:
    """An undocumented event type counts as charged."""
    summary = usage["summary"]
    summary["total_charged_credits"] += summary["by_type_credits"].get("stem-export", 0)
    for conversation in summary["per_conversation"]:
        exports = [event for event in usage["events"] if event["type"] == "stem-export"]
        ours = [event for event in exports if event["conversation_id"] == conversation["conversation_id"]]
        tokens = sum(event["amount"] for event in ours)
        conversation["tokens"] += tokens
        conversation["credits"] += tokens / 12


@usage_variation
def unknown_types_are_received(usage: UsageJson) -> None:
    """An undocumented event type counts as received."""
    summary = usage["summary"]
    summary["total_received_tokens"] += summary["by_type_tokens"].get("stem-export", 0)


@usage_variation
def conversation_was_renamed(usage: UsageJson) -> None:
    """A conversation has another title on each day, and has got the listed one since then."""
    for event in usage["events"]:
        if event["conversation_title"]:
            event["conversation_title"] = f"Take of {event['event_at'][:10]}"


def _round_credits(usage: UsageJson, decimals: int) -> None:
    summary = usage["summary"]
    summary["by_type_credits"] = {name: round(value, decimals) for name, value in summary["by_type_credits"].items()}
    summary["total_charged_credits"] = round(summary["total_charged_credits"], decimals)
    for conversation in summary["per_conversation"]:
        conversation["credits"] = round(conversation["credits"], decimals)

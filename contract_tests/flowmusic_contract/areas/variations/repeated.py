"""Variations between the usage reports of one account. The first report is the correct one."""

from collections.abc import Callable
from datetime import UTC, datetime
from sys import float_info

from flowmusic_contract.engine.fault import UsageJson, is_report_of, variation
from flowmusic_contract.mock_server import DEMO_EMAILS, Handler, Request, Response


@variation
def late_events_are_added(handler: Handler) -> Handler:
    """An event of a past day has a larger amount and a later timestamp in every usage report."""

    def change(usage: UsageJson, number: int) -> None:
        for event in usage["events"]:
            if event["type"] == "grant":
                event["amount"] += number
                event["max_created_at"] = f"{event['event_at'][:10]}T23:{number // 60:02}:{number % 60:02}Z"
                usage["summary"]["by_type_tokens"]["grant"] += number
                usage["summary"]["by_type_credits"]["grant"] += number / 12
                usage["summary"]["total_received_tokens"] += number

    return _later_reports(handler, change)


@variation
def late_events_are_new(handler: Handler) -> Handler:
    """From the second usage report on, a past day has one more event."""

    def change(usage: UsageJson, _number: int) -> None:
        usage["events"].append(usage["events"][0] | {"type": "bonus", "amount": 6})
        usage["summary"]["by_type_tokens"]["bonus"] = 6
        usage["summary"]["by_type_credits"]["bonus"] = 0.5

    return _later_reports(handler, change)


@variation
def oldest_day_loses_events(handler: Handler) -> Handler:
    """The first of several days has a smaller amount in every usage report, as if it began an hour later each time."""

    def change(usage: UsageJson, number: int) -> None:
        summary = usage["summary"]
        for event in usage["events"]:
            if event["type"] == "grant" and event["event_at"] == min(each["event_at"] for each in usage["events"]):
                event["amount"] -= number
                summary["by_type_tokens"]["grant"] -= number
                summary["by_type_credits"]["grant"] -= number / 12
                summary["total_received_tokens"] -= number

    return _later_reports(handler, change)


@variation
def new_event_reaches_one_replica_later(handler: Handler) -> Handler:
    """Every other usage report comes from a replica that does not have the event of this minute yet."""

    def change(usage: UsageJson, number: int) -> None:
        if number % 2:
            now = datetime.now(UTC)
            new = {"amount": 0, "event_at": f"{now:%Y-%m-%dT00:00:00}", "max_created_at": f"{now:%Y-%m-%dT%H:%M:00Z}"}
            usage["events"].append(usage["events"][0] | new)

    return _later_reports(handler, change)


@variation
def missing_titles_become_empty(handler: Handler) -> Handler:
    """From the second usage report on, the title of an event without a conversation is the empty string."""

    def change(usage: UsageJson, _number: int) -> None:
        for event in usage["events"]:
            if event["conversation_id"] is None:
                event["conversation_title"] = ""

    return _later_reports(handler, change)


@variation
def cache_sends_an_older_report(handler: Handler) -> Handler:
    """Every third usage report comes from a cache, with its `Age`, and lacks an event that was added since."""
    current, number = late_events_are_new(handler), 0

    def handle(request: Request) -> Response:
        nonlocal number
        cached, latest = handler(request), current(request)
        if not is_report_of(DEMO_EMAILS[0], request, cached):
            return cached
        number += 1
        return latest if number % 3 else cached.with_header("age", "2")

    return handle


@variation
def conversations_are_renamed_after_their_last_event(handler: Handler) -> Handler:
    """From the second usage report on, the listed conversations have titles that none of their events has."""

    def change(usage: UsageJson, _number: int) -> None:
        for conversation in usage["summary"]["per_conversation"]:
            conversation["title"] = f"{conversation['title']}, renamed"

    return _later_reports(handler, change)


@variation
def conversations_are_renamed_between_reports(handler: Handler) -> Handler:
    """Every conversation has another title in every usage report, on past days as well."""

    def change(usage: UsageJson, number: int) -> None:
        for event in usage["events"]:
            if event["conversation_id"]:
                event["conversation_title"] = f"Title {number}"
        for conversation in usage["summary"]["per_conversation"]:
            conversation["title"] = f"Title {number}"

    return _later_reports(handler, change)


@variation
def undocumented_fields_change(handler: Handler) -> Handler:
    """Every object has an undocumented field, with another value in every usage report."""

    def change(usage: UsageJson, number: int) -> None:
        summary = usage["summary"]
        for parent in usage, summary, *usage["events"], *summary["per_conversation"]:
            parent["row_id"] = f"{number:08x}"

    return _later_reports(handler, change)


@variation
def sums_end_in_other_digits(handler: Handler) -> Handler:
    """Every number is a sum of doubles, whose last digits depend on the order of its terms in every usage report."""

    def change(usage: UsageJson, number: int) -> None:
        noise = 1 + (number % 3 - 1) * float_info.epsilon
        summary = usage["summary"]
        for parent, names in (
            *((event, ["amount"]) for event in usage["events"]),
            *((conversation, ["tokens", "credits"]) for conversation in summary["per_conversation"]),
            *((summary[unit], list(summary[unit])) for unit in ("by_type_tokens", "by_type_credits")),
            (summary, ["total_charged_credits", "total_received_tokens"]),
        ):
            for name in names:
                parent[name] *= noise

    return _later_reports(handler, change)


@variation
def terms_cancel_out(handler: Handler) -> Handler:
    """From the second usage report on, the sum of an event type is the leftover of terms that cancel out."""

    def change(usage: UsageJson, _number: int) -> None:
        amounts = 0.1, 0.2, -0.1, -0.2
        for number, amount in enumerate(amounts):
            row = {"type": "riffusion", "amount": amount, "event_at": f"2026-05-0{number + 1}T00:00:00"}
            latest = {"max_created_at": f"2026-05-0{number + 1}T12:00:00Z"}
            usage["events"].append(usage["events"][0] | row | latest | {"conversation_id": "cancelled"})
        usage["events"] += [event | {"type": "promotion"} for event in usage["events"][-4:]]
        summary = usage["summary"]
        summary["by_type_tokens"]["promotion"] = sum(amounts)
        summary["by_type_credits"]["promotion"] = sum(amounts) / 12
        summary["per_conversation"].append(
            {"conversation_id": "cancelled", "title": None, "email": None, "tokens": sum(amounts), "credits": 0}
        )

    return _later_reports(handler, change)


def _later_reports(handler: Handler, change: Callable[[UsageJson, int], None]) -> Handler:
    """Returns the server that changes each report of one account but the first; `change` gets how many came before."""
    number = -1

    def handle(request: Request) -> Response:
        nonlocal number
        correct = handler(request)
        if not is_report_of(DEMO_EMAILS[0], request, correct):
            return correct
        number += 1
        usage = correct.json()
        if number:
            change(usage, number)
        return correct.with_json(usage) if number else correct

    return handle

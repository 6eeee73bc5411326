"""Servers that count event types in two ways, which the docs page does not name."""

from flowmusic_contract.areas.summary import rules
from flowmusic_contract.engine.fault import UsageJson, fault, is_report_of, response_fault
from flowmusic_contract.mock_server import Handler, Request, Response


@fault(
    breaks=[rules.other_types_count_in_one_way],
    effects={
        "$.summary.total_charged_credits": "111.66666666666667 -> 113.75",
        "$.summary.total_received_tokens": "8640 -> 8665",
    },
)
def other_type_is_charged_and_received(usage: UsageJson) -> None:
    """An event type that the docs page does not name counts as charged and as received."""
    tokens = usage["summary"]["by_type_tokens"].get("stem-export", 0)
    usage["summary"]["total_charged_credits"] += tokens / 12
    usage["summary"]["total_received_tokens"] += tokens


@fault(
    breaks=[rules.charged_credits_sum_the_charged_types],
    effects={"$.summary.total_charged_credits": "111.66666666666667 -> 112.66666666666667"},
)
def part_of_an_other_type_is_charged(usage: UsageJson) -> None:
    """Of an event type that the docs page does not name, 12 tokens are charged."""
    if "stem-export" in usage["summary"]["by_type_tokens"]:
        usage["summary"]["total_charged_credits"] += 1


@fault(
    breaks=[rules.other_types_count_in_one_way],
    effects={
        "$.summary.per_conversation[1].tokens": "650 -> 675",
        "$.summary.per_conversation[1].credits": "54.166666666666664 -> 56.25",
    },
)
def other_type_is_charged_to_its_song_only(usage: UsageJson) -> None:
    """An event type that the docs page does not name is charged to a song, but not in the total."""
    for event in usage["events"]:
        for song in usage["summary"]["per_conversation"]:
            if (event["type"], event["conversation_id"]) == ("stem-export", song["conversation_id"]):
                song["tokens"] += event["amount"]
                song["credits"] = song["tokens"] / 12


@response_fault(
    breaks=[rules.other_types_count_alike_in_all_reports],
    effects={
        "duo $.events": "array of 3 -> array of 4",
        "duo $.summary.by_type_tokens['stem-export']": "absent -> 48",
        "duo $.summary.by_type_credits['stem-export']": "absent -> 4.0",
        "duo $.summary.total_charged_credits": "18.333333333333332 -> 22.333333333333332",
    },
)
def other_type_is_charged_to_one_account(request: Request, handler: Handler) -> Response:
    """An event type that the docs page does not name is charged to one account, and not to another."""
    correct = handler(request)
    if not is_report_of("duo+live@example.com", request, correct):
        return correct
    usage, tokens = correct.json(), 48
    without_song = {"type": "stem-export", "amount": tokens, "conversation_id": None, "conversation_title": None}
    usage["events"].append(usage["events"][0] | without_song)
    usage["summary"]["by_type_tokens"]["stem-export"] = tokens
    usage["summary"]["by_type_credits"]["stem-export"] = tokens / 12
    usage["summary"]["total_charged_credits"] += tokens / 12
    return correct.with_json(usage)

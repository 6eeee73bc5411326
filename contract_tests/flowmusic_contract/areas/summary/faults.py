"""Servers whose totals are wrong."""

from math import ceil, floor

from flowmusic_contract.areas.conversations import rules as conversations_rules
from flowmusic_contract.areas.summary import rules
from flowmusic_contract.engine.fault import UsageJson, fault, is_report_of, response_fault
from flowmusic_contract.mock_server import Handler, Request, Response

_CHARGED = ("producer-usage", "riffusion")
_RECEIVED = ("daily-free", "grant")


@fault(
    breaks=[rules.tokens_by_type_are_sums_of_events, conversations_rules.tokens_are_sums_of_charged_events],
    effects={"$.events[*].amount": "720 -> 60.0"},
)
def amounts_in_credits(usage: UsageJson) -> None:
    """The amounts of events are in credits."""
    for event in usage["events"]:
        event["amount"] /= 12


@fault(
    breaks=[rules.tokens_by_type_are_sums_of_events, conversations_rules.tokens_are_sums_of_charged_events],
    effects={"$.events[0,2,4,5,6,7,8,9].amount": "720 -> 700"},
)
def amounts_rounded_to_hundreds(usage: UsageJson) -> None:
    """The amounts of events are rounded to hundreds."""
    for event in usage["events"]:
        event["amount"] = round(event["amount"], -2)


@fault(
    breaks=[rules.tokens_by_type_are_sums_of_events, conversations_rules.tokens_are_sums_of_charged_events],
    effects={"$.events[2].amount": "540 -> 541"},
)
def amount_off_by_one(usage: UsageJson) -> None:
    """The amount of a charged event is one token too high."""
    next(event for event in usage["events"] if event["type"] in _CHARGED)["amount"] += 1


@fault(
    breaks=[rules.tokens_by_type_are_sums_of_events, conversations_rules.tokens_are_sums_of_charged_events],
    effects={"$.events[2,3,4,6,7,8].amount": "540 -> -540"},
)
def charges_are_negative(usage: UsageJson) -> None:
    """The amounts of charged events are negative."""
    for event in usage["events"]:
        event["amount"] *= -1 if event["type"] in _CHARGED else 1


@fault(
    breaks=[
        rules.tokens_by_type_are_sums_of_events,
        conversations_rules.tokens_are_sums_of_charged_events,
        conversations_rules.every_listed_conversation_has_events,
    ],
    effects={"$.events": "array of 10 -> array of 2"},
)
def first_page_only(usage: UsageJson) -> None:
    """Only the first two events are listed."""
    del usage["events"][2:]


@fault(
    breaks=[
        rules.tokens_by_type_are_sums_of_events,
        conversations_rules.tokens_are_sums_of_charged_events,
        conversations_rules.every_listed_conversation_has_events,
    ],
    effects={"$.events": "array of 10 -> array of 0"},
)
def no_events_listed(usage: UsageJson) -> None:
    """No events are listed, but the totals include them."""
    usage["events"] = []


@fault(breaks=[rules.tokens_by_type_are_sums_of_events], effects={"$.events[1].type": '"grant" -> "Grant"'})
def event_type_is_capitalized(usage: UsageJson) -> None:
    """An event has the type `Grant` instead of `grant`."""
    next(event for event in usage["events"] if event["type"] == "grant")["type"] = "Grant"


@fault(breaks=[rules.tokens_by_type_are_sums_of_events], effects={"$.events": "array of 10 -> array of 9"})
def first_event_is_missing(usage: UsageJson) -> None:
    """The first event is not listed, but the totals include it."""
    del usage["events"][0]


@fault(
    breaks=[
        rules.tokens_by_type_are_sums_of_events,
        rules.credits_and_tokens_have_the_same_types,
        rules.received_tokens_sum_the_received_types,
    ],
    effects={"$.summary.by_type_tokens.grant": "7200 -> absent"},
)
def tokens_by_type_without_grants(usage: UsageJson) -> None:
    """The tokens by type leave out grants."""
    del usage["summary"]["by_type_tokens"]["grant"]


@fault(
    breaks=[rules.tokens_by_type_are_sums_of_events, rules.credits_are_tokens_over_12],
    effects={"$.summary.by_type_tokens['stem-export']": "25 -> 50"},
)
def unknown_types_doubled(usage: UsageJson) -> None:
    """The tokens of undocumented event types are doubled."""
    for type_ in usage["summary"]["by_type_tokens"]:
        if type_ not in _CHARGED + _RECEIVED:
            usage["summary"]["by_type_tokens"][type_] *= 2


@fault(
    breaks=[rules.credits_and_tokens_have_the_same_types],
    effects={"$.summary.by_type_credits['daily-free','grant','stem-export']": "120 -> absent"},
)
def credits_of_charged_types_only(usage: UsageJson) -> None:
    """The credits by type list only charged types."""
    credits = usage["summary"]["by_type_credits"]
    usage["summary"]["by_type_credits"] = {type_: credits[type_] for type_ in credits if type_ in _CHARGED}


@fault(breaks=[rules.credits_are_tokens_over_12], effects={"$.summary.by_type_credits[*]": "120 -> 144.0"})
def credits_at_ten_tokens_each(usage: UsageJson) -> None:
    """A credit by type is ten tokens."""
    tokens = usage["summary"]["by_type_tokens"]
    usage["summary"]["by_type_credits"] = {type_: tokens[type_] / 10 for type_ in tokens}


@fault(
    breaks=[rules.credits_are_tokens_over_12],
    effects={"$.summary.by_type_credits['riffusion','stem-export']": "11.666666666666666 -> 12"},
)
def credits_rounded_to_whole_numbers(usage: UsageJson) -> None:
    """Credits by type are rounded to whole numbers."""
    credits = usage["summary"]["by_type_credits"]
    usage["summary"]["by_type_credits"] = {type_: round(credits[type_]) for type_ in credits}


@fault(
    breaks=[rules.charged_credits_sum_the_charged_types],
    effects={"$.summary.total_charged_credits": "111.66666666666667 -> 1340.0"},
)
def charged_total_in_tokens(usage: UsageJson) -> None:
    """The charged total is in tokens."""
    usage["summary"]["total_charged_credits"] *= 12


@fault(
    breaks=[rules.charged_credits_sum_the_charged_types],
    effects={"$.summary.total_charged_credits": "111.66666666666667 -> 11.666666666666671"},
)
def charged_total_without_producer_usage(usage: UsageJson) -> None:
    """The charged total leaves out `producer-usage`."""
    usage["summary"]["total_charged_credits"] -= usage["summary"]["by_type_credits"]["producer-usage"]


@fault(
    breaks=[rules.received_tokens_sum_the_received_types], effects={"$.summary.total_received_tokens": "8640 -> 720.0"}
)
def received_total_in_credits(usage: UsageJson) -> None:
    """The received total is in credits."""
    usage["summary"]["total_received_tokens"] /= 12


@fault(
    breaks=[rules.received_tokens_sum_the_received_types], effects={"$.summary.total_received_tokens": "8640 -> 7300.0"}
)
def received_total_is_net(usage: UsageJson) -> None:
    """The charges are subtracted from the received total."""
    usage["summary"]["total_received_tokens"] -= usage["summary"]["total_charged_credits"] * 12


@fault(
    breaks=[rules.tokens_by_type_are_sums_of_events, rules.credits_and_tokens_have_the_same_types],
    effects={"$.summary.by_type_tokens.refund": "absent -> 5"},
)
def type_without_events(usage: UsageJson) -> None:
    """The tokens by type list a type that no event has."""
    usage["summary"]["by_type_tokens"]["refund"] = 5


@fault(
    breaks=[
        rules.tokens_by_type_are_sums_of_events,
        rules.credits_are_tokens_over_12,
        rules.received_tokens_sum_the_received_types,
    ],
    effects={"$.summary.by_type_tokens[*]": "1440 -> 120.0"},
)
def tokens_by_type_in_credits(usage: UsageJson) -> None:
    """The tokens by type are in credits."""
    tokens = usage["summary"]["by_type_tokens"]
    usage["summary"]["by_type_tokens"] = {type_: tokens[type_] / 12 for type_ in tokens}


@fault(
    breaks=[
        rules.tokens_by_type_are_sums_of_events,
        rules.credits_and_tokens_have_the_same_types,
        rules.received_tokens_sum_the_received_types,
    ],
    effects={"$.summary.by_type_tokens[*]": "1440 -> absent"},
)
def tokens_by_type_are_empty(usage: UsageJson) -> None:
    """The tokens by type are empty."""
    usage["summary"]["by_type_tokens"] = {}


@fault(
    breaks=[rules.credits_and_tokens_have_the_same_types], effects={"$.summary.by_type_credits.refund": "absent -> 0"}
)
def credits_of_an_extra_type(usage: UsageJson) -> None:
    """The credits by type list a type that the tokens by type do not."""
    usage["summary"]["by_type_credits"]["refund"] = 0


@fault(breaks=[rules.credits_are_tokens_over_12], effects={"$.summary.by_type_credits[*]": "120 -> 17280"})
def credits_are_tokens_times_12(usage: UsageJson) -> None:
    """Credits by type are tokens multiplied by 12."""
    tokens = usage["summary"]["by_type_tokens"]
    usage["summary"]["by_type_credits"] = {type_: tokens[type_] * 12 for type_ in tokens}


@fault(
    breaks=[rules.credits_are_tokens_over_12], effects={"$.summary.by_type_credits['daily-free','grant']": "120 -> 0"}
)
def credits_of_received_types_are_zero(usage: UsageJson) -> None:
    """The credits of received types are zero."""
    credits = usage["summary"]["by_type_credits"]
    credits.update({type_: 0 for type_ in _RECEIVED if type_ in credits})


@fault(breaks=[rules.credits_are_tokens_over_12], effects={"$.summary.by_type_credits[*]": "120 -> 120.0"})
def credits_rounded_down_to_tenths(usage: UsageJson) -> None:
    """Credits by type are rounded down to tenths."""
    credits = usage["summary"]["by_type_credits"]
    usage["summary"]["by_type_credits"] = {type_: floor(credits[type_] * 10) / 10 for type_ in credits}


@fault(
    breaks=[rules.charged_credits_sum_the_charged_types],
    effects={"$.summary.total_charged_credits": "111.66666666666667 -> 111.7"},
)
def charged_total_rounded_up(usage: UsageJson) -> None:
    """The charged total is rounded up to a tenth."""
    usage["summary"]["total_charged_credits"] = ceil(usage["summary"]["total_charged_credits"] * 10) / 10


@fault(
    breaks=[rules.charged_credits_sum_the_charged_types],
    effects={"$.summary.total_charged_credits": "111.66666666666667 -> 833.75"},
)
def charged_total_of_every_type(usage: UsageJson) -> None:
    """The charged total includes every type."""
    usage["summary"]["total_charged_credits"] = sum(usage["summary"]["by_type_credits"].values())


@fault(
    breaks=[rules.charged_credits_sum_the_charged_types],
    effects={"$.summary.total_charged_credits": "111.66666666666667 -> 0"},
)
def charged_total_is_zero(usage: UsageJson) -> None:
    """The charged total is zero."""
    usage["summary"]["total_charged_credits"] = 0


@fault(
    breaks=[rules.charged_credits_sum_the_charged_types],
    effects={"$.summary.total_charged_credits": "111.66666666666667 -> -111.66666666666667"},
)
def charged_total_is_negative(usage: UsageJson) -> None:
    """The charged total is negative."""
    usage["summary"]["total_charged_credits"] *= -1


@fault(
    breaks=[rules.charged_credits_sum_the_charged_types, rules.received_tokens_sum_the_received_types],
    effects={
        "$.summary.total_charged_credits": "111.66666666666667 -> 8640",
        "$.summary.total_received_tokens": "8640 -> 111.66666666666667",
    },
)
def totals_swapped(usage: UsageJson) -> None:
    """The charged total and the received total are swapped."""
    summary = usage["summary"]
    summary["total_charged_credits"], summary["total_received_tokens"] = (
        summary["total_received_tokens"],
        summary["total_charged_credits"],
    )


@fault(
    breaks=[rules.received_tokens_sum_the_received_types], effects={"$.summary.total_received_tokens": "8640 -> 7200"}
)
def received_total_without_allowances(usage: UsageJson) -> None:
    """The received total leaves out free allowances."""
    usage["summary"]["total_received_tokens"] -= usage["summary"]["by_type_tokens"].get("daily-free", 0)


@fault(
    breaks=[rules.received_tokens_sum_the_received_types], effects={"$.summary.total_received_tokens": "8640 -> 10005"}
)
def received_total_of_every_type(usage: UsageJson) -> None:
    """The received total includes every type."""
    usage["summary"]["total_received_tokens"] = sum(usage["summary"]["by_type_tokens"].values())


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

"""The legal oddities: servers that differ where the page is silent. No rule may fire, and every client must survive."""

import gzip
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from random import Random
from typing import Any
from urllib.parse import parse_qs, quote

from attrs import evolve

from flowmusic_contract.faults.fault import Change, Fault, Usage, in_usage
from flowmusic_contract.mock_server import DEMO_TOKEN, Answer, Api, BillingEvent, Request, Respond, demo_ledger


def variation(change: Change) -> Fault:
    """Makes a function from a server to a changed one a variation."""
    name = change.__name__.replace("_", "-")
    return Fault(f"variations.{name}", change.__doc__ or "", frozenset(), change)


def usage_variation(change: Callable[[Usage], None]) -> Fault:
    """Makes a function that changes every usage in place a variation."""
    name = change.__name__.replace("_", "-")
    return Fault(f"variations.{name}", change.__doc__ or "", frozenset(), in_usage(change, empty_too=True))


def _in_answer(respond: Respond, change: Callable[[Answer], Answer]) -> Respond:
    return lambda request: change(respond(request))


def _with_status(respond: Respond, before: int, after: int) -> Respond:
    return _in_answer(respond, lambda answer: evolve(answer, status=after) if answer.status == before else answer)


def _in_json(respond: Respond, encode: Callable[[Any], str]) -> Respond:
    def change(answer: Answer) -> Answer:
        return evolve(answer, body=encode(answer.json()).encode()) if answer.body else answer

    return _in_answer(respond, change)


def _in_error(respond: Respond, content_type: str, body: bytes) -> Respond:
    def change(answer: Answer) -> Answer:
        headers = tuple(pair for pair in answer.headers if pair[0] != "content-type")
        return evolve(answer, headers=(*headers, ("content-type", content_type)), body=body)

    return _in_answer(respond, lambda answer: answer if answer.status == 200 else change(answer))


def _in_events(change: Callable[[Usage], None]) -> Callable[[Usage], None]:
    def changed(usage: Usage) -> None:
        for event in usage["events"]:
            change(event)

    return changed


# Fields and values


@usage_variation
def more_fields_everywhere(usage: Usage) -> None:
    """Every object has a field that the page does not name."""
    summary = usage["summary"]
    for place in usage, summary, *usage["events"], *summary["per_conversation"]:
        place["plan"] = {"name": "pro", "seats": [1, None]}


@usage_variation
def days_end_in_z(usage: Usage) -> None:
    """A day is written with a Z."""
    _in_events(lambda event: event.update(event_at=event["event_at"] + "Z"))(usage)


@usage_variation
def days_have_an_offset(usage: Usage) -> None:
    """A day is written with the offset of UTC, and milliseconds."""
    _in_events(lambda event: event.update(event_at=event["event_at"] + ".000+00:00"))(usage)


@usage_variation
def moments_have_no_z(usage: Usage) -> None:
    """A moment is written without an offset."""
    _in_events(lambda event: event.update(max_created_at=event["max_created_at"].rstrip("Z")))(usage)


@usage_variation
def moments_have_an_offset(usage: Usage) -> None:
    """A moment is written with the offset of UTC."""
    _in_events(lambda event: event.update(max_created_at=event["max_created_at"].replace("Z", "+00:00")))(usage)


@usage_variation
def moments_have_nanoseconds(usage: Usage) -> None:
    """A moment is written to the nanosecond."""
    _in_events(lambda event: event.update(max_created_at=event["max_created_at"].replace("Z", "000Z")))(usage)


@usage_variation
def songs_have_no_email(usage: Usage) -> None:
    """A song does not name its account."""
    for row in usage["summary"]["per_conversation"]:
        row["email"] = None


@usage_variation
def types_without_events_are_zero(usage: Usage) -> None:
    """The totals by type list the known types, with zero for those without events."""
    for unit in "by_type_tokens", "by_type_credits":
        known = dict.fromkeys(("producer-usage", "riffusion", "daily-free", "grant"), 0)
        usage["summary"][unit] = known | usage["summary"][unit]


@usage_variation
def credits_have_two_decimals(usage: Usage) -> None:
    """Credits are rounded to two decimals."""
    _round_credits(usage, 2)


@usage_variation
def credits_have_four_decimals(usage: Usage) -> None:
    """Credits are rounded to four decimals."""
    _round_credits(usage, 4)


@usage_variation
def total_adds_up_rounded_credits(usage: Usage) -> None:
    """The charged total is the sum of credits that were rounded before."""
    _round_credits(usage, 2)
    credits = usage["summary"]["by_type_credits"]
    usage["summary"]["total_charged_credits"] = credits.get("producer-usage", 0) + credits.get("riffusion", 0)


def _round_credits(usage: Usage, decimals: int) -> None:
    summary = usage["summary"]
    summary["by_type_credits"] = {name: round(value, decimals) for name, value in summary["by_type_credits"].items()}
    summary["total_charged_credits"] = round(summary["total_charged_credits"], decimals)
    for row in summary["per_conversation"]:
        row["credits"] = round(row["credits"], decimals)


@usage_variation
def unknown_types_are_charged(usage: Usage) -> None:
    """An event type that the page does not name counts as charged."""
    summary = usage["summary"]
    summary["total_charged_credits"] += summary["by_type_credits"].get("stem-export", 0)
    for row in summary["per_conversation"]:
        more = [event["amount"] for event in usage["events"] if _is_unknown(event, row["conversation_id"])]
        row["tokens"] += sum(more)
        row["credits"] += sum(more) / 12


def _is_unknown(event: Usage, conversation: str) -> bool:
    return bool(event["type"] == "stem-export" and event["conversation_id"] == conversation)


@usage_variation
def unknown_types_are_received(usage: Usage) -> None:
    """An event type that the page does not name counts as received."""
    summary = usage["summary"]
    summary["total_received_tokens"] += summary["by_type_tokens"].get("stem-export", 0)


@usage_variation
def song_was_renamed(usage: Usage) -> None:
    """A song has another title on the second day."""
    for event in usage["events"]:
        if event["event_at"].startswith("2026-06-02") and event["conversation_title"]:
            event["conversation_title"] = "Renamed"


# Encoding


@variation
def integers_with_a_fraction(respond: Respond) -> Respond:
    """Every integer is written with a fraction of zero."""
    return _in_json(respond, lambda document: json.dumps(_floats(document)))


def _floats(value: Any) -> Any:
    match value:
        case bool():
            return value
        case int():
            return float(value)
        case dict():
            return {name: _floats(member) for name, member in value.items()}
        case list():
            return [_floats(element) for element in value]
        case _:
            return value


@variation
def integers_with_an_exponent(respond: Respond) -> Respond:
    """An amount is written with an exponent."""

    def change(answer: Answer) -> Answer:
        return evolve(answer, body=answer.body.replace(b'"amount":720,', b'"amount":7.2E+2,'))

    return _in_answer(respond, change)


@variation
def members_in_reverse(respond: Respond) -> Respond:
    """The members of every object stand in reverse order."""

    def reverse(value: Any) -> Any:
        match value:
            case dict():
                return {name: reverse(value[name]) for name in reversed(value)}
            case list():
                return [reverse(element) for element in value]
            case _:
                return value

    return _in_json(respond, lambda document: json.dumps(reverse(document)))


@variation
def rows_in_any_order(respond: Respond) -> Respond:
    """The rows stand in another order in every answer."""
    dice = Random(1)  # noqa: S311 - no secret

    def shuffle(usage: Usage) -> None:
        dice.shuffle(usage["events"])
        dice.shuffle(usage["summary"]["per_conversation"])

    return in_usage(shuffle)(respond)


@variation
def printed_for_people(respond: Respond) -> Respond:
    """The document is indented, and ends with a line feed."""
    return _in_json(respond, lambda document: json.dumps(document, indent=4, ensure_ascii=False) + "\n")


@variation
def ascii_only(respond: Respond) -> Respond:
    """Everything beyond ASCII is escaped."""
    return _in_json(respond, json.dumps)


@variation
def slashes_are_escaped(respond: Respond) -> Respond:
    """Every slash and every at sign is escaped."""
    return _in_json(respond, lambda document: json.dumps(document).replace("/", "\\/").replace("@", "\\u0040"))


@variation
def charset_is_said(respond: Respond) -> Respond:
    """The content type names its charset."""
    return _with_content_type(respond, "application/json; charset=utf-8")


@variation
def content_type_of_a_vendor(respond: Respond) -> Respond:
    """The content type is JSON of a vendor, in capitals."""
    return _with_content_type(respond, "Application/Vnd.Usage+JSON;v=1")


def _with_content_type(respond: Respond, value: str) -> Respond:
    def change(answer: Answer) -> Answer:
        others = tuple(pair for pair in answer.headers if pair[0] != "content-type")
        return evolve(answer, headers=(*others, ("content-type", value)))

    return _in_answer(respond, change)


@variation
def more_headers(respond: Respond) -> Respond:
    """Every answer has headers of its server, other ones each time."""
    number = count(1)

    def change(answer: Answer) -> Answer:
        more = ("x-request-id", f"{next(number):08x}"), ("cache-control", "no-store"), ("server", "nginx")
        return evolve(answer, headers=(*answer.headers, *more))

    return _in_answer(respond, change)


# Errors


@variation
def errors_without_a_body(respond: Respond) -> Respond:
    """An error has no body."""
    return _in_error(respond, "text/plain", b"")


@variation
def errors_as_text(respond: Respond) -> Respond:
    """An error is a line of text."""
    return _in_error(respond, "text/plain; charset=utf-8", b"No.\n")


@variation
def errors_as_web_pages(respond: Respond) -> Respond:
    """An error is a web page."""
    return _in_error(respond, "text/html", b"<html><body><h1>Sorry</h1></body></html>")


@variation
def errors_as_objects(respond: Respond) -> Respond:
    """An error is an object within an object."""
    return _in_error(respond, "application/problem+json", b'{"error":{"title":"no","status":"?"},"code":null}')


@variation
def errors_have_a_number(respond: Respond) -> Respond:
    """Every error has a number and a time of its own."""
    number = count(1)

    def change(answer: Answer) -> Answer:
        return answer.with_json({"error": "no", "request": next(number), "at": str(datetime.now(UTC))})

    return _in_answer(respond, lambda answer: answer if answer.status == 200 else change(answer))


@variation
def errors_repeat_the_email(respond: Respond) -> Respond:
    """An error repeats the e-mail that was asked for."""

    def answer(request: Request) -> Answer:
        right = respond(request)
        return right if right.status == 200 else right.with_json({"error": "no", "emails": request.emails()})

    return answer


@variation
def challenge_is_missing(respond: Respond) -> Respond:
    """A 401 does not say how to authenticate."""
    return _in_answer(respond, lambda answer: evolve(answer, headers=answer.headers[:1]))


# Requests that the page is silent about


@variation
def missing_email_is_not_found(respond: Respond) -> Respond:
    """A request without an e-mail is answered with 404."""
    return _with_status(respond, 400, 404)


@variation
def missing_email_is_unprocessable(respond: Respond) -> Respond:
    """A request without an e-mail is answered with 422."""
    return _with_status(respond, 400, 422)


@variation
def malformed_email_is_a_bad_request(respond: Respond) -> Respond:
    """An e-mail that is none is answered with 400."""

    def answer(request: Request) -> Answer:
        right = respond(request)
        email = request.emails()[0] if right.status == 404 and request.emails() else "a@b.c"
        is_plain = re.fullmatch(r"[\w.+-]{1,64}@[\w-]+(\.[\w-]+)+", email, re.ASCII)
        return right if is_plain else evolve(right, status=400)

    return answer


@variation
def letter_case_of_an_email_is_ignored(respond: Respond) -> Respond:
    """An e-mail is found in any letter case, and with blanks around it."""

    def answer(request: Request) -> Answer:
        [email, *more] = request.emails() or [""]
        plain = email.strip().lower()
        return respond(request) if more or plain == email else respond(evolve(request, query=f"email={quote(plain)}"))

    return answer


@variation
def first_email_counts(respond: Respond) -> Respond:
    """Of two e-mails, the first one counts."""
    return lambda request: respond(_with_email(request, request.emails()[:1]))


@variation
def last_email_counts(respond: Respond) -> Respond:
    """Of two e-mails, the last one counts."""
    return lambda request: respond(_with_email(request, request.emails()[-1:]))


def _with_email(request: Request, emails: list[str]) -> Request:
    return evolve(request, query=f"email={quote(emails[0])}" if emails else request.query)


@variation
def name_of_the_parameter_is_loose(respond: Respond) -> Respond:
    """`Email` and `email[]` are read as `email`."""

    def answer(request: Request) -> Answer:
        parameters = parse_qs(request.query)
        loose = parameters.get("Email", []) + parameters.get("email[]", [])
        return respond(_with_email(request, loose) if loose else request)

    return answer


@variation
def other_parameters_are_refused(respond: Respond) -> Respond:
    """A parameter that nobody expects is a bad request."""

    def answer(request: Request) -> Answer:
        right = respond(request)
        return evolve(right, status=400) if right.status == 200 and "other" in parse_qs(request.query) else right

    return answer


@variation
def other_methods_are_not_found(respond: Respond) -> Respond:
    """Other methods are answered with 404."""
    return _with_status(respond, 405, 404)


@variation
def other_methods_without_allow(respond: Respond) -> Respond:
    """Other methods are answered with 405, and not told which are allowed."""

    def change(answer: Answer) -> Answer:
        return evolve(answer, headers=answer.headers[:1]) if answer.status == 405 else answer

    return _in_answer(respond, change)


@variation
def other_methods_are_not_implemented(respond: Respond) -> Respond:
    """Other methods are answered with 501."""
    return _with_status(respond, 405, 501)


@variation
def head_is_refused(respond: Respond) -> Respond:
    """HEAD is answered with 405."""
    return lambda request: Answer.of(405, {}) if request.method == "HEAD" else respond(request)


@variation
def options_succeed(respond: Respond) -> Respond:
    """OPTIONS is answered as browsers ask for it."""
    return lambda request: Answer(204, (), b"") if request.method == "OPTIONS" else respond(request)


# Time


@variation
def today_grows(respond: Respond) -> Respond:
    """An account that is in use has more events in every answer."""
    ledger = demo_ledger()
    busy = Api(ledger)

    def answer(request: Request) -> Answer:
        right = respond(request)
        if right.status == 200 and right.body and request.emails() == ["newcomer@example.com"]:
            ledger.configure(DEMO_TOKEN, "newcomer@example.com", BillingEvent("riffusion", 7, datetime.now(UTC), "now"))
            return evolve(right, body=busy(request.authorized_by(DEMO_TOKEN)).body)
        return right

    return answer


@variation
def one_request_is_too_many(respond: Respond) -> Respond:
    """The fifth request is told to come back at once."""
    number = count(1)

    def answer(request: Request) -> Answer:
        return Answer.of(429, {}, ("retry-after", "0")) if next(number) == 5 else respond(request)

    return answer


# Amounts


@variation
def amounts_have_fractions(respond: Respond) -> Respond:
    """Amounts are fractions of a token."""
    return _on_another_ledger(respond, [0.1, 0.2, 0.7, 1 / 3])


@variation
def amounts_are_huge(respond: Respond) -> Respond:
    """Amounts are as large as integers get in JavaScript."""
    return _on_another_ledger(respond, [2**53 - 1, 2**50 + 1, 3])


@variation
def amounts_are_refunded(respond: Respond) -> Respond:
    """An amount is negative, because it was given back."""
    return _on_another_ledger(respond, [600, -120, 0])


def _on_another_ledger(respond: Respond, amounts: list[float]) -> Respond:
    ledger = demo_ledger()
    api = Api(ledger)
    day = datetime(2026, 6, 3, tzinfo=UTC)
    for type_ in "producer-usage", "grant", "stem-export":
        events = [BillingEvent(type_, amount, day, f"song {number}") for number, amount in enumerate(amounts)]
        ledger.configure(DEMO_TOKEN, "newcomer@example.com", *events)

    def answer(request: Request) -> Answer:
        right = respond(request)
        is_ours = right.status == 200 and request.emails() == ["newcomer@example.com"]
        return evolve(right, body=api(request.authorized_by(DEMO_TOKEN)).body) if is_ours else right

    return answer


# The last of all: what is compressed cannot be changed any more


@variation
def compressed(respond: Respond) -> Respond:
    """The body is compressed for who says that it may be."""

    def answer(request: Request) -> Answer:
        right = respond(request)
        if request.method != "GET" or not any("gzip" in value for value in request.header("accept-encoding")):
            return right
        headers = (*right.headers, ("content-encoding", "gzip"))
        return evolve(right, headers=headers, body=gzip.compress(right.body))

    return answer

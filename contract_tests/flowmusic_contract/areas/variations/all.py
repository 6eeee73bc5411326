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

from flowmusic_contract.engine.fault import Change, Fault, UsageJson, in_usage, make_fault
from flowmusic_contract.mock_server import DEMO_TOKEN, Api, BillingEvent, Handler, Request, Response, demo_ledger


def variation(change: Change) -> Fault:
    """Turns a function from a server to a changed server into a variation."""
    return make_fault(change, (), change)


def usage_variation(change: Callable[[UsageJson], None]) -> Fault:
    """Turns a function that changes a usage report in place into a variation of every 200 response."""
    return make_fault(change, (), in_usage(change, also_empty=True))


def _in_answer(handler: Handler, change: Callable[[Response], Response]) -> Handler:
    return lambda request: change(handler(request))


def _with_status(handler: Handler, before: int, after: int) -> Handler:
    return _in_answer(
        handler, lambda response: evolve(response, status=after) if response.status == before else response
    )


def _in_json(handler: Handler, encode: Callable[[Any], str]) -> Handler:
    def change(response: Response) -> Response:
        return evolve(response, body=encode(response.json()).encode()) if response.body else response

    return _in_answer(handler, change)


def _in_error(handler: Handler, content_type: str, body: bytes) -> Handler:
    def change(response: Response) -> Response:
        headers = tuple(pair for pair in response.headers if pair[0] != "content-type")
        return evolve(response, headers=(*headers, ("content-type", content_type)), body=body)

    return _in_answer(handler, lambda response: response if response.status == 200 else change(response))


def _in_events(change: Callable[[UsageJson], None]) -> Callable[[UsageJson], None]:
    def changed(usage: UsageJson) -> None:
        for event in usage["events"]:
            change(event)

    return changed


# Fields and values


@usage_variation
def more_fields_everywhere(usage: UsageJson) -> None:
    """Every object has a field that the page does not name."""
    summary = usage["summary"]
    for place in usage, summary, *usage["events"], *summary["per_conversation"]:
        place["plan"] = {"name": "pro", "seats": [1, None]}


@usage_variation
def days_end_in_z(usage: UsageJson) -> None:
    """A day is written with a Z."""
    _in_events(lambda event: event.update(event_at=event["event_at"] + "Z"))(usage)


@usage_variation
def days_have_an_offset(usage: UsageJson) -> None:
    """A day is written with the offset of UTC, and milliseconds."""
    _in_events(lambda event: event.update(event_at=event["event_at"] + ".000+00:00"))(usage)


@usage_variation
def moments_have_no_z(usage: UsageJson) -> None:
    """A moment is written without an offset."""
    _in_events(lambda event: event.update(max_created_at=event["max_created_at"].rstrip("Z")))(usage)


@usage_variation
def moments_have_an_offset(usage: UsageJson) -> None:
    """A moment is written with the offset of UTC."""
    _in_events(lambda event: event.update(max_created_at=event["max_created_at"].replace("Z", "+00:00")))(usage)


@usage_variation
def moments_have_nanoseconds(usage: UsageJson) -> None:
    """A moment is written to the nanosecond."""
    _in_events(lambda event: event.update(max_created_at=event["max_created_at"].replace("Z", "000Z")))(usage)


@usage_variation
def songs_have_no_email(usage: UsageJson) -> None:
    """A song does not name its account."""
    for row in usage["summary"]["per_conversation"]:
        row["email"] = None


@usage_variation
def types_without_events_are_zero(usage: UsageJson) -> None:
    """The totals by type list the known types, with zero for those without events."""
    for unit in "by_type_tokens", "by_type_credits":
        known = dict.fromkeys(("producer-usage", "riffusion", "daily-free", "grant"), 0)
        usage["summary"][unit] = known | usage["summary"][unit]


@usage_variation
def credits_have_two_decimals(usage: UsageJson) -> None:
    """Credits are rounded to two decimals."""
    _round_credits(usage, 2)


@usage_variation
def credits_have_four_decimals(usage: UsageJson) -> None:
    """Credits are rounded to four decimals."""
    _round_credits(usage, 4)


@usage_variation
def total_adds_up_rounded_credits(usage: UsageJson) -> None:
    """The charged total is the sum of credits that were rounded before."""
    _round_credits(usage, 2)
    credits = usage["summary"]["by_type_credits"]
    usage["summary"]["total_charged_credits"] = credits.get("producer-usage", 0) + credits.get("riffusion", 0)


def _round_credits(usage: UsageJson, decimals: int) -> None:
    summary = usage["summary"]
    summary["by_type_credits"] = {name: round(value, decimals) for name, value in summary["by_type_credits"].items()}
    summary["total_charged_credits"] = round(summary["total_charged_credits"], decimals)
    for row in summary["per_conversation"]:
        row["credits"] = round(row["credits"], decimals)


@usage_variation
def unknown_types_are_charged(usage: UsageJson) -> None:
    """An event type that the page does not name counts as charged."""
    summary = usage["summary"]
    summary["total_charged_credits"] += summary["by_type_credits"].get("stem-export", 0)
    for row in summary["per_conversation"]:
        more = [event["amount"] for event in usage["events"] if _is_unknown(event, row["conversation_id"])]
        row["tokens"] += sum(more)
        row["credits"] += sum(more) / 12


def _is_unknown(event: UsageJson, conversation: str) -> bool:
    return bool(event["type"] == "stem-export" and event["conversation_id"] == conversation)


@usage_variation
def unknown_types_are_received(usage: UsageJson) -> None:
    """An event type that the page does not name counts as received."""
    summary = usage["summary"]
    summary["total_received_tokens"] += summary["by_type_tokens"].get("stem-export", 0)


@usage_variation
def song_was_renamed(usage: UsageJson) -> None:
    """A song has another title on the second day."""
    for event in usage["events"]:
        if event["event_at"].startswith("2026-06-02") and event["conversation_title"]:
            event["conversation_title"] = "Renamed"


# Encoding


@variation
def integers_with_a_fraction(handler: Handler) -> Handler:
    """Every integer is written with a fraction of zero."""
    return _in_json(handler, lambda document: json.dumps(_floats(document)))


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
def integers_with_an_exponent(handler: Handler) -> Handler:
    """An amount is written with an exponent."""

    def change(response: Response) -> Response:
        return evolve(response, body=response.body.replace(b'"amount":720,', b'"amount":7.2E+2,'))

    return _in_answer(handler, change)


@variation
def members_in_reverse(handler: Handler) -> Handler:
    """The members of every object stand in reverse order."""

    def reverse(value: Any) -> Any:
        match value:
            case dict():
                return {name: reverse(value[name]) for name in reversed(value)}
            case list():
                return [reverse(element) for element in value]
            case _:
                return value

    return _in_json(handler, lambda document: json.dumps(reverse(document)))


@variation
def rows_in_any_order(handler: Handler) -> Handler:
    """The rows stand in another order in every answer."""
    dice = Random(1)  # noqa: S311 - no secret

    def shuffle(usage: UsageJson) -> None:
        dice.shuffle(usage["events"])
        dice.shuffle(usage["summary"]["per_conversation"])

    return in_usage(shuffle)(handler)


@variation
def printed_for_people(handler: Handler) -> Handler:
    """The document is indented, and ends with a line feed."""
    return _in_json(handler, lambda document: json.dumps(document, indent=4, ensure_ascii=False) + "\n")


@variation
def ascii_only(handler: Handler) -> Handler:
    """Everything beyond ASCII is escaped."""
    return _in_json(handler, json.dumps)


@variation
def slashes_are_escaped(handler: Handler) -> Handler:
    """Every slash and every at sign is escaped."""
    return _in_json(handler, lambda document: json.dumps(document).replace("/", "\\/").replace("@", "\\u0040"))


@variation
def charset_is_said(handler: Handler) -> Handler:
    """The content type names its charset."""
    return _with_content_type(handler, "application/json; charset=utf-8")


@variation
def content_type_of_a_vendor(handler: Handler) -> Handler:
    """The content type is JSON of a vendor, in capitals."""
    return _with_content_type(handler, "Application/Vnd.UsageJson+JSON;v=1")


def _with_content_type(handler: Handler, value: str) -> Handler:
    def change(response: Response) -> Response:
        others = tuple(pair for pair in response.headers if pair[0] != "content-type")
        return evolve(response, headers=(*others, ("content-type", value)))

    return _in_answer(handler, change)


@variation
def more_headers(handler: Handler) -> Handler:
    """Every answer has headers of its server, other ones each time."""
    number = count(1)

    def change(response: Response) -> Response:
        more = ("x-request-id", f"{next(number):08x}"), ("cache-control", "no-store"), ("server", "nginx")
        return evolve(response, headers=(*response.headers, *more))

    return _in_answer(handler, change)


# Errors


@variation
def errors_without_a_body(handler: Handler) -> Handler:
    """An error has no body."""
    return _in_error(handler, "text/plain", b"")


@variation
def errors_as_text(handler: Handler) -> Handler:
    """An error is a line of text."""
    return _in_error(handler, "text/plain; charset=utf-8", b"No.\n")


@variation
def errors_as_web_pages(handler: Handler) -> Handler:
    """An error is a web page."""
    return _in_error(handler, "text/html", b"<html><body><h1>Sorry</h1></body></html>")


@variation
def errors_as_objects(handler: Handler) -> Handler:
    """An error is an object within an object."""
    return _in_error(handler, "application/problem+json", b'{"error":{"title":"no","status":"?"},"code":null}')


@variation
def errors_have_a_number(handler: Handler) -> Handler:
    """Every error has a number and a time of its own."""
    number = count(1)

    def change(response: Response) -> Response:
        return response.with_json({"error": "no", "request": next(number), "at": str(datetime.now(UTC))})

    return _in_answer(handler, lambda response: response if response.status == 200 else change(response))


@variation
def errors_repeat_the_email(handler: Handler) -> Handler:
    """An error repeats the e-mail that was asked for."""

    def handle(request: Request) -> Response:
        correct = handler(request)
        return correct if correct.status == 200 else correct.with_json({"error": "no", "emails": request.emails()})

    return handle


@variation
def challenge_is_missing(handler: Handler) -> Handler:
    """A 401 does not say how to authenticate."""
    return _in_answer(handler, lambda response: evolve(response, headers=response.headers[:1]))


# Requests that the page is silent about


@variation
def missing_email_is_not_found(handler: Handler) -> Handler:
    """A request without an e-mail is answered with 404."""
    return _with_status(handler, 400, 404)


@variation
def missing_email_is_unprocessable(handler: Handler) -> Handler:
    """A request without an e-mail is answered with 422."""
    return _with_status(handler, 400, 422)


@variation
def malformed_email_is_a_bad_request(handler: Handler) -> Handler:
    """An e-mail that is none is answered with 400."""

    def handle(request: Request) -> Response:
        correct = handler(request)
        email = request.emails()[0] if correct.status == 404 and request.emails() else "a@b.c"
        is_plain = re.fullmatch(r"[\w.+-]{1,64}@[\w-]+(\.[\w-]+)+", email, re.ASCII)
        return correct if is_plain else evolve(correct, status=400)

    return handle


@variation
def letter_case_of_an_email_is_ignored(handler: Handler) -> Handler:
    """An e-mail is found in any letter case, and with blanks around it."""

    def handle(request: Request) -> Response:
        [email, *more] = request.emails() or [""]
        plain = email.strip().lower()
        return handler(request) if more or plain == email else handler(evolve(request, query=f"email={quote(plain)}"))

    return handle


@variation
def first_email_counts(handler: Handler) -> Handler:
    """Of two e-mails, the first one counts."""
    return lambda request: handler(_with_email(request, request.emails()[:1]))


@variation
def last_email_counts(handler: Handler) -> Handler:
    """Of two e-mails, the last one counts."""
    return lambda request: handler(_with_email(request, request.emails()[-1:]))


def _with_email(request: Request, emails: list[str]) -> Request:
    return evolve(request, query=f"email={quote(emails[0])}" if emails else request.query)


@variation
def name_of_the_parameter_is_loose(handler: Handler) -> Handler:
    """`Email` and `email[]` are read as `email`."""

    def handle(request: Request) -> Response:
        parameters = parse_qs(request.query)
        loose = parameters.get("Email", []) + parameters.get("email[]", [])
        return handler(_with_email(request, loose) if loose else request)

    return handle


@variation
def other_parameters_are_refused(handler: Handler) -> Handler:
    """A parameter that nobody expects is a bad request."""

    def handle(request: Request) -> Response:
        correct = handler(request)
        return evolve(correct, status=400) if correct.status == 200 and "other" in parse_qs(request.query) else correct

    return handle


@variation
def other_methods_are_not_found(handler: Handler) -> Handler:
    """Other methods are answered with 404."""
    return _with_status(handler, 405, 404)


@variation
def other_methods_without_allow(handler: Handler) -> Handler:
    """Other methods are answered with 405, and not told which are allowed."""

    def change(response: Response) -> Response:
        return evolve(response, headers=response.headers[:1]) if response.status == 405 else response

    return _in_answer(handler, change)


@variation
def other_methods_are_not_implemented(handler: Handler) -> Handler:
    """Other methods are answered with 501."""
    return _with_status(handler, 405, 501)


@variation
def head_is_refused(handler: Handler) -> Handler:
    """HEAD is answered with 405."""
    return lambda request: Response.of(405, {}) if request.method == "HEAD" else handler(request)


@variation
def options_succeed(handler: Handler) -> Handler:
    """OPTIONS is answered as browsers ask for it."""
    return lambda request: Response(204, (), b"") if request.method == "OPTIONS" else handler(request)


# Time


@variation
def today_grows(handler: Handler) -> Handler:
    """An account that is in use has more events in every answer."""
    ledger = demo_ledger()
    busy = Api(ledger)

    def handle(request: Request) -> Response:
        correct = handler(request)
        if correct.status == 200 and correct.body and request.emails() == ["newcomer@example.com"]:
            ledger.configure(DEMO_TOKEN, "newcomer@example.com", BillingEvent("riffusion", 7, datetime.now(UTC), "now"))
            return evolve(correct, body=busy(request.authorized_by(DEMO_TOKEN)).body)
        return correct

    return handle


@variation
def one_request_is_too_many(handler: Handler) -> Handler:
    """The fifth request is told to come back at once."""
    number = count(1)

    def handle(request: Request) -> Response:
        return Response.of(429, {}, ("retry-after", "0")) if next(number) == 5 else handler(request)

    return handle


# Amounts


@variation
def amounts_have_fractions(handler: Handler) -> Handler:
    """Amounts are fractions of a token."""
    return _on_another_ledger(handler, [0.1, 0.2, 0.7, 1 / 3])


@variation
def amounts_are_huge(handler: Handler) -> Handler:
    """Amounts are as large as integers get in JavaScript."""
    return _on_another_ledger(handler, [2**53 - 1, 2**50 + 1, 3])


@variation
def amounts_are_refunded(handler: Handler) -> Handler:
    """An amount is negative, because it was given back."""
    return _on_another_ledger(handler, [600, -120, 0])


def _on_another_ledger(handler: Handler, amounts: list[float]) -> Handler:
    ledger = demo_ledger()
    api = Api(ledger)
    day = datetime(2026, 6, 3, tzinfo=UTC)
    for type_ in "producer-usage", "grant", "stem-export":
        events = [BillingEvent(type_, amount, day, f"song {number}") for number, amount in enumerate(amounts)]
        ledger.configure(DEMO_TOKEN, "newcomer@example.com", *events)

    def handle(request: Request) -> Response:
        correct = handler(request)
        is_ours = correct.status == 200 and request.emails() == ["newcomer@example.com"]
        return evolve(correct, body=api(request.authorized_by(DEMO_TOKEN)).body) if is_ours else correct

    return handle


# The last of all: what is compressed cannot be changed any more


@variation
def compressed(handler: Handler) -> Handler:
    """The body is compressed for who says that it may be."""

    def handle(request: Request) -> Response:
        correct = handler(request)
        if request.method != "GET" or not any("gzip" in value for value in request.header("accept-encoding")):
            return correct
        headers = (*correct.headers, ("content-encoding", "gzip"))
        return evolve(correct, headers=headers, body=gzip.compress(correct.body))

    return handle

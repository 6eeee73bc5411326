"""The rules on clients, at their boundaries."""

import json
import pickle
from collections.abc import Iterator
from typing import Any

import pytest
from attrs import evolve

from flowmusic_contract.areas.client import rules as client
from flowmusic_contract.engine.expectation import ABSENT, Expectation, short_repr
from flowmusic_contract.engine.json_path import json_path
from flowmusic_contract.engine.rule import Rule
from flowmusic_contract.engine.subjects import ClientCall, RecordedRequest

EMAIL = "night+owl@example.com"
TIMESTAMP = "2026-06-01T18:42:55.123456Z"
SENT = RecordedRequest("GET", "/usage", (EMAIL,), ("Bearer secret",))
RETRIED = evolve(SENT, is_final=False)
HOLDS: list[str] = []
"""What `broken_at` returns if every comparison holds."""


def usage(**changes: Any) -> dict[str, Any]:
    """Returns a usage report with one event, with these changes to the event."""
    event = {
        "type": "riffusion",
        "amount": 65,
        "conversation_id": "c1",
        "conversation_title": None,
        "event_at": "2026-06-01T00:00:00",
        "max_created_at": TIMESTAMP,
        "_account_email": EMAIL,
    }
    summary = {
        "by_type_tokens": {"riffusion": 65},
        "by_type_credits": {"riffusion": 65 / 12},
        "total_charged_credits": 65 / 12,
        "total_received_tokens": 0,
        "per_conversation": [
            {"conversation_id": "c1", "title": None, "email": EMAIL, "tokens": 65, "credits": 65 / 12}
        ],
    }
    return {"email": EMAIL, "events": [event | changes], "summary": summary}


def summed(**changes: Any) -> dict[str, Any]:
    """Returns a usage report with these changes to its summary."""
    right = usage()
    return right | {"summary": right["summary"] | changes}


def call(**changes: Any) -> ClientCall:
    right: dict[str, Any] = {
        "path": "/usage",
        "email": EMAIL,
        "token": "secret",
        "requests": (SENT,),
        "served_status": 200,
        "served_usage": usage(),
        "reported_status": 200,
        "reported_usage": usage(),
    }
    return ClientCall(**(right | changes))


def served(status: int, **changes: Any) -> ClientCall:
    return call(served_status=status, served_usage=ABSENT, reported_status=status, reported_usage=ABSENT, **changes)


def broken_response(**changes: Any) -> ClientCall:
    return call(is_response_broken=True, served_usage=ABSENT, **changes)


def broken_at(expectations: Iterator[Expectation]) -> list[str]:
    return [json_path(expectation.location) for expectation in expectations if not expectation.holds]


def compared(expectations: Iterator[Expectation]) -> list[bool]:
    return [expectation.holds for expectation in expectations]


# What is sent


@pytest.mark.parametrize(
    ("rule", "sent", "at"),
    [
        (client.request_is_a_get_at_the_documented_path, RecordedRequest("GET", "/usage", (), ()), HOLDS),
        (client.request_is_a_get_at_the_documented_path, RecordedRequest("POST", "/usage", (), ()), ["$.requests"]),
        (client.request_is_a_get_at_the_documented_path, RecordedRequest("GET", "/usage/", (), ()), ["$.requests"]),
        (client.email_parameter_names_the_account, RecordedRequest("", "", (EMAIL,), ()), HOLDS),
        (
            client.email_parameter_names_the_account,
            RecordedRequest("", "", ("night owl@example.com",), ()),
            ["$.query.email"],
        ),
        (client.email_parameter_names_the_account, RecordedRequest("", "", (EMAIL, EMAIL), ()), ["$.query.email"]),
        (client.email_parameter_names_the_account, RecordedRequest("", "", (), ()), ["$.query.email"]),
        (client.token_is_sent_as_bearer, RecordedRequest("", "", (), ("Bearer secret",)), HOLDS),
        (client.token_is_sent_as_bearer, RecordedRequest("", "", (), ("bearer secret",)), ["$.headers.Authorization"]),
        (client.token_is_sent_as_bearer, RecordedRequest("", "", (), ("Bearer zzz",)), ["$.headers.Authorization"]),
        (
            client.token_is_sent_as_bearer,
            RecordedRequest("", "", (), ("Bearer secret",) * 2),
            ["$.headers.Authorization"],
        ),
        (client.token_is_sent_as_bearer, RecordedRequest("", "", (), ()), ["$.headers.Authorization"]),
    ],
)
def test_what_a_client_sends(rule: Rule[Any], sent: RecordedRequest, at: list[str]) -> None:
    """A client sends one GET to the path, with one email address and one header with the token."""

    assert at == broken_at(rule(call(requests=(sent,))))


@pytest.mark.parametrize(
    ("sent", "at"),
    [
        ((), ["$.requests"]),
        ((SENT, SENT), HOLDS),
        ((RETRIED, evolve(SENT, method="POST")), ["$.requests"]),
        ((evolve(SENT, path="/"), SENT), ["$.requests"]),
    ],
)
def test_each_request_is_a_get(sent: tuple[RecordedRequest, ...], at: list[str]) -> None:
    """A client sends at least one request, and each of them with GET to the path."""

    assert at == broken_at(client.request_is_a_get_at_the_documented_path(call(requests=sent)))


@pytest.mark.parametrize(
    ("sent", "made"),
    [
        ((), []),
        ((SENT,), [True]),
        ((SENT, SENT), [False, True]),
        ((RETRIED, RETRIED, SENT), [True]),
        ((RETRIED, RETRIED, RETRIED), []),
        ((RETRIED, SENT, RETRIED), [False]),
    ],
)
def test_how_often_a_client_retries(sent: tuple[RecordedRequest, ...], made: list[bool]) -> None:
    """A client may retry until a response is final."""

    assert made == compared(client.final_response_ends_the_call(call(requests=sent)))


def refused(seconds_to_wait: float, received_at: float = 0, answered_at: float = 0) -> RecordedRequest:
    return evolve(RETRIED, seconds_to_wait=seconds_to_wait, received_at=received_at, answered_at=answered_at)


@pytest.mark.parametrize(
    ("sent", "made"),
    [
        ((SENT, SENT), []),
        ((refused(0), SENT), []),
        ((refused(1),), [True]),
        ((refused(1, answered_at=7), evolve(SENT, received_at=8)), [True]),
        ((refused(1, answered_at=7), evolve(SENT, received_at=7.96)), [True]),
        ((refused(1, answered_at=7), evolve(SENT, received_at=7.94)), [False]),
        ((refused(1, received_at=6, answered_at=7), evolve(SENT, received_at=7.5)), [False]),
        ((refused(1), evolve(SENT, received_at=0.95)), [True]),
        ((refused(1), refused(2, received_at=1, answered_at=1), evolve(SENT, received_at=2)), [True, False]),
    ],
)
def test_how_long_a_client_waits(sent: tuple[RecordedRequest, ...], made: list[bool]) -> None:
    """The next request comes when the time that the response named is over, or never; a timer may be a little early."""

    assert made == compared(client.retry_waits_as_the_response_says(call(requests=sent)))


@pytest.mark.parametrize(
    ("sent", "made"),
    [
        ((), []),
        ((SENT,), [True]),
        ((SENT, evolve(SENT, has_body=True)), [True, False]),
        ((evolve(SENT, method="POST", has_body=True), evolve(SENT, method="DELETE", has_body=True)), []),
    ],
)
def test_get_has_no_body(sent: tuple[RecordedRequest, ...], made: list[bool]) -> None:
    """No GET request has a body; other requests are not judged."""

    assert made == compared(client.get_request_has_no_body(call(requests=sent)))


@pytest.mark.parametrize(
    ("printed", "made"),
    [
        (b"", []),
        (b'{"status": 200}', [True]),
        (b"Authorization: Bearer mock:00001-flowmusic", [False]),
        (b"MOCK:00001-FLOWMUSIC", [False]),
        (b"mock%3A00001-flowmusic", [False]),
        (b"bW9jazowMDAwMS1mbG93bXVzaWM=", [False]),
        (b"mock:00001", [True]),
    ],
)
def test_token_is_not_printed(printed: bytes, made: list[bool]) -> None:
    """What a client prints contains the token in no form; nothing is compared if it prints nothing."""
    each = call(printed=printed, token="mock:00001-flowmusic")

    assert made == compared(client.token_is_not_printed(each))


@pytest.mark.parametrize(
    ("emails", "reported"),
    [((), "nothing"), (("a b",), '"a b"'), (("a", "b"), '"a" and "b"')],
)
def test_emails_are_shown(emails: tuple[str, ...], reported: str) -> None:
    """A finding shows every email address that was sent."""
    [finding] = client.email_parameter_names_the_account(call(requests=(RecordedRequest("", "", emails, ()),)))

    assert reported == short_repr(finding.actual)


def elsewhere(*authorizations: str) -> tuple[RecordedRequest, ...]:
    return (RecordedRequest("GET", "/", (), authorizations),)


@pytest.mark.parametrize(
    ("status", "requests", "made"),
    [
        (302, (), [True]),
        (307, elsewhere(), [True]),
        (302, elsewhere("Bearer other"), [True]),
        (302, elsewhere("Bearer secret"), [False]),
        (307, elsewhere("Basic x", "secret"), [False]),
        (307, elsewhere("Basic OnNlY3JldA=="), [False]),
        (307, (evolve(SENT, authorizations=(), other_places_of_token=("query",)),), [False]),
        (299, elsewhere("Bearer secret"), []),
        (400, elsewhere("Bearer secret"), []),
    ],
)
def test_token_is_not_sent_elsewhere(status: int, requests: tuple[RecordedRequest, ...], made: list[bool]) -> None:
    """No request to another host contains the token; without a redirect, nothing is compared."""

    assert made == compared(client.token_is_not_sent_to_another_host(served(status, requests_elsewhere=requests)))


@pytest.mark.parametrize(
    ("sent", "made"),
    [
        ((), []),
        ((SENT, SENT), [True, True]),
        ((SENT, evolve(SENT, other_places_of_token=("query", "header cookie"))), [True, False]),
    ],
)
def test_token_is_sent_in_one_header(sent: tuple[RecordedRequest, ...], made: list[bool]) -> None:
    """No other part of a request contains the token."""

    assert made == compared(client.token_is_sent_in_one_header_only(call(requests=sent)))


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ((), "0 headers"),
        (("Bearer secret", "Bearer secret"), "2 headers"),
        (("secret",), "a header without Bearer"),
        (("bearer secret",), "a header with bearer"),
        (("Bearer secre",), "a header with another token"),
    ],
)
def test_what_is_wrong_with_a_token(sent: tuple[str, ...], shown: str) -> None:
    """A finding about the token says what differs."""
    [finding] = client.token_is_sent_as_bearer(call(requests=(RecordedRequest("", "", (), sent),)))

    assert shown == short_repr(finding.actual)


def test_token_is_not_shown() -> None:
    """A finding about the token does not show it."""
    findings = [
        *client.token_is_sent_as_bearer(call(requests=elsewhere("secret"))),
        *client.token_is_not_sent_to_another_host(served(302, requests_elsewhere=elsewhere("secret"))),
        *client.token_is_not_printed(call(printed=b"a secret")),
    ]

    assert 3 == len(findings)
    assert not any("secret" in finding.expected + short_repr(finding.actual) for finding in findings)


# What is reported


@pytest.mark.parametrize(("reported", "at"), [(200, HOLDS), (404, ["$.status"]), (ABSENT, ["$.status"])])
def test_status_is_reported(reported: object, at: list[str]) -> None:
    """A client reports the status."""

    assert at == broken_at(client.status_is_reported(call(reported_status=reported)))


def test_status_of_a_broken_response_may_be_anything() -> None:
    """The status is not judged after a broken response."""

    assert [] == compared(client.status_is_reported(broken_response(reported_status=ABSENT)))


FOLLOWED = evolve(SENT, status=200)
REFUSED = evolve(SENT, status=401)


@pytest.mark.parametrize(
    ("each", "made"),
    [
        (served(302), [True]),
        (evolve(served(399), reported_status=401), [False]),
        (evolve(served(399), reported_status=401, requests_elsewhere=(REFUSED,)), [True]),
        (evolve(served(302), reported_status=ABSENT), [True]),
        (evolve(served(302), reported_status=200), [False]),
        (evolve(served(302), reported_status=200, requests_elsewhere=(REFUSED,)), [False]),
        (evolve(served(302), reported_status=200, requests_elsewhere=(REFUSED, FOLLOWED)), [True]),
    ],
)
def test_status_after_a_redirect(each: ClientCall, made: list[bool]) -> None:
    """After a redirect, a client reports a status that a response had, or fails."""

    assert made == compared(client.status_is_reported(each))


@pytest.mark.parametrize(
    ("reported", "sent", "made"),
    [
        (ABSENT, (RETRIED,), [True]),
        (None, (RETRIED,), [True]),
        (0, (RETRIED,), [True]),
        (599, (RETRIED,), [False]),
        (ABSENT, (), []),
    ],
)
def test_status_without_a_response(reported: object, sent: tuple[RecordedRequest, ...], made: list[bool]) -> None:
    """A client that got no response does not report a status of its own."""
    lost = broken_response(served_status=0, reported_status=reported, reported_usage=ABSENT, requests=sent)

    assert made == compared(client.status_is_reported(lost))


def test_failure_is_shown() -> None:
    """If a client reported nothing, the finding shows how it ended."""
    [finding] = client.status_is_reported(call(reported_status=ABSENT, failure="exit code 3"))

    assert "exit code 3" == short_repr(finding.actual)


EVENT = "$.usage.events[0]"


@pytest.mark.parametrize(
    ("reported", "at"),
    [
        (usage(), HOLDS),
        (usage(amount=65.0), HOLDS),
        (usage(amount=66), [f"{EVENT}.amount"]),
        (usage(amount="65"), [f"{EVENT}.amount"]),
        (usage(amount=None), [f"{EVENT}.amount"]),
        (usage(amount=float("nan")), [f"{EVENT}.amount"]),
        (usage(amount=10**400), [f"{EVENT}.amount"]),
        (usage(type="grant"), [f"{EVENT}.type"]),
        (usage(conversation_title=""), [f"{EVENT}.conversation_title"]),
        (usage(conversation_title=ABSENT), [f"{EVENT}.conversation_title"]),
        (usage(conversation_title=False), [f"{EVENT}.conversation_title"]),
        (usage(event_at="2026-06-01T00:00:00.000Z"), HOLDS),
        (usage(event_at="2026-06-01T05:45:00+05:45"), HOLDS),
        (usage(event_at="2026-06-01T00:00:00+05:45"), [f"{EVENT}.event_at"]),
        (usage(event_at="2026-05-31T18:15:00Z"), [f"{EVENT}.event_at"]),
        (usage(event_at="2026-06-01"), [f"{EVENT}.event_at"]),
        (usage(plan="pro"), HOLDS),
        (usage() | {"plan": "pro"}, HOLDS),
        (usage() | {"events": []}, ["$.usage.events.length"]),
        (usage() | {"events": usage()["events"] * 2}, ["$.usage.events.length"]),
        (usage() | {"events": {}}, ["$.usage.events"]),
        (summed(by_type_tokens={}), ["$.usage.summary.by_type_tokens.riffusion"]),
        (summed(by_type_tokens={"riffusion": 65, "grant": 0}), ["$.usage.summary.by_type_tokens.grant"]),
        (summed(total_charged_credits=5.41666666666667), HOLDS),
        (summed(total_charged_credits=5.4166666666667), ["$.usage.summary.total_charged_credits"]),
        (summed(total_charged_credits=5), ["$.usage.summary.total_charged_credits"]),
        (summed(total_received_tokens=False), ["$.usage.summary.total_received_tokens"]),
        (summed(total_received_tokens=1e-300), ["$.usage.summary.total_received_tokens"]),
        (summed(per_conversation=[{}])["summary"], ["$.usage.email", "$.usage.events", "$.usage.summary"]),
        ([], ["$.usage"]),
        (None, ["$.usage"]),
        (ABSENT, ["$.usage"]),
    ],
)
def test_usage_is_reported(reported: object, at: list[str]) -> None:
    """A client reports every documented field by value."""

    assert at == broken_at(client.usage_is_reported_by_value(call(reported_usage=reported)))


def test_unknown_fields_may_be_dropped() -> None:
    """An undocumented field need not be reported."""
    more = usage(plan="pro") | {"plan": "pro"}

    assert HOLDS == broken_at(client.usage_is_reported_by_value(call(served_usage=more)))


@pytest.mark.parametrize(("reported", "is_correct"), [(2**53 + 1, True), (float(2**53), True), (2**53 - 1, False)])
def test_number_is_a_double(reported: float, *, is_correct: bool) -> None:
    """Numbers are compared as doubles: 2^53 + 1 equals 2^53, but not 2^53 - 1."""
    each = call(served_usage=usage(amount=2**53 + 1), reported_usage=usage(amount=reported))

    assert is_correct == (broken_at(client.usage_is_reported_by_value(each)) == HOLDS)


@pytest.mark.parametrize(
    ("reported", "is_correct"),
    [
        ("2026-06-01T18:42Z", True),
        ("2026-06-01 20:42+02:00", True),
        ("2026-06-01T20:42+02", True),
        ("2026-06-01T18:42", True),
        ("2026-06-01T18:43Z", False),
        ("2026-06-01T18Z", False),
    ],
)
def test_timestamp_without_seconds(reported: str, *, is_correct: bool) -> None:
    """A timestamp may leave out its seconds if they are zero, as Java does."""
    served = usage(max_created_at="2026-06-01T18:42:00Z")
    each = call(served_usage=served, reported_usage=usage(max_created_at=reported))

    assert is_correct == (broken_at(client.usage_is_reported_by_value(each)) == HOLDS)


@pytest.mark.parametrize(
    ("reported", "is_correct", "kept"),
    [
        (TIMESTAMP, True, [True]),
        ("2026-06-01T18:42:55.123456000Z", True, [True]),
        ("2026-06-01T20:42:55.123456+02:00", True, [True]),
        ("2026-06-01 18:42:55.123456", True, [True]),
        ("2026-06-01T18:42:55,123456Z", True, [True]),
        ("2026-06-02T00:27:55.123456+0545", True, [True]),
        ("2026-06-01 20:42:55.123456+02", True, [True]),
        ("2026-06-01T18:42:55.123456+0545", False, [False]),
        ("2026-06-01 18:42:55.123456 +0000", False, []),
        ("2026-06-01T18:42:55.123Z", True, [False]),
        ("2026-06-01T18:42:55.124Z", True, [False]),
        ("2026-06-01T18:42:55.122457Z", True, [False]),
        ("2026-06-01T18:42:55.122456Z", False, [False]),
        ("2026-06-01T18:42:55.124456Z", False, [False]),
        ("2026-06-01T18:42:55Z", False, [False]),
        ("soon", False, []),
        (1780339375.123456, False, []),
        (None, False, []),
    ],
)
def test_timestamp_is_reported(reported: object, kept: list[bool], *, is_correct: bool) -> None:
    """A timestamp may have another form, and may be cut to milliseconds; another rule judges the microseconds."""
    each = call(reported_usage=usage(max_created_at=reported))

    assert is_correct == (broken_at(client.usage_is_reported_by_value(each)) == HOLDS)
    assert kept == compared(client.timestamps_keep_their_microseconds(each))


@pytest.mark.parametrize(
    "timestamp", ["2026-06-01T18:42:55Z", "2026-06-01T18:42:55.123Z", "2026-06-01T18:42:55.123000Z"]
)
def test_timestamp_without_microseconds(timestamp: str) -> None:
    """A timestamp without microseconds cannot lose any."""
    same = usage(max_created_at=timestamp)

    assert [] == compared(client.timestamps_keep_their_microseconds(call(served_usage=same, reported_usage=same)))


@pytest.mark.parametrize(
    ("each", "at"),
    [
        (served(404), HOLDS),
        (evolve(served(404), reported_usage=None), HOLDS),
        (evolve(served(404), reported_usage={}), ["$.usage"]),
        (evolve(served(206), reported_usage=usage()), ["$.usage"]),
        (evolve(served(302), reported_usage=usage()), HOLDS),
        (broken_response(reported_usage={}), HOLDS),
    ],
)
def test_no_usage_is_reported_after_an_error(each: ClientCall, at: list[str]) -> None:
    """After an error response, no usage report is reported."""

    assert at == broken_at(client.usage_is_reported_by_value(each))
    assert [] == compared(client.timestamps_keep_their_microseconds(each))


@pytest.mark.parametrize(
    ("each", "made"),
    [
        (broken_response(reported_usage=ABSENT), [True]),
        (broken_response(reported_usage=None), [True]),
        (broken_response(reported_status=ABSENT, reported_usage=ABSENT, failure="exit code 1"), [True]),
        (broken_response(reported_usage={}), [False]),
        (broken_response(reported_usage=usage()), [False]),
        (broken_response(reported_usage=ABSENT, failure="nothing after 60 s", timed_out=True), [False]),
        (broken_response(reported_status=ABSENT, reported_usage=ABSENT), [False]),
        (broken_response(reported_status=ABSENT, reported_usage=ABSENT, failure="no JSON", is_silent=True), [False]),
        (call(), []),
        (served(404), []),
    ],
)
def test_broken_response_is_rejected(each: ClientCall, made: list[bool]) -> None:
    """A client reports no usage report from a broken response, but a status or an error, and does not hang."""

    assert made == compared(client.broken_response_is_rejected(each))


def test_call_shows_no_token() -> None:
    """The repr of a call shows no token."""

    assert "secret" not in repr(call())


def test_recorded_call_is_judged_alike() -> None:
    """A pickled call keeps its missing values."""
    again = pickle.loads(pickle.dumps(broken_response(reported_usage=ABSENT)))  # noqa: S301 - our own

    assert [True] == compared(client.broken_response_is_rejected(again))


def test_usage_is_compared_as_json() -> None:
    """Each documented value and each length of a list is one comparison."""
    each = call(reported_usage=json.loads(json.dumps(usage())))

    assert [True] * 19 == compared(client.usage_is_reported_by_value(each))


@pytest.mark.parametrize(
    ("rule", "each", "words"),
    [
        (client.request_is_a_get_at_the_documented_path, call(requests=()), ('"GET /usage"', "nothing")),
        (
            client.request_is_a_get_at_the_documented_path,
            call(requests=(), reported_status=ABSENT, failure="exit code 1: no such host"),
            ('"GET /usage"', "nothing: exit code 1: no such host"),
        ),
        (
            client.request_is_a_get_at_the_documented_path,
            call(requests=(), reported_status=400),
            ('"GET /usage"', "a request that is not valid HTTP"),
        ),
        (
            client.broken_response_is_rejected,
            broken_response(reported_status=ABSENT, reported_usage=ABSENT, failure="no JSON object", is_silent=True),
            ("a status, or another exit code than 0", "no JSON object"),
        ),
        (client.final_response_ends_the_call, call(requests=(SENT, RETRIED)), ("no further request", "1 more")),
        (
            client.retry_waits_as_the_response_says,
            call(requests=(refused(1.254), evolve(SENT, received_at=0.254))),
            ("no request for 1.25 s", "a request after 0.25 s"),
        ),
        (client.get_request_has_no_body, call(requests=(evolve(SENT, has_body=True),)), ("no body", "a body")),
        (client.token_is_not_printed, call(printed=b"secret"), ("no token", "the token")),
        (
            client.token_is_sent_in_one_header_only,
            call(requests=(evolve(SENT, other_places_of_token=("path", "header cookie")),)),
            ("no token elsewhere in the request", "the token in path and header cookie"),
        ),
        (
            client.status_is_reported,
            evolve(served(302), reported_status=200),
            ("the status of a response, or an error", "200"),
        ),
        (client.status_is_reported, call(reported_status=ABSENT), ("200", "nothing")),
        (client.status_is_reported, call(reported_status=ABSENT, failure="no"), ("200", "no")),
        (
            client.usage_is_reported_by_value,
            call(reported_usage=usage(max_created_at="x")),
            (f"the timestamp {TIMESTAMP}", '"x"'),
        ),
        (client.usage_is_reported_by_value, call(reported_usage=usage(type="x")), ('"riffusion"', '"x"')),
        (
            client.broken_response_is_rejected,
            broken_response(reported_usage={}, failure="late"),
            ("an error", "an object of 0"),
        ),
        (
            client.broken_response_is_rejected,
            broken_response(reported_usage=ABSENT, failure="late", timed_out=True),
            ("an error", "late"),
        ),
    ],
)
def test_finding_shows_both_values(rule: Rule[Any], each: ClientCall, words: tuple[str, str]) -> None:
    """A finding shows what was expected and what was there."""
    wrong = [expectation for expectation in rule(each) if not expectation.holds]

    assert [words] == [(expectation.expected, short_repr(expectation.actual)) for expectation in wrong]


def test_no_response_has_no_usage_to_report() -> None:
    """Without a response, there is no usage report to compare."""

    assert [] == compared(client.usage_is_reported_by_value(served(0)))


@pytest.mark.parametrize(("status", "is_redirected"), [(299, False), (300, True), (399, True), (400, False)])
def test_redirect(status: int, *, is_redirected: bool) -> None:
    """A status from 300 to 399 is a redirect."""

    assert is_redirected == served(status).is_redirected

"""The rules on clients one by one, at their boundaries: where a call is just right, and where it is just wrong."""

import json
import pickle
from collections.abc import Iterator
from typing import Any

import pytest
from attrs import evolve

from flowmusic_contract.rules import Rule, client
from flowmusic_contract.rules.exchange import Call, Sent
from flowmusic_contract.rules.expectation import ABSENT, Expectation, brief
from flowmusic_contract.rules.paths import json_path

EMAIL = "night+owl@example.com"
MOMENT = "2026-06-01T18:42:55.123456Z"
ASKED = Sent("GET", "/usage", (EMAIL,), ("Bearer secret",))
AGAIN = evolve(ASKED, is_final=False)
HOLDS: list[str] = []
"""What `broken_at` returns if every comparison came out right."""


def usage(**changes: Any) -> dict[str, Any]:
    """Returns a usage of one event, with these changes to the event or, by `usage__`, to the usage."""
    event = {
        "type": "riffusion",
        "amount": 65,
        "conversation_id": "c1",
        "conversation_title": None,
        "event_at": "2026-06-01T00:00:00",
        "max_created_at": MOMENT,
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
    """Returns a usage with these changes to its summary."""
    right = usage()
    return right | {"summary": right["summary"] | changes}


def call(**changes: Any) -> Call:
    right: dict[str, Any] = {
        "path": "/usage",
        "email": EMAIL,
        "token": "secret",
        "sent": (ASKED,),
        "answered_status": 200,
        "answered_usage": usage(),
        "told_status": 200,
        "told_usage": usage(),
    }
    return Call(**(right | changes))


def answered(status: int, **changes: Any) -> Call:
    return call(answered_status=status, answered_usage=ABSENT, told_status=status, told_usage=ABSENT, **changes)


def refusable(**changes: Any) -> Call:
    return call(is_answer_broken=True, answered_usage=ABSENT, **changes)


def broken_at(expectations: Iterator[Expectation]) -> list[str]:
    return [json_path(expectation.at) for expectation in expectations if not expectation.holds]


def compared(expectations: Iterator[Expectation]) -> list[bool]:
    return [expectation.holds for expectation in expectations]


# What is sent


@pytest.mark.parametrize(
    ("rule", "sent", "at"),
    [
        (client.a_usage_is_asked_for_with_get_at_its_path, Sent("GET", "/usage", (), ()), HOLDS),
        (client.a_usage_is_asked_for_with_get_at_its_path, Sent("POST", "/usage", (), ()), ["$.requests"]),
        (client.a_usage_is_asked_for_with_get_at_its_path, Sent("GET", "/usage/", (), ()), ["$.requests"]),
        (client.the_account_is_named_by_email, Sent("", "", (EMAIL,), ()), HOLDS),
        (client.the_account_is_named_by_email, Sent("", "", ("night owl@example.com",), ()), ["$.query.email"]),
        (client.the_account_is_named_by_email, Sent("", "", (EMAIL, EMAIL), ()), ["$.query.email"]),
        (client.the_account_is_named_by_email, Sent("", "", (), ()), ["$.query.email"]),
        (client.the_token_is_sent_as_bearer, Sent("", "", (), ("Bearer secret",)), HOLDS),
        (client.the_token_is_sent_as_bearer, Sent("", "", (), ("bearer secret",)), ["$.headers.Authorization"]),
        (client.the_token_is_sent_as_bearer, Sent("", "", (), ("Bearer zzz",)), ["$.headers.Authorization"]),
        (client.the_token_is_sent_as_bearer, Sent("", "", (), ("Bearer secret",) * 2), ["$.headers.Authorization"]),
        (client.the_token_is_sent_as_bearer, Sent("", "", (), ()), ["$.headers.Authorization"]),
    ],
)
def test_what_a_client_sends(rule: Rule[Any], sent: Sent, at: list[str]) -> None:
    """A client sends one GET at the path, with one e-mail and one header with the token."""

    assert at == broken_at(rule(call(sent=(sent,))))


@pytest.mark.parametrize(
    ("sent", "at"),
    [
        ((), ["$.requests"]),
        ((ASKED, ASKED), ["$.requests"]),
        ((AGAIN, AGAIN, ASKED), HOLDS),
        ((AGAIN, AGAIN, AGAIN), HOLDS),
        ((AGAIN, ASKED, AGAIN), ["$.requests"]),
        ((AGAIN, evolve(ASKED, method="POST")), ["$.requests"]),
    ],
)
def test_how_often_a_client_asks(sent: tuple[Sent, ...], at: list[str]) -> None:
    """A client may come back until an answer is final, always with the same request."""

    assert at == broken_at(client.a_usage_is_asked_for_with_get_at_its_path(call(sent=sent)))


@pytest.mark.parametrize(
    ("emails", "told"),
    [((), "nothing"), (("a b",), '"a b"'), (("a", "b"), '"a" and "b"')],
)
def test_emails_are_told(emails: tuple[str, ...], told: str) -> None:
    """A finding tells every e-mail that was sent."""
    [finding] = client.the_account_is_named_by_email(call(sent=(Sent("", "", emails, ()),)))

    assert told == brief(finding.actual)


def elsewhere(*authorizations: str) -> tuple[Sent, ...]:
    return (Sent("GET", "/", (), authorizations),)


@pytest.mark.parametrize(
    ("status", "requests", "made"),
    [
        (302, (), [True]),
        (307, elsewhere(), [True]),
        (302, elsewhere("Bearer other"), [True]),
        (302, elsewhere("Bearer secret"), [False]),
        (307, elsewhere("Basic x", "secret"), [False]),
        (299, elsewhere("Bearer secret"), []),
        (400, elsewhere("Bearer secret"), []),
    ],
)
def test_token_stays_where_it_was_sent(status: int, requests: tuple[Sent, ...], made: list[bool]) -> None:
    """No request to another host carries the token; where there was no redirect, nothing is compared."""

    assert made == compared(client.the_token_is_sent_to_no_other_host(answered(status, elsewhere=requests)))


def test_token_is_not_told() -> None:
    """A finding about the token does not tell it."""
    findings = [
        *client.the_token_is_sent_as_bearer(call(sent=elsewhere("secret"))),
        *client.the_token_is_sent_to_no_other_host(answered(302, elsewhere=elsewhere("secret"))),
    ]

    assert 2 == len(findings)
    assert not any("secret" in finding.expected + brief(finding.actual) for finding in findings)


# What is told


@pytest.mark.parametrize(("told", "at"), [(200, HOLDS), (404, ["$.status"]), (ABSENT, ["$.status"])])
def test_status_is_reported(told: object, at: list[str]) -> None:
    """A client tells the status."""

    assert at == broken_at(client.the_status_is_reported(call(told_status=told)))


@pytest.mark.parametrize("each", [refusable(told_status=ABSENT), answered(302), answered(399)])
def test_status_may_be_anything(each: Call) -> None:
    """A broken answer is refused, and a redirect followed, in any way that a client likes."""

    assert [] == compared(client.the_status_is_reported(each))


def test_failure_is_told() -> None:
    """If a client told nothing, the finding tells how it ended."""
    [finding] = client.the_status_is_reported(call(told_status=ABSENT, failure="exit code 3"))

    assert "exit code 3" == brief(finding.actual)


EVENT = "$.usage.events[0]"


@pytest.mark.parametrize(
    ("told", "at"),
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
        (usage(event_at="2026-06-01T00:00:00Z"), [f"{EVENT}.event_at"]),
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
def test_usage_is_reported(told: object, at: list[str]) -> None:
    """A client tells every documented field by value, whatever it makes of others."""

    assert at == broken_at(client.the_usage_is_reported_by_value(call(told_usage=told)))


def test_unknown_fields_may_be_dropped() -> None:
    """A field that is not documented need not be told."""
    more = usage(plan="pro") | {"plan": "pro"}

    assert HOLDS == broken_at(client.the_usage_is_reported_by_value(call(answered_usage=more)))


@pytest.mark.parametrize(("told", "is_right"), [(2**53 + 1, True), (float(2**53), True), (2**53 - 1, False)])
def test_number_is_a_double(told: float, *, is_right: bool) -> None:
    """A number is what a double holds of it: 2^53 + 1 is 2^53, and its neighbour is another."""
    each = call(answered_usage=usage(amount=2**53 + 1), told_usage=usage(amount=told))

    assert is_right == (broken_at(client.the_usage_is_reported_by_value(each)) == HOLDS)


@pytest.mark.parametrize(
    ("told", "is_right", "kept"),
    [
        (MOMENT, True, [True]),
        ("2026-06-01T18:42:55.123456000Z", True, [True]),
        ("2026-06-01T20:42:55.123456+02:00", True, [True]),
        ("2026-06-01 18:42:55.123456", True, [True]),
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
def test_moment_is_reported(told: object, kept: list[bool], *, is_right: bool) -> None:
    """A moment may be written in another way, and be cut or rounded to milliseconds, of which another rule tells."""
    each = call(told_usage=usage(max_created_at=told))

    assert is_right == (broken_at(client.the_usage_is_reported_by_value(each)) == HOLDS)
    assert kept == compared(client.moments_keep_their_microseconds(each))


@pytest.mark.parametrize("moment", ["2026-06-01T18:42:55Z", "2026-06-01T18:42:55.123Z", "2026-06-01T18:42:55.123000Z"])
def test_moment_without_microseconds(moment: str) -> None:
    """Where there are no microseconds, none can be lost."""
    same = usage(max_created_at=moment)

    assert [] == compared(client.moments_keep_their_microseconds(call(answered_usage=same, told_usage=same)))


@pytest.mark.parametrize(
    ("each", "at"),
    [
        (answered(404), HOLDS),
        (evolve(answered(404), told_usage=None), HOLDS),
        (evolve(answered(404), told_usage={}), ["$.usage"]),
        (evolve(answered(206), told_usage=usage()), ["$.usage"]),
        (evolve(answered(302), told_usage=usage()), HOLDS),
        (refusable(told_usage={}), HOLDS),
    ],
)
def test_no_usage_is_reported_of_a_refusal(each: Call, at: list[str]) -> None:
    """Of a refusal there is no usage to tell."""

    assert at == broken_at(client.the_usage_is_reported_by_value(each))
    assert [] == compared(client.moments_keep_their_microseconds(each))


@pytest.mark.parametrize(
    ("each", "made"),
    [
        (refusable(told_usage=ABSENT), [True]),
        (refusable(told_usage=None), [True]),
        (refusable(told_status=ABSENT, told_usage=ABSENT, failure="exit code 1"), [True]),
        (refusable(told_usage={}), [False]),
        (refusable(told_usage=usage()), [False]),
        (refusable(told_usage=ABSENT, failure="nothing after 60 s", is_late=True), [False]),
        (call(), []),
        (answered(404), []),
    ],
)
def test_broken_answer_is_refused(each: Call, made: list[bool]) -> None:
    """A client tells no usage of a broken answer, and does not wait for ever either."""

    assert made == compared(client.a_broken_answer_is_refused(each))


def test_call_shows_no_token() -> None:
    """What is printed of a call by accident tells no token."""

    assert "secret" not in repr(call())


def test_recorded_call_is_judged_alike() -> None:
    """A call that was pickled still has nothing where it had nothing."""
    again = pickle.loads(pickle.dumps(refusable(told_usage=ABSENT)))  # noqa: S301 - our own

    assert [True] == compared(client.a_broken_answer_is_refused(again))


def test_usage_is_compared_as_json() -> None:
    """Each documented value is one comparison, and so is each length."""
    each = call(told_usage=json.loads(json.dumps(usage())))

    assert [True] * 19 == compared(client.the_usage_is_reported_by_value(each))


@pytest.mark.parametrize(
    ("rule", "each", "words"),
    [
        (client.a_usage_is_asked_for_with_get_at_its_path, call(sent=()), ('"GET /usage"', "nothing")),
        (client.the_status_is_reported, call(told_status=ABSENT), ("200", "nothing")),
        (client.the_status_is_reported, call(told_status=ABSENT, failure="no"), ("200", "no")),
        (
            client.the_usage_is_reported_by_value,
            call(told_usage=usage(max_created_at="x")),
            (f"the moment {MOMENT}", '"x"'),
        ),
        (client.the_usage_is_reported_by_value, call(told_usage=usage(type="x")), ('"riffusion"', '"x"')),
        (client.a_broken_answer_is_refused, refusable(told_usage={}, failure="late"), ("a refusal", "an object of 0")),
        (
            client.a_broken_answer_is_refused,
            refusable(told_usage=ABSENT, failure="late", is_late=True),
            ("a refusal", "late"),
        ),
    ],
)
def test_words(rule: Rule[Any], each: Call, words: tuple[str, str]) -> None:
    """A finding says what was expected, and what there was."""
    wrong = [expectation for expectation in rule(each) if not expectation.holds]

    assert [words] == [(expectation.expected, brief(expectation.actual)) for expectation in wrong]


def test_no_answer_is_no_usage_to_report() -> None:
    """Where nothing was answered, there is no usage to compare."""

    assert [] == compared(client.the_usage_is_reported_by_value(answered(0)))


@pytest.mark.parametrize(("status", "is_redirected"), [(299, False), (300, True), (399, True), (400, False)])
def test_redirect(status: int, *, is_redirected: bool) -> None:
    """A client is redirected by a status from 300 to 399."""

    assert is_redirected == answered(status).is_redirected

"""Faults and variations do what their sentences say."""

import re
from collections.abc import Callable
from functools import cache

import pytest
from attrs import evolve

from flowmusic_contract.all_faults import SERVER_FAULTS, VARIATIONS
from flowmusic_contract.areas.accounts.email_faults import MATCHED_EMAILS
from flowmusic_contract.areas.authentication.token_faults import ACCEPTED_TOKENS
from flowmusic_contract.engine.fault import Fault, UsageJson, in_usage
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, Api, Handler, Request, Response, demo_ledger
from self_tests.areas.effects import effects_of

FAULTS = {fault.id: fault for fault in SERVER_FAULTS}
CHANGES = FAULTS | {variation.id: variation for variation in VARIATIONS}

WITHOUT_EFFECTS = {
    "accounts.concurrent-requests-share-an-account": "the series sends one request at a time; the kill matrix does not",
}
"""The faults that the fixed series of requests does not show, each with the reason."""

_STATUS = re.compile(r"\b[1-5]\d\d\b")


def named(text: str) -> set[str]:
    """Returns the statuses that a text names."""
    return set(_STATUS.findall(text))


def wrong_statuses(change: Fault, effects: dict[str, str]) -> set[str]:
    """Returns the statuses that a sentence names without effect, and those that it causes but does not name."""
    in_sentence = named(change.sentence)
    caused = {text.partition(" -> ")[2] for what, text in effects.items() if " $" not in f" {what}"}
    unnamed = named(" ".join(caused)) - in_sentence if in_sentence else set[str]()
    return in_sentence - named(" ".join([*effects, *effects.values()])) | unnamed


@cache
def effects_by_id(change_id: str) -> dict[str, str]:
    """Returns what a fault or variation changes, computed once for all tests."""
    return effects_of(CHANGES[change_id])


def changed(change: Handler) -> Fault:
    """Returns an undeclared change of the server."""
    return Fault("area.name", "A sentence.", frozenset(), lambda _: change)


@pytest.mark.xdist_group("effects")
@pytest.mark.parametrize("fault", SERVER_FAULTS, ids=lambda fault: fault.id)
def test_fault_has_its_effects(fault: Fault) -> None:
    """A fault changes exactly what it declares."""

    assert fault.effects == effects_by_id(fault.id)


def test_every_fault_has_effects() -> None:
    """A fault without effects has a reason."""

    assert list(WITHOUT_EFFECTS) == [fault.id for fault in SERVER_FAULTS if not fault.effects]


@pytest.mark.xdist_group("effects")
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_sentence_names_the_right_statuses(change: Fault) -> None:
    """The statuses in a sentence are those that the server sends."""

    assert set() == wrong_statuses(change, effects_by_id(change.id))


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("An unknown account gets a 404 response.", {"403"}),
        ("An unknown account gets a 410 response.", {"403", "410"}),
        ("An unknown account gets a 403 response instead of 404.", set[str]()),
    ],
)
def test_wrong_status_is_noticed(sentence: str, wrong: set[str]) -> None:
    """A sentence with another status than the server's is wrong."""
    fault = evolve(FAULTS["accounts.unknown-account-gets-403"], sentence=sentence)

    assert wrong == wrong_statuses(fault, effects_of(fault))


@pytest.mark.parametrize("fault", [*ACCEPTED_TOKENS, *MATCHED_EMAILS], ids=lambda fault: fault.id)
def test_row_has_an_example_for_both_answers(fault: Fault) -> None:
    """Of the two examples of a row, the server accepts the first only."""
    accepted, rejected = fault.requests

    assert [True, False] == [example in effects_of(fault) for example in (accepted, rejected)]


@pytest.mark.parametrize(
    ("change", "effects"),
    [
        (lambda usage: usage["events"].pop(), {"$.events": "array of 10 -> array of 9"}),
        (lambda usage: usage["events"][2].update(amount="x"), {"$.events[2].amount": '540 -> "x"'}),
        (
            lambda usage: [event.update(type="x") for event in usage["events"]],
            {"$.events[*].type": '"daily-free" -> "x"'},
        ),
        (lambda usage: [event.update(amount=1) for event in usage["events"][:2]], {"$.events[0,1].amount": "720 -> 1"}),
        (lambda usage: usage.pop("email"), {"$.email": '"listener@example.com" -> absent'}),
        (lambda usage: usage["summary"]["by_type_tokens"].clear(), {"$.summary.by_type_tokens[*]": "1440 -> absent"}),
    ],
)
def test_changed_report_is_described(change: Callable[[UsageJson], None], effects: dict[str, str]) -> None:
    """A change of a usage report is described by its paths, with the first value before and after."""
    described = effects_of(Fault("area.name", "A sentence.", frozenset(), in_usage(change)))

    assert effects == {what: text for what, text in described.items() if what.startswith("$")}


def respond(request: Request) -> Response:
    """The correct server."""
    return Api(demo_ledger())(request)


@pytest.mark.parametrize(
    ("server", "effects"),
    [
        (lambda request: evolve(respond(request), delay=2), {"every 200": "200 -> 200 after 2 s"}),
        (lambda request: evolve(respond(request), truncated=True), {"POST": "405 -> 405 truncated"}),
        (
            lambda request: evolve(respond(request), headers=()),
            {"every response content-type": "application/json -> absent"},
        ),
        (lambda request: evolve(respond(request), body=b"{}"), {"every 401 $.code": "401 -> absent"}),
        (
            lambda request: evolve(respond(request), body=respond(request).body + b","),
            {"every 404 body": "nothing -> ,"},
        ),
    ],
)
def test_changed_response_is_described(server: Handler, effects: dict[str, str]) -> None:
    """A change of a response is described by its status, its headers and its bytes."""

    assert effects.items() <= effects_of(changed(server)).items()


def test_correct_server_has_no_effects() -> None:
    """A server that changes nothing has no effects."""

    assert {} == effects_of(changed(respond))


def test_first_request_is_the_first_demo_account() -> None:
    """What is described path by path is the report of the account with all kinds of events."""
    request = Request.get(DEMO_EMAILS[0]).authorized_by(DEMO_TOKEN)

    assert 10 == len(respond(request).json()["events"])

"""The cases in this process."""

from threading import Barrier

import httpx
import pytest
from attrs import evolve

from flowmusic_contract.client import in_process
from flowmusic_contract.client.cases import all_cases
from flowmusic_contract.client.in_process import call_in_process
from flowmusic_contract.engine.client_fault import ClientOutput

CASES = all_cases()[:4]


def test_calls_are_in_the_order_of_their_cases() -> None:
    """The calls are returned in the order of the cases."""
    calls = call_in_process(lambda *_: {}, CASES)

    assert [case.id for case in CASES] == [call.case for call in calls]


def test_a_case_that_waits_does_not_hold_up_the_others() -> None:
    """Several cases run at a time: each of these waits until the others have begun."""
    begun = Barrier(len(CASES), timeout=20)

    def client(_transport: httpx.BaseTransport, _email: str, _token: str) -> ClientOutput:
        begun.wait()
        return {}

    assert [""] * len(CASES) == [call.failure for call in call_in_process(client, CASES)]


def test_cases_that_wait_begin_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """A case in which the client may wait is not the last to begin."""
    monkeypatch.setattr(in_process, "_THREADS", 1)
    waiting = next(case for case in all_cases() if case.kind == "waits")
    begun: list[str] = []

    def client(_transport: httpx.BaseTransport, email: str, _token: str) -> ClientOutput:
        begun.append(email)
        return {}

    first = evolve(waiting, email="first@example.com")
    call_in_process(client, [*CASES, first])

    assert first.email == begun[0]

"""The cases cover what a client can notice, and nothing is green without evidence."""

import re
from fnmatch import fnmatchcase

import pytest

from flowmusic_contract.all_faults import SERVER_FAULTS
from flowmusic_contract.areas.client.correct import correct
from flowmusic_contract.check import missing_client_evidence
from flowmusic_contract.client.calls import Plan, call_all
from flowmusic_contract.client.cases import EXEMPT, MUST_REJECT, all_cases
from flowmusic_contract.engine.expectation import ABSENT

KINDS = {
    *("accounts", "emails", "tokens", "variations", "statuses", "waits"),
    *("lost", "missing", "types", "encoding", "redirects", "echoes"),
}
NO_401, NO_404 = "a call that was served 401", "a call that was served 404"
NO_USAGE = "a usage report from the client (a case of accounts has one)"


@pytest.mark.parametrize(
    ("prefixes", "missing"),
    [
        (["accounts"], []),
        (["accounts.listener"], [NO_401, NO_404]),
        (["accounts.n"], [NO_401]),
        (["types", "statuses"], [NO_USAGE, NO_401, NO_404]),
    ],
)
def test_evidence_is_required(prefixes: list[str], missing: list[str]) -> None:
    """A client that was only seen to reject responses is not said to keep the contract."""
    cases = [case for case in all_cases() if any(fnmatchcase(case.id, f"{prefix}*") for prefix in prefixes)]

    assert missing == missing_client_evidence(call_all(correct, Plan(cases)))


def test_client_that_always_fails_is_inconclusive() -> None:
    """A client that rejects everything also rejects broken responses, and that is not enough."""
    calls = call_all(lambda *_: {})

    assert NO_USAGE == missing_client_evidence(calls)[0]


def test_cases_have_unique_ids() -> None:
    """A case has an id of its own, which starts with its kind."""
    ids = [case.id for case in all_cases()]

    assert sorted(set(ids)) == sorted(ids)
    assert {case.kind for case in all_cases()} == KINDS
    assert all(re.fullmatch(r"[a-z]+\.[a-z0-9-]+", id_) for id_ in ids)


def test_every_fault_in_shape_or_encoding_is_a_case() -> None:
    """Every fault that a client can notice is a case, except those with a reason and one that no plain call meets."""
    ids = {case.id.partition(".")[2] for case in all_cases() if case.is_broken}
    faults = {fault.id for fault in SERVER_FAULTS if fault.breaks <= MUST_REJECT.keys()}

    assert {"methods.report-after-head-is-empty", *EXEMPT} == {
        fault for fault in faults if fault.partition(".")[2] not in ids
    }


@pytest.mark.parametrize(
    ("prefix", "statuses"),
    [
        ("accounts.listener", [200]),
        ("accounts.not-", [404]),
        ("accounts.invalid-", [401]),
        ("emails.", [200] * 20),
        ("waits.", [429, 503, 503]),
        ("echoes.", [401, 401, ABSENT]),
        ("statuses.", [204, 206, 400, 402, 403, 405, 422, 429, 500, 502, 503, 520, 596]),
    ],
)
def test_statuses_of_the_cases(prefix: str, statuses: list[object]) -> None:
    """The cases are served the statuses that their ids promise."""
    cases = [case for case in all_cases() if case.id.startswith(prefix)]

    assert statuses == [call.reported_status for call in call_all(correct, Plan(cases))]

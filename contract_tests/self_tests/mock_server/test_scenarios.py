"""The named scenarios of the mock server."""

import pytest

from flowmusic_contract.check import check_document
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, OTHER_DEMO_TOKEN, Api, Ledger, Request
from flowmusic_contract.mock_server.scenarios import SCENARIOS
from self_tests.judging import broken, judged


def filled(name: str) -> Ledger:
    ledger = Ledger()
    SCENARIOS[name].fill(ledger, DEMO_TOKEN)
    return ledger


@pytest.mark.parametrize("name", sorted(SCENARIOS.keys() - {"busy-year", "empty"}))
def test_scenario_keeps_the_contract(name: str) -> None:
    """No rule is broken, documented or inferred."""
    ledger = filled(name)

    assert set() == broken(judged(Api(ledger), *ledger.emails(DEMO_TOKEN)))


def test_long_report_keeps_the_contract() -> None:
    """No rule about a report is broken by that of a year. To judge a whole session with it takes long."""
    body = Api(filled("busy-year"))(Request.get("busy@example.com").authorized_by(DEMO_TOKEN)).body
    report = check_document("busy-year", body, "busy@example.com", strict=True)

    assert "kept" == report.conclusion


@pytest.mark.parametrize("name", SCENARIOS)
def test_scenario_is_always_the_same(name: str) -> None:
    """The same name gives the same answers."""
    first, second = filled(name), filled(name)
    requests = [Request.get(email).authorized_by(DEMO_TOKEN) for email in first.emails(DEMO_TOKEN)]

    assert [Api(first)(request) for request in requests] == [Api(second)(request) for request in requests]


def test_token_of_an_empty_scenario_is_valid() -> None:
    """Without any account, a valid token gets 404 and another one 401."""
    api = Api(filled("empty"))

    assert [404, 401] == [
        api(Request.get(DEMO_EMAILS[0]).authorized_by(token)).status for token in (DEMO_TOKEN, OTHER_DEMO_TOKEN)
    ]


def test_two_tenants_have_the_same_address() -> None:
    """The same address under two tokens is two accounts."""
    api = Api(filled("two-tenants"))
    answers = [api(Request.get("shared@example.com").authorized_by(token)) for token in (DEMO_TOKEN, OTHER_DEMO_TOKEN)]

    assert [60, 120] == [answer.json()["events"][0]["amount"] for answer in answers]

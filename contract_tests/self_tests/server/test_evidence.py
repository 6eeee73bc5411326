"""Green is earned: without evidence, a check is inconclusive."""

from flowmusic_contract.engine.verdict import missing_evidence
from flowmusic_contract.mock_server import Api, demo_ledger
from self_tests.judging import judged


def test_events_are_required() -> None:
    """A server that showed no events is not said to keep the contract."""
    verdicts = judged(Api(demo_ledger()), "newcomer@example.com")
    events = "a 200 response of the documented shape with events (name an account that has some with --email)"

    assert [events] == missing_evidence(verdicts)

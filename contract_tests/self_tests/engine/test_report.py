"""What follows from the verdicts of a check."""

from collections import Counter

import pytest

from flowmusic_contract.areas.body import rules as body
from flowmusic_contract.areas.privacy import rules as privacy
from flowmusic_contract.areas.transport import rules as transport
from flowmusic_contract.engine.expectation import broken
from flowmusic_contract.engine.report import Report
from flowmusic_contract.engine.rule import Rule
from flowmusic_contract.engine.verdict import Verdict


def conclusion(rule: Rule[object], statuses: dict[int, int], *missing: str) -> str:
    """Returns the conclusion if one inferred rule is broken."""
    verdict = Verdict(rule)
    verdict.record([broken("something", "nothing")], "GET /")
    return Report(
        "server", "http://mock/v1", [verdict], missing_evidence=missing, statuses=Counter(statuses)
    ).conclusion


@pytest.mark.parametrize(
    ("rule", "statuses", "missing", "expected"),
    [
        (transport.every_response_is_complete, {401: 9, 0: 1}, ["events"], "broken"),
        (transport.every_response_is_in_time, {401: 9, 0: 1}, ["events"], "broken"),
        (transport.every_response_is_complete, {0: 1}, ["events"], "inconclusive"),
        (transport.every_response_is_complete, {200: 9, 0: 1}, [], "kept"),
        (body.every_string_is_valid_unicode, {200: 9}, ["events"], "broken"),
        (body.every_string_is_valid_unicode, {}, ["events"], "broken"),
        (privacy.no_response_contains_a_database_error, {200: 9}, ["events"], "inconclusive"),
    ],
)
def test_why_too_little_was_seen(
    rule: Rule[object], statuses: dict[int, int], missing: list[str], expected: str
) -> None:
    """The contract is broken if too little was seen and responses were lost or cannot be read."""

    assert expected == conclusion(rule, statuses, *missing)

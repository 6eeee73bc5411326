"""Machine-made mutants of valid bodies are killed, all but those that the page allows."""

import json
from collections import Counter
from typing import Any

import pytest

from flowmusic_contract.all_rules import DOCUMENT_RULES
from flowmusic_contract.engine.subjects import Exchange, RequestIntent
from flowmusic_contract.engine.verdicts import judge_server
from self_tests.mutants.bodies import bodies
from self_tests.mutants.mutants import Mutant, mutants

pytestmark = pytest.mark.xdist_group("mutants")  # what its fixtures make is made once

SURVIVE = {
    "events[].max_created_at cut short": "without its Z, a moment is still one, and no offset is documented",
    "events[].conversation_title": "a song may have been renamed between two of its rows",
    "events[].conversation_id": "whether an event of an unknown type or a received one belongs to a song is left open",
    "summary.total_charged_credits": "an event type that the page does not name may count as charged, or not",
    "summary.total_received_tokens": "an event type that the page does not name may count as received, or not",
    "summary.per_conversation[].tokens a hundredth more": "likewise, for the events of one song",
    "summary.per_conversation[].email null": "the model allows null",
}
"""The mutants that may survive, by the beginning of their name, each with the reason why the page allows it."""


def is_killed(document: Any) -> bool:
    question = RequestIntent(emails=("listener@example.com",))
    verdicts = judge_server([Exchange(question, 200, body=json.dumps(document).encode())], DOCUMENT_RULES)
    return any(verdict.outcome == "broken" for verdict in verdicts)


def name(mutant: Mutant) -> str:
    place = "".join("[]" if isinstance(step, int) else f".{step}" for step in mutant.path)
    return f"{place[1:]} {mutant.operator}"


@pytest.fixture(scope="module")
def survivors() -> Counter[str]:
    """The names of the mutants that no rule noticed, and how many there were of all."""
    made = [mutant for body in bodies().values() for mutant in mutants(body)]
    counted = Counter(name(mutant) for mutant in made if not is_killed(mutant.document))
    counted["all"] = len(made)
    return counted


@pytest.mark.parametrize("body", bodies().values(), ids=bodies())
def test_bodies_are_valid(body: Any) -> None:
    """What is mutated breaks no rule."""

    assert not is_killed(body)


def test_98_percent_are_killed(survivors: Counter[str]) -> None:
    """At least 98 of 100 mutants are killed, of more than a thousand."""
    made = survivors["all"]
    survived = survivors.total() - made
    print(f"{made} mutants, {survived} survived: {1 - survived / made:.1%} killed")  # noqa: T201 - seen with pytest -s

    assert made > 1000
    assert survived <= 0.02 * made


def test_survivors_are_allowed(survivors: Counter[str]) -> None:
    """A mutant that survives is one that the page allows."""

    assert [] == [mutant for mutant in survivors if mutant != "all" and not mutant.startswith(tuple(SURVIVE))]


@pytest.mark.parametrize("allowed", SURVIVE)
def test_no_reason_is_idle(allowed: str, survivors: Counter[str]) -> None:
    """A reason to survive is one for mutants that do survive."""

    assert any(mutant.startswith(allowed) for mutant in survivors)

"""The catalogue of rules, `generated/RULES.md`: every rule, its sentence, its basis, and the faults that prove it."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from flowmusic_contract.faults import CLIENT_FAULTS, FAULTS, SERVER_FAULTS, VARIATIONS
from flowmusic_contract.rules import RULES, Rule


def catalogue() -> str:
    """Returns the catalogue, in Markdown."""
    return "\n".join([*_head(), *_rules(), *_variations()]) + "\n"


def _head() -> Iterator[str]:
    documented = sum(rule.basis == "documented" for rule in RULES)
    yield "# Rules"
    yield ""
    yield (
        f"{len(RULES)} rules: {documented} documented, whose sentences stand in `openapi.yaml` at the place given, and "
        f"{len(RULES) - documented} inferred, for the reason given. "
        f"{len(SERVER_FAULTS)} faults of servers and {len(CLIENT_FAULTS)} of clients break exactly the rules that they "
        f"are listed with; {len(VARIATIONS)} variations break none (`contract_tests/test_suite.py`). "
        "`scripts/mock --fault ID` and `scripts/mock --variation ID` serve any of them."
    )


def _rules() -> Iterator[str]:
    for room, rules in groupby(RULES, key=lambda rule: rule.area):
        yield from ("", f"## {room}")
        for rule in rules:
            yield from _rule(rule)


def _rule(rule: Rule[Any]) -> Iterator[str]:
    yield from ("", f"### `{rule.id}`", "", rule.sentence, "")
    yield f"*Documented* at `{rule.citation}`." if rule.citation else f"*Inferred*, because {rule.because}."
    yield ""
    for fault in FAULTS:
        if rule.id in fault.breaks:
            yield f"- `{fault.id}`: {fault.sentence}"


def _variations() -> Iterator[str]:
    yield from ("", "## Variations", "", "Legal oddities, under which no rule may fire.", "")
    for variation in VARIATIONS:
        yield f"- `{variation.id}`: {variation.sentence}"

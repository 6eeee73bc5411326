"""`x-contract` in the spec and the documented rules say the same."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from flowmusic_contract import spec
from flowmusic_contract.all_rules import RULES
from flowmusic_contract.engine.rule import Rule

DOCUMENTED = [rule for rule in RULES if rule.basis == "documented"]


def sentences(part: object, pointer: str = "#") -> Iterator[tuple[str, str]]:
    """Yields each sentence of the contract with the JSON pointer of the object that holds it."""
    match part:
        case dict():
            for sentence in part.get("x-contract", []):
                yield pointer, sentence
            for key, member in part.items():
                yield from sentences(member, f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}")
        case list():
            for index, member in enumerate(part):
                yield from sentences(member, f"{pointer}/{index}")
        case _:
            pass


SENTENCES = list(sentences(spec.spec()))


@pytest.mark.parametrize("rule", DOCUMENTED, ids=lambda rule: rule.id)
def test_documented_rule_is_in_the_spec(rule: Rule[Any]) -> None:
    """The sentence of a documented rule is in `x-contract` at the pointer that the rule cites."""

    assert (rule.citation, rule.sentence) in SENTENCES, (
        f"add the docstring of {rule.id} to x-contract at {rule.citation}"
    )


@pytest.mark.parametrize(("pointer", "sentence"), SENTENCES)
def test_sentence_has_a_rule(pointer: str, sentence: str) -> None:
    """A sentence in `x-contract` is the sentence of a documented rule."""
    next_step = f'write a rule with the docstring "{sentence}" and @documented("{pointer}"), or remove the sentence'

    assert (pointer, sentence) in [(rule.citation, rule.sentence) for rule in DOCUMENTED], next_step


def test_no_sentence_is_listed_twice() -> None:
    """A fact has one rule and one sentence."""

    assert sorted(set(SENTENCES)) == sorted(SENTENCES)


@pytest.mark.parametrize("sentence", [sentence for _, sentence in SENTENCES])
def test_entry_is_one_sentence(sentence: str) -> None:
    """An entry of `x-contract` is exactly one sentence."""

    assert re.fullmatch(r"[A-Z`][^.;]+\.", sentence)

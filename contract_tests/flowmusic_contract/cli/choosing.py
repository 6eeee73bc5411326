"""Finds the rules and cases that a user named, and suggests the nearest ones for a name that does not exist."""

import difflib
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from typing import Any, Literal

from attrs import frozen

from flowmusic_contract.all_rules import RULES
from flowmusic_contract.cli.checked_by import commands_of
from flowmusic_contract.cli.program import program_name
from flowmusic_contract.client.cases import Case, all_cases
from flowmusic_contract.client.run_cases import RunCase, run_cases
from flowmusic_contract.engine.rule import Rule
from flowmusic_contract.errors import CannotRunError

_SUGGESTED = 3


@frozen
class ChosenCases:
    """The cases that a client runs, and those in which it makes several calls."""

    cases: Sequence[Case]
    runs: Sequence[RunCase]


def chosen_rules(patterns: Sequence[str], rules: Sequence[Rule[Any]]) -> list[Rule[Any]]:
    """Returns the rules with these ids or patterns, or all rules.

    Raises:
        CannotRunError: if a pattern matches no rule.
    """
    ids = [rule.id for rule in rules]
    for pattern in patterns:
        if not _matches(pattern, ids):
            advice = _elsewhere(pattern) or _hint("rule", pattern, ids)
            raise CannotRunError(f"no rule {pattern} for this command: {advice}")
    return [rule for rule in rules if _is_chosen(rule.id, patterns)]


def required_rules(patterns: Sequence[str], chosen: Sequence[Rule[Any]], rules: Sequence[Rule[Any]]) -> list[Rule[Any]]:
    """Returns those of the chosen rules that a check must exercise; `rules` are all that the command can check.

    Raises:
        CannotRunError: if a pattern matches no rule, or none that was chosen.
    """
    if not patterns:
        return []
    chosen_rules(patterns, rules)
    for pattern in patterns:
        if not _matches(pattern, [rule.id for rule in chosen]):
            raise CannotRunError(f"--require {pattern}: --rule leaves it out")
    return chosen_rules(patterns, chosen)


def chosen_cases(patterns: Sequence[str], *, many_calls: bool) -> ChosenCases:
    """Returns the cases with these ids or patterns, or all cases.

    Raises:
        CannotRunError: if a pattern matches no case, or only cases that --many-calls runs without that option.
    """
    runs = run_cases() if many_calls else ()
    ids = [*(case.id for case in all_cases()), *(case.id for case in runs)]
    for pattern in patterns:
        if not _matches(pattern, ids):
            if _matches(pattern, [case.id for case in run_cases()]):
                raise CannotRunError(f"the case {pattern} needs --many-calls")
            raise CannotRunError(f"no case {pattern} for this command: {_hint('case', pattern, ids)}")
    return ChosenCases(
        [case for case in all_cases() if _is_chosen(case.id, patterns)],
        [case for case in runs if _is_chosen(case.id, patterns)],
    )


def hint(word: str, known: Iterable[str], listed_by: str, *, has_patterns: bool = True) -> str:
    """Returns what to type instead of an unknown word; `listed_by` is the command that lists the known ones.

    `has_patterns`: a pattern can be typed as well.
    """
    ids = list(known)
    if has_patterns and any(each.startswith(f"{word}.") for each in ids):
        return f"'{word}.*' means all of that area"
    areas = {f"{each.partition('.')[0]}.*" for each in ids if "." in each}
    if has_patterns and word.endswith(".*"):
        near = difflib.get_close_matches(word.strip().lower(), areas, n=1, cutoff=0.7)
    else:
        near = _nearest(word.strip().lower(), ids)
    return f"did you mean {' or '.join(near)}?" if near else f"`{listed_by}` lists them"


def _nearest(word: str, ids: Sequence[str]) -> list[str]:
    containing = [each for each in ids if word in each] if len(word) > 2 else []
    by_name = {each.rpartition(".")[2]: each for each in ids}
    similar = difflib.get_close_matches(word, ids, n=1, cutoff=0.7)
    same_name = [by_name[name] for name in difflib.get_close_matches(word.rpartition(".")[2], by_name, n=1, cutoff=0.8)]
    return list(dict.fromkeys([*similar, *same_name, *containing]))[:_SUGGESTED]


def _elsewhere(pattern: str) -> str:
    """Returns the commands that check the rules of a pattern; empty if there are no such rules."""
    commands = dict.fromkeys(name for rule in RULES if fnmatchcase(rule.id, pattern) for name in commands_of(rule))
    return f"use {' or '.join(commands)}" if commands else ""


def _hint(kind: Literal["rule", "case"], pattern: str, ids: Sequence[str]) -> str:
    return hint(pattern, ids, f"{program_name()} {kind}s")


def _matches(pattern: str, ids: Iterable[str]) -> bool:
    return any(fnmatchcase(each, pattern) for each in ids)


def _is_chosen(id_: str, patterns: Sequence[str]) -> bool:
    return not patterns or any(_matches(pattern, [id_]) for pattern in patterns)

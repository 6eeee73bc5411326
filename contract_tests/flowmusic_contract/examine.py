"""Verdicts: every rule is asked about everything that it can be asked about."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, cast

from attrs import define, evolve, field, frozen

from flowmusic_contract.rules import (
    BODY_RULES,
    CLIENT_RULES,
    DOCUMENT_RULES,
    EXCHANGE_RULES,
    SERVER_RULES,
    USAGE_RULES,
    Rule,
)
from flowmusic_contract.rules.decoding import NotJsonError, decode
from flowmusic_contract.rules.exchange import Call, Exchange
from flowmusic_contract.rules.expectation import Expectation
from flowmusic_contract.rules.shape import Usage

_SHOWN = 10
"""How many broken expectations of one rule are kept for the report."""

Outcome = Literal["held", "broken", "not exercised"]
Found = Iterator[tuple[Rule[Any], list[Expectation]]]


@frozen
class Finding:
    """A broken expectation and where it comes from, for people."""

    expectation: Expectation
    source: str
    curl: str = ""
    """A command that asks the same again, with the token as a shell variable; empty if there is none."""


@define
class Verdict:
    """What became of one rule."""

    rule: Rule[Any]
    comparisons: int = 0
    broken: int = 0
    findings: list[Finding] = field(factory=list)
    """The first of the broken expectations."""
    places: Counter[str] = field(factory=Counter)
    """How many expectations are broken at each normalised path, such as `$.events[*].amount`."""

    @property
    def outcome(self) -> Outcome:
        """Held means: compared, and never found wanting."""
        if self.broken:
            return "broken"
        return "held" if self.comparisons else "not exercised"

    @property
    def reason(self) -> str:
        """Why the rule was not exercised."""
        if self.rule in USAGE_RULES:
            return "no usage of the documented shape has such rows"
        if self.rule in BODY_RULES or self.rule in DOCUMENT_RULES:
            return "no answer to judge"
        return "nothing was asked that it is about"

    def take(self, expectations: Iterable[Expectation], source: str) -> None:
        """Counts the expectations that one subject met or did not meet."""
        for expectation in expectations:
            self.comparisons += 1
            if not expectation.holds:
                self.broken += 1
                if len(self.findings) < _SHOWN:
                    self.findings.append(Finding(expectation, source))


def examine_server(exchanges: Iterable[Exchange], rules: Sequence[Rule[Any]] = SERVER_RULES) -> list[Verdict]:
    """Returns the verdict on each of the rules, in their order, from exchanges with one server."""
    return _examine(((hear(exchange), exchange.source) for exchange in exchanges), rules)


def examine_client(calls: Iterable[Call], rules: Sequence[Rule[Any]] = CLIENT_RULES) -> list[Verdict]:
    """Returns the verdict on each of the rules, in their order, from calls of one client."""
    return _examine(((_ask(CLIENT_RULES, call), call.source) for call in calls), rules)


def is_broken(verdicts: Iterable[Verdict], *, strict: bool) -> bool:
    """Tells whether the contract is broken: a documented rule is or, if strict, any rule."""
    return any(verdict.outcome == "broken" and (strict or verdict.rule.basis == "documented") for verdict in verdicts)


def unseen(verdicts: Iterable[Verdict]) -> list[str]:
    """Returns what has to be seen of a server before it can be said to keep the contract, and was not."""
    outcomes = {verdict.rule.id: verdict.outcome for verdict in verdicts}
    lacking = [what for rule_id, what in _TO_BE_SEEN.items() if outcomes.get(rule_id) == "not exercised"]
    return lacking or ([] if set(outcomes.values()) - {"not exercised"} else ["anything that the rule is about"])


_TO_BE_SEEN = {
    "events.event-at-is-the-start-of-a-utc-day": "a 200 with events (name an account that has some with --email)",
    "responses.an-invalid-token-is-answered-with-401": "the answer to an invalid token",
    "responses.an-account-not-configured-is-answered-with-404": "the answer for an account that is not configured",
}


def hear(exchange: Exchange) -> Found:
    """Yields what each rule finds in one exchange.

    A body that is no JSON has no shape to judge, and one without its documented shape has no meaning to judge.
    """
    usage = None
    if exchange.status == 200:
        yield from _ask(BODY_RULES, exchange.body)
        try:
            document = decode(exchange.body)
        except NotJsonError:
            pass
        else:
            shape = list(_ask(DOCUMENT_RULES, document))
            yield from shape
            if all(expectation.holds for _, expectations in shape for expectation in expectations):
                usage = cast(Usage, document)
                yield from _ask(USAGE_RULES, usage)
    yield from _ask(EXCHANGE_RULES, evolve(exchange, usage=usage))


def _ask(rules: Sequence[Rule[Any]], subject: object) -> Found:
    return ((rule, list(rule(subject))) for rule in rules)


def _examine(heard: Iterable[tuple[Found, str]], rules: Sequence[Rule[Any]]) -> list[Verdict]:
    verdicts = {rule.id: Verdict(rule) for rule in rules}
    for found, source in heard:
        for rule, expectations in found:
            if rule.id in verdicts:
                verdicts[rule.id].take(expectations, source)
    return list(verdicts.values())

"""Verdicts: every rule is asked about everything that it can be asked about."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, cast

from attrs import define, evolve, field, frozen

from flowmusic_contract.rules import CLIENT_RULES, SERVER_RULES, Rule
from flowmusic_contract.rules.decoding import Body, read
from flowmusic_contract.rules.exchange import Call, Delivery, Dialogue, Exchange
from flowmusic_contract.rules.expectation import Expectation
from flowmusic_contract.rules.paths import normalised_path
from flowmusic_contract.rules.schema import Document
from flowmusic_contract.rules.shape import Usage

_SHOWN = 10
"""How many broken expectations of one rule are kept for the report on a server."""

Outcome = Literal["held", "broken", "not exercised"]


_REASONS: dict[object, str] = {
    Usage: "no usage of the documented shape has such rows",
    Body: "no answer to judge",
    Document: "no answer to judge",
}


@frozen
class Finding:
    """A broken expectation and where it comes from, for people."""

    expectation: Expectation
    source: str
    curl: str = ""
    """A command that asks the same again; empty if there is none."""
    case: str = ""
    """The client's case; empty for an answer of a server."""

    @property
    def place(self) -> str:
        """What a baseline names: the case of a client, or the path in an answer without its rows."""
        return self.case or normalised_path(self.expectation.at)


@define
class Verdict:
    """What became of one rule."""

    rule: Rule[Any]
    comparisons: int = 0
    broken: int = 0
    findings: list[Finding] = field(factory=list)
    """The first of the broken expectations, each once; of a client, the first one of each case."""
    places: Counter[str] = field(factory=Counter)
    """How many expectations are broken at each place, such as `$.events[*].amount`, or a client's case."""
    kept_cases: set[str] = field(factory=set)
    """The cases of a client in which something was compared, and nothing found wanting."""

    @property
    def outcome(self) -> Outcome:
        """Held means: compared, and never found wanting."""
        if self.broken:
            return "broken"
        return "held" if self.comparisons else "not exercised"

    @property
    def reason(self) -> str:
        """Why the rule was not exercised."""
        return _REASONS.get(self.rule.subject, "nothing was asked that it is about")

    def take(self, expectations: Iterable[Expectation], source: str, curl: str = "", case: str = "") -> bool:
        """Counts the expectations that one subject met or did not meet; returns whether it met all."""
        broken, comparisons = self.broken, self.comparisons
        for expectation in expectations:
            self.comparisons += 1
            if not expectation.holds:
                self.broken += 1
                self._note(Finding(expectation, source, curl, case))
        is_met = self.broken == broken
        if case and is_met and self.comparisons > comparisons:
            self.kept_cases.add(case)
        return is_met

    def _note(self, finding: Finding) -> None:
        self.places[finding.place] += 1
        if finding.case:
            is_new = all(known.case != finding.case for known in self.findings)
        else:
            is_new = len(self.findings) < _SHOWN and all(
                known.expectation != finding.expectation for known in self.findings
            )
        if is_new:
            self.findings.append(finding)


def examine_server(exchanges: Iterable[Exchange], rules: Sequence[Rule[Any]] = SERVER_RULES) -> list[Verdict]:
    """Returns the verdict on each of the rules, in their order, from exchanges with one server."""
    verdicts = {rule.id: Verdict(rule) for rule in SERVER_RULES}
    heard = [hear(exchange, verdicts) for exchange in exchanges]
    _ask(Dialogue, Dialogue(tuple(heard)), verdicts, "calls that belong together")
    return [verdicts[rule.id] for rule in rules]


def examine_client(calls: Iterable[Call], rules: Sequence[Rule[Any]] = CLIENT_RULES) -> list[Verdict]:
    """Returns the verdict on each of the rules, in their order, from calls of one client."""
    verdicts = {rule.id: Verdict(rule) for rule in rules}
    for call in calls:
        for verdict in verdicts.values():
            verdict.take(verdict.rule(call), call.source, case=call.case)
    return list(verdicts.values())


def hear(exchange: Exchange, verdicts: dict[str, Verdict]) -> Exchange:
    """Asks every rule about one exchange; returns it with the usage that it carries, if it carries one."""

    def ask(subject: object, kind: object) -> bool:
        return _ask(kind, subject, verdicts, exchange.source, exchange.curl)

    ask(exchange.delivery, Delivery)
    if exchange.delivery.failure is not None:
        return exchange
    is_usage = exchange.status == 200 and exchange.question.method == "GET"
    heard = evolve(exchange, usage=_usage(exchange.body, ask) if is_usage else None)
    ask(heard, Exchange)
    return heard


def _usage(raw: bytes, ask: Callable[[object, object], bool]) -> Usage | None:
    """Asks about a body; returns the usage that it is.

    A body that is no JSON has no shape to judge, and one without its documented shape has no meaning to judge.
    """
    body = read(raw)
    ask(body, Body)
    if not body.is_usable or not ask(Document(body.document), Document):
        return None
    usage = cast(Usage, body.document)
    ask(usage, Usage)
    return usage


def _ask(kind: object, subject: object, verdicts: dict[str, Verdict], source: str, curl: str = "") -> bool:
    asked = [verdict for verdict in verdicts.values() if verdict.rule.subject is kind]
    met = [verdict.take(verdict.rule(subject), source, curl) for verdict in asked]
    return all(met)


def unseen(verdicts: Iterable[Verdict]) -> list[str]:
    """Returns what has to be seen of a server before it can be said to keep the contract, and was not."""
    outcomes = {verdict.rule.id: verdict.outcome for verdict in verdicts}
    lacking = [what for rule_id, what in _TO_BE_SEEN.items() if outcomes.get(rule_id) == "not exercised"]
    return lacking or ([] if set(outcomes.values()) - {"not exercised"} else ["anything that the rule is about"])


def untold(calls: Iterable[Call]) -> list[str]:
    """Returns what has to be seen of a client before it can be said to keep the contract, and was not."""
    seen = [call for call in calls if not call.is_answer_broken]
    statuses = {call.answered_status for call in seen}
    has_told = any(call.answered_status == 200 and call.has_told_usage for call in seen)
    lacking = [] if has_told else ["a usage that the client told (a case of accounts has one)"]
    return lacking + [f"a call that was answered with {status}" for status in (401, 404) if status not in statuses]


_TO_BE_SEEN = {
    "events.event-at-is-the-start-of-a-utc-day": "a 200 with events (name an account that has some with --email)",
    "responses.an-invalid-token-is-answered-with-401": "the answer to an invalid token",
    "responses.an-account-not-configured-is-answered-with-404": "the answer for an account that is not configured",
}

"""From exchanges and calls to verdicts: each rule is applied to everything that it is about."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import chain
from typing import Any, Literal, Protocol, cast, get_args

from attrs import define, evolve, field, frozen

from flowmusic_contract.engine.columns import share
from flowmusic_contract.engine.compaction import Compaction
from flowmusic_contract.engine.decoding import Body, decode
from flowmusic_contract.engine.document import Document
from flowmusic_contract.engine.expectation import Expectation
from flowmusic_contract.engine.garbage_collection import paused_collection
from flowmusic_contract.engine.json_path import normalized_path
from flowmusic_contract.engine.rule import Rule
from flowmusic_contract.engine.subjects import (
    ClientCall,
    ClientRun,
    Exchange,
    ServedUsage,
    Session,
    Transfer,
    each_call,
)
from flowmusic_contract.engine.usage import Usage

_KEPT_FINDINGS = 10
"""Broken expectations of one rule that are kept for the report on a server."""

Outcome = Literal["held", "broken", "not exercised"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


@frozen
class Finding:
    """A broken expectation and its source, for people."""

    expectation: Expectation
    source: str
    curl: str = ""
    """A command that sends the same request; empty for a saved response."""
    case: str = ""
    """The client's case; empty for a server."""

    @property
    def baseline_location(self) -> str:
        """What a baseline names: the case of a client, or the path without its row."""
        return self.case or normalized_path(self.expectation.location)


@define
class Verdict:
    """The outcome of one rule."""

    rule: Rule[Any]
    comparisons: int = 0
    broken: int = 0
    findings: list[Finding] = field(factory=list)
    """The first broken expectations without repetition; for a client, the first one of each case."""
    locations: Counter[str] = field(factory=Counter)
    """How many expectations are broken at each location, such as `$.events[*].amount`, or in each case of a client."""
    _compared_cases: set[str] = field(factory=set, init=False)

    @property
    def kept_cases(self) -> set[str]:
        """The cases of a client in which something was compared and nothing is broken."""
        return self._compared_cases - self.locations.keys()

    @property
    def outcome(self) -> Outcome:
        """`held` means that something was compared and nothing is broken."""
        if self.broken:
            return "broken"
        return "held" if self.comparisons else "not exercised"

    def record(self, expectations: Iterable[Expectation], source: str, curl: str = "", case: str = "") -> None:
        """Counts the expectations about one subject and keeps the findings."""
        comparisons = self.comparisons
        for expectation in expectations:
            self.comparisons += 1
            if not expectation.holds:
                self.broken += 1
                self._record_finding(Finding(expectation, " and ".join(expectation.sources) or source, curl, case))
        if case and self.comparisons > comparisons:
            self._compared_cases.add(case)

    def _record_finding(self, finding: Finding) -> None:
        self.locations[finding.baseline_location] += 1
        if finding.case:
            is_new = all(known.case != finding.case for known in self.findings)
        else:
            is_new = len(self.findings) < _KEPT_FINDINGS and all(
                known.expectation != finding.expectation for known in self.findings
            )
        if is_new:
            self.findings.append(finding)


@define
class Verdicts:
    """One verdict for each rule, found by what the rule is about."""

    by_subject: dict[object, list[Verdict]] = field(factory=lambda: defaultdict(list))

    @classmethod
    def on(cls, rules: Iterable[Rule[Any]]) -> "Verdicts":
        """Returns verdicts on which nothing is recorded yet."""
        verdicts = cls()
        for rule in rules:
            verdicts.by_subject[rule.subject].append(Verdict(rule))
        return verdicts

    def apply(self, kind: object, subject: object, source: str, curl: str = "", case: str = "") -> None:
        """Applies every rule about this kind of subject."""
        for verdict in self.by_subject.get(kind, ()):
            verdict.record(verdict.rule(subject), source, curl, case)

    def of(self, rules: Iterable[Rule[Any]]) -> list[Verdict]:
        """Returns the verdicts on these rules, in their order."""
        by_id = {verdict.rule.id: verdict for verdicts in self.by_subject.values() for verdict in verdicts}
        return [by_id[rule.id] for rule in rules]


class _Apply(Protocol):
    def __call__(self, kind: object, subject: object) -> None: ...


@define
class ServerJudge:
    """Judges the exchanges with one server one by one, and keeps little of each."""

    rules: Sequence[Rule[Any]]
    on_finding: Callable[[Verdict], None] = lambda _verdict: None
    """Called once for each rule that is broken, as soon as that is known."""
    statuses: Counter[int] = field(factory=Counter, init=False)
    _verdicts: Verdicts = field(init=False)
    _judged: list[Exchange] = field(factory=list, init=False)
    _compaction: Compaction = field(factory=Compaction, init=False)
    _known_broken: set[str] = field(factory=set, init=False)

    def __attrs_post_init__(self) -> None:
        """Prepares one verdict for each rule."""
        self._verdicts = Verdicts.on(self.rules)

    def add(self, exchange: Exchange) -> None:
        """Applies every rule about one exchange."""
        self.statuses[exchange.status] += 1
        self._judged.append(self._compaction.compact(judge_exchange(exchange, self._verdicts, self._compaction.known)))
        self._report_findings()

    def conclude(self) -> list[Verdict]:
        """Applies the rules about the session; returns the verdict on each rule, in order."""
        with paused_collection():
            self._verdicts.apply(Session, Session(tuple(self._judged)), "the session")
        self._report_findings()
        return self._verdicts.of(self.rules)

    def _report_findings(self) -> None:
        for verdict in chain.from_iterable(self._verdicts.by_subject.values()):
            if verdict.broken and verdict.rule.id not in self._known_broken:
                self._known_broken.add(verdict.rule.id)
                self.on_finding(verdict)


def judge_server(exchanges: Iterable[Exchange], rules: Sequence[Rule[Any]]) -> list[Verdict]:
    """Returns the verdict on each rule, in order, from the exchanges with one server."""
    judge = ServerJudge(rules)
    for exchange in exchanges:
        judge.add(exchange)
    return judge.conclude()


def judge_client(calls: Iterable[ClientCall | ClientRun], rules: Sequence[Rule[Any]]) -> list[Verdict]:
    """Returns the verdict on each rule, in order, from the calls and runs of one client."""
    verdicts = Verdicts.on(rules)
    for judged in calls:
        for call in each_call([judged]):
            verdicts.apply(ClientCall, call, call.source, case=call.case)
        if isinstance(judged, ClientRun):
            verdicts.apply(ClientRun, judged, judged.source, case=judged.case)
    return verdicts.of(rules)


def judge_exchange(
    exchange: Exchange, verdicts: Verdicts, known: Callable[[bytes], Usage | None] = lambda _body: None
) -> Exchange:
    """Applies every rule about one exchange; returns it with its usage report, if it has one.

    A body of which `known` has the usage report is judged already, and only compared with what was requested.
    """
    apply = partial(verdicts.apply, source=exchange.source, curl=exchange.curl)
    apply(Transfer, exchange.transfer)
    if exchange.transfer.failure is not None:
        return exchange
    usage = None
    with paused_collection():
        if exchange.status == 200 and exchange.intent.is_documented:
            usage = known(exchange.body) or _judge_body(exchange.body, apply)
        if usage is not None:
            emails = exchange.intent.reportable_emails
            apply(ServedUsage, ServedUsage(usage, emails, exchange.sent_at, exchange.served_at))
        judged = evolve(exchange, usage=usage)
        apply(Exchange, judged)
    return judged


def _judge_body(body: bytes, apply: _Apply) -> Usage | None:
    # A body that is not JSON has no shape to judge. A document without the documented shape has no meaning to judge.
    decoded = decode(body)
    apply(Body, decoded)
    if not decoded.is_usable:
        return None
    document = Document(decoded.document)
    apply(Document, document)
    if not document.has_documented_shape:
        return None
    usage = cast("Usage", decoded.document)
    apply(Usage, share(usage))
    return usage


def missing_evidence(verdicts: Sequence[Verdict]) -> list[str]:
    """Returns what must be seen before the contract can be said to be kept, and was not seen."""
    missing = [
        verdict.rule.needs for verdict in verdicts if verdict.rule.is_required and verdict.outcome == "not exercised"
    ]
    if missing or any(verdict.outcome != "not exercised" for verdict in verdicts):
        return missing
    return ["anything that the rules are about"]


def missing_evidence_of(required: Sequence[Rule[Any]], verdicts: Sequence[Verdict]) -> list[str]:
    """Returns what must be seen to judge each of the required rules, and was not seen."""
    return [
        f"{verdict.rule.needs}, which {verdict.rule.id} needs"
        for verdict in verdicts
        if verdict.rule in required and verdict.outcome == "not exercised"
    ]

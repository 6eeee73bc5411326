"""The judge: applies each rule to everything that it is about, and returns a verdict on each rule."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import chain
from typing import Any, cast

from attrs import define, evolve, field

from flowmusic_contract.engine.columns import share
from flowmusic_contract.engine.compaction import Compaction
from flowmusic_contract.engine.decoding import Body, decode
from flowmusic_contract.engine.document import Document
from flowmusic_contract.engine.exchange import Exchange, Transfer
from flowmusic_contract.engine.garbage_collection import paused_collection
from flowmusic_contract.engine.rule import Rule
from flowmusic_contract.engine.subjects import ClientCall, ClientRun, ServedUsage, Session, each_call
from flowmusic_contract.engine.usage import Usage
from flowmusic_contract.engine.verdict import Verdict


@define
class Verdicts:
    """One verdict for each rule, found by what the rule is about."""

    by_subject: dict[object, list[Verdict]] = field(factory=lambda: defaultdict(list))
    _kept: set[tuple[str, object]] = field(factory=set[tuple[str, object]], init=False)
    """The ids of rules, each with what identifies a request whose response has kept the rule."""

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

    def apply_to_part(self, exchange: Exchange, kind: object, part: object) -> None:
        """Applies every rule about a part of an exchange.

        If the same request has kept a rule before, a finding names the exchange right before as well: a server with
        state may depend on it.
        """
        for verdict in self.by_subject.get(kind, ()):
            broken, comparisons = verdict.broken, verdict.comparisons
            request = verdict.rule.id, exchange.intent.fingerprint
            source = exchange.source
            if exchange.previous and request in self._kept:
                source += f", right after {exchange.previous}; the same request kept the rule before"
            verdict.record(verdict.rule(part), source, exchange.curl)
            if verdict.broken == broken and verdict.comparisons > comparisons and exchange.intent.fingerprint:
                self._kept.add(request)

    def of(self, rules: Iterable[Rule[Any]]) -> list[Verdict]:
        """Returns the verdicts on these rules, in their order."""
        by_id = {verdict.rule.id: verdict for verdicts in self.by_subject.values() for verdict in verdicts}
        return [by_id[rule.id] for rule in rules]


_Apply = Callable[[object, object], None]
"""Applies every rule about a kind of part to a part of an exchange."""


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

    If `known` returns the usage report of a body, the body has been judged before, and is not judged again.
    """
    apply = partial(verdicts.apply_to_part, exchange)
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

"""A verdict counts comparisons and keeps findings."""

import json
from collections.abc import Iterable
from inspect import signature
from typing import Any

import pytest

from flowmusic_contract.all_rules import RULES, SERVER_RULES
from flowmusic_contract.areas.accounts import rules as accounts_rules
from flowmusic_contract.areas.body import rules as body_rules
from flowmusic_contract.areas.consistency.comparison import RecentRows
from flowmusic_contract.engine.compaction import Compaction
from flowmusic_contract.engine.exchange import Exchange, RequestIntent, Transfer
from flowmusic_contract.engine.expectation import HELD, Expectation, broken
from flowmusic_contract.engine.judge import ServerJudge, judge_server
from flowmusic_contract.engine.rule import Rule
from flowmusic_contract.engine.verdict import Finding, Outcome, Verdict, missing_evidence, missing_evidence_of
from self_tests.samples import EMAIL, event, usage

WRONG = [broken("1", number, "events", number) for number in range(12)]


def verdict_on(*expectations: Expectation, source: str = "", curl: str = "", case: str = "") -> Verdict:
    verdict = Verdict(RULES[0])
    verdict.record(expectations, source, curl, case)
    return verdict


def areas_exercised(exchange: Exchange) -> set[str]:
    verdicts = judge_server([exchange], SERVER_RULES)
    return {verdict.rule.area for verdict in verdicts if verdict.outcome != "not exercised"}


@pytest.mark.parametrize(
    ("expectations", "outcome"),
    [([], "not exercised"), ([HELD], "held"), (WRONG[:1], "broken"), ([*WRONG[:1], HELD], "broken")],
)
def test_outcome(expectations: Iterable[Expectation], outcome: Outcome) -> None:
    """A rule that compared nothing is not exercised; one broken expectation breaks it."""

    assert outcome == verdict_on(*expectations).outcome


def test_comparisons_are_counted() -> None:
    """Comparisons are counted over all subjects, broken ones also by their location without its row."""
    verdict = verdict_on(HELD, *WRONG[:2])
    verdict.record([HELD, WRONG[2]], "")

    assert (5, 3, {"$.events[*]": 3}) == (verdict.comparisons, verdict.broken, dict(verdict.locations))


def test_ten_findings_are_kept() -> None:
    """Of a server, the first ten findings are kept."""

    assert WRONG[:10] == [finding.expectation for finding in verdict_on(*WRONG).findings]


def test_finding_is_kept_once() -> None:
    """Of a server, the same finding is kept once."""

    again = broken("1", 0, "events", 0)

    assert WRONG[:2] == [finding.expectation for finding in verdict_on(WRONG[0], WRONG[1], again).findings]


def test_finding_has_its_source() -> None:
    """A finding has the source, the command and the case of its subject."""

    assert [Finding(WRONG[0], "a file", "curl x", "c")] == verdict_on(
        WRONG[0], source="a file", curl="curl x", case="c"
    ).findings


def test_finding_names_the_exchanges_that_were_compared() -> None:
    """An expectation about several exchanges names them instead."""
    [finding] = verdict_on(WRONG[0].within("one", "two"), source="the session").findings

    assert "one and two" == finding.source


def test_first_finding_of_each_case_is_kept() -> None:
    """Of a client, the first finding of each case is kept, even if it is the same or the eleventh."""
    verdict = Verdict(RULES[0])
    for number in range(11):
        verdict.record([WRONG[0]], "", case=f"case {number}")
        verdict.record([WRONG[1]], "", case=f"case {number}")

    assert [(f"case {number}", WRONG[0]) for number in range(11)] == [
        (finding.case, finding.expectation) for finding in verdict.findings
    ]
    assert {f"case {number}": 2 for number in range(11)} == dict(verdict.locations)


def test_cases_without_a_finding() -> None:
    """A case is kept if something was compared in it and nothing is broken; later subjects do not matter."""
    verdict = Verdict(RULES[0])
    for case, expectations in [("broken", [HELD, WRONG[0]]), ("kept", [HELD]), ("empty", []), ("", [HELD, WRONG[1]])]:
        verdict.record(expectations, "", case=case)

    assert {"kept"} == verdict.kept_cases


def test_case_with_a_finding_in_one_of_its_calls() -> None:
    """A case of several calls is kept only if nothing is broken in any of them."""
    verdict = Verdict(RULES[0])
    verdict.record([HELD], "first call", case="a")
    verdict.record([WRONG[0]], "second call", case="a")
    verdict.record([HELD], "third call", case="a")

    assert set() == verdict.kept_cases


def test_nothing_is_judged_after_a_failure() -> None:
    """Without a complete response, only the rules on the transfer are exercised."""
    failed = Exchange(RequestIntent(token="invalid"), 0, transfer=Transfer("lost", 1, 10))

    assert {"transport"} == areas_exercised(failed)


@pytest.mark.parametrize(
    ("method", "status", "has_report"),
    [
        ("GET", 200, True),
        ("GET", 201, False),
        ("GET", 199, False),
        ("HEAD", 200, False),
        ("DELETE", 200, False),
        ("get".upper(), 200, True),  # an equal string that is another object
        ("GET", int("200"), True),
    ],
)
def test_which_bodies_are_usage_reports(method: str, status: int, has_report: bool) -> None:  # noqa: FBT001
    """Only the body of a GET response with 200 is judged as a usage report."""

    assert has_report == ("schema" in areas_exercised(Exchange(RequestIntent(method), status, body=b"{}")))


def test_finding_of_a_server_has_its_request() -> None:
    """A finding about a body names its request and the command that sends it again."""
    exchange = Exchange(RequestIntent(), 200, body=b"{", source="GET /", curl="curl /")
    [finding] = [finding for verdict in judge_server([exchange], SERVER_RULES) for finding in verdict.findings]

    assert ("GET /", "curl /") == (finding.source, finding.curl)


def test_statuses_are_counted() -> None:
    """Each response is counted by its status."""
    judge = ServerJudge(SERVER_RULES)
    for status in 404, 200, 404:
        judge.add(Exchange(RequestIntent(), status))

    assert {404: 2, 200: 1} == dict(judge.statuses)


def test_verdicts_are_in_the_order_of_the_rules() -> None:
    """There is one verdict for each rule, in the order of the rules."""
    rules: list[Rule[Any]] = SERVER_RULES[::-1]

    assert rules == [verdict.rule for verdict in judge_server([], rules)]


def test_evidence_of_rules_that_the_user_requires() -> None:
    """Each required rule that was not exercised says what it needs; what was exercised or not required does not."""
    exercised, idle, other = (Verdict(rule) for rule in RULES[:3])
    exercised.record([WRONG[0]], "")

    assert [f"{idle.rule.needs}, which {idle.rule.id} needs"] == missing_evidence_of(
        [exercised.rule, idle.rule], [exercised, idle, other]
    )


@pytest.mark.parametrize("expectation", [HELD, WRONG[0]])
def test_evidence_that_was_seen(expectation: Expectation) -> None:
    """A required rule that is held or broken misses nothing."""
    verdict = Verdict(next(rule for rule in RULES if rule.is_required))
    verdict.record([expectation], "")

    assert [] == missing_evidence([verdict])


def test_broken_rule_is_reported_once() -> None:
    """A broken rule is reported as soon as it is broken, and not again; one that is held is not reported."""
    reported: list[str] = []
    rules: list[Rule[Any]] = [body_rules.object_keys_are_unique, body_rules.every_number_fits_a_double]
    judge = ServerJudge(rules, lambda verdict: reported.append(verdict.rule.id))
    after_each: list[list[str]] = []
    for body in b"{}", b'{"a":1,"a":2}', b'{"b":1,"b":2}':
        judge.add(Exchange(RequestIntent(), 200, body=body))
        after_each.append(list(reported))
    judge.conclude()

    assert [[], ["body.object-keys-are-unique"], ["body.object-keys-are-unique"]] == after_each
    assert ["body.object-keys-are-unique"] == reported


def test_rule_that_compared_nothing_was_not_kept() -> None:
    """A finding does not say that the same request kept the rule before if the rule compared nothing then."""
    intent = RequestIntent(fingerprint=("a",))
    exchanges = [Exchange(intent, 404, (), source="A"), Exchange(intent, 200, (), source="B", previous="A")]
    [verdict] = judge_server(exchanges, [body_rules.content_type_is_json])

    assert ["B"] == [finding.source for finding in verdict.findings]


@pytest.mark.parametrize(
    ("first", "second", "source"),
    [
        (
            RequestIntent(fingerprint=("a",)),
            RequestIntent(fingerprint=("a",)),
            "B, right after A; the same request kept the rule before",
        ),
        (RequestIntent(fingerprint=("a",)), RequestIntent(fingerprint=("b",)), "B"),
        (RequestIntent(), RequestIntent(), "B"),
    ],
    ids=["the same request", "another request", "requests of which nothing is known"],
)
def test_finding_names_the_exchange_right_before(first: RequestIntent, second: RequestIntent, source: str) -> None:
    """If the same request has kept the rule before, a finding names the exchange right before."""
    kept = Exchange(first, 200, body=b"{}", source="A")
    doubled = Exchange(second, 200, body=b'{"a":1,"a":2}', source="B", previous="A")

    [verdict] = judge_server([kept, doubled], [body_rules.object_keys_are_unique])

    assert [source] == [finding.source for finding in verdict.findings]


def test_finding_of_a_request_that_always_breaks_the_rule() -> None:
    """If the same request has never kept the rule, a finding names its own exchange only."""
    intent = RequestIntent(fingerprint=("a",))
    exchanges = [
        Exchange(intent, 200, body=b'{"%s":1,"%s":2}' % (key, key), source="A", previous="B") for key in (b"a", b"b")
    ]

    [verdict] = judge_server(exchanges, [body_rules.object_keys_are_unique])

    assert ["A", "A"] == [finding.source for finding in verdict.findings]


def test_evidence_of_rules_that_are_not_required() -> None:
    """A check in which no rule is required needs at least one comparison."""
    optional = [rule for rule in SERVER_RULES if not rule.is_required]

    assert ["anything that the rules are about"] == missing_evidence(judge_server([], optional))
    assert [] == missing_evidence(judge_server([Exchange(RequestIntent(), 200, body=b"{")], optional))


@pytest.mark.parametrize(("bodies", "judged"), [(["a", "a", "a"], 1), (["a", "b", "a"], 2)])
def test_body_is_judged_once(bodies: list[str], judged: int) -> None:
    """The rules on a body are applied once to equal bytes; those on the response to each response."""
    intent = RequestIntent("GET", "valid", "configured", (EMAIL,))
    reports = [json.dumps(usage(event(), event(conversation_title=name))).encode() for name in bodies]
    rules: list[Rule[Any]] = [body_rules.object_keys_are_unique, accounts_rules.configured_account_gets_200]
    verdicts = judge_server([Exchange(intent, 200, (), body) for body in reports], rules)

    assert [judged, len(bodies)] == [verdict.comparisons for verdict in verdicts]


def test_evidence_that_a_check_needs() -> None:
    """Without any exchange, what is missing is named once for each required rule."""

    assert [
        "the response to an invalid API token",
        "the response for an account that is not configured",
        "a 200 response of the documented shape with events (name an account that has some with --email)",
    ] == missing_evidence(judge_server([], SERVER_RULES))


@pytest.mark.parametrize(
    ("class_", "arguments"),
    [
        (Compaction, ["most_bytes"]),
        (RecentRows, []),
        (ServerJudge, ["rules", "on_finding"]),
        (Verdict, ["rule", "comparisons", "broken", "findings", "locations"]),
    ],
)
def test_what_a_class_keeps_to_itself(class_: type, arguments: list[str]) -> None:
    """What a class only collects cannot be passed to it."""

    assert arguments == list(signature(class_).parameters)

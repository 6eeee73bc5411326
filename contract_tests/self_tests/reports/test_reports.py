"""Every report tells the same, in its own format, and none tells a token or a whole e-mail, whatever a target says."""

import copy
import json
import shlex
from collections import Counter
from collections.abc import Callable, Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element, fromstring

import jsonschema_rs
import pytest
from attrs import evolve

from flowmusic_contract.all_rules import CLIENT_RULES, RULES, SERVER_RULES, Rule
from flowmusic_contract.engine import baseline
from flowmusic_contract.engine.expectation import HELD, Expectation, broken
from flowmusic_contract.engine.json_path import json_path, normalized_path
from flowmusic_contract.engine.report import Conclusion, Report
from flowmusic_contract.engine.verdicts import Finding, Verdict
from flowmusic_contract.reports.github import github_report
from flowmusic_contract.reports.html import html_report
from flowmusic_contract.reports.json_report import json_report
from flowmusic_contract.reports.junit import junit_report
from flowmusic_contract.reports.redaction import redaction
from flowmusic_contract.reports.sarif import sarif_report
from flowmusic_contract.reports.text import text_report
from flowmusic_contract.spec import line_of

HERE = Path(__file__).parent
SCHEMA = json.loads((Path(reports.__file__).with_name("report.schema.json")).read_text())
VALIDATOR = jsonschema_rs.validator_for(SCHEMA)
FORMATS = {
    "json": json_report,
    "junit": junit_report,
    "sarif": sarif_report,
    "github": github_report,
    "html": html_report,
}

TOKEN = """user:00001-f'l"o\\w&<music>%"""
"""Printable, so that a header can carry it, and changed by every way of escaping."""
EMAIL = "listener@example.com"
REDACT = redaction(TOKEN)
HOSTILE = " ".join(
    [
        TOKEN,
        quote(TOKEN, safe=""),
        json.dumps(TOKEN),
        repr(TOKEN),
        shlex.quote(TOKEN),
        EMAIL,
        quote(EMAIL, safe=""),
        f".{EMAIL}",
        "<script>alert(1)</script><img src=x onerror=alert(1)> &amp; ]]> --> '\"",
        "\x00 \x08 \x1b[31m \x7f \x85 \u2028 \u202e \ud800 \udfff \ufffe \uffff",
        "\n::error::line feed\r\n::stop-commands::x\r##[error]x %0A",
        "A" * 100_000,
        TOKEN,
    ]
)

ON_CLIENTS = next(rule for rule in CLIENT_RULES if rule.basis == "documented")
DOCUMENTED, OTHER = [rule for rule in SERVER_RULES if rule.basis == "documented"][:2]
INFERRED = next(rule for rule in SERVER_RULES if rule.basis == "inferred")


def finding(*at: str | int, source: str = "GET /usage -> 200", curl: str = "curl …") -> Finding:
    return Finding(broken("12", 13, *at), source, curl)


def hostile(*at: str | int) -> Finding:
    """Returns a finding in which every text is hostile."""
    actual = json.dumps(HOSTILE, ensure_ascii=False)
    return Finding(Expectation(holds=False, at=at, expected=HOSTILE, actual=actual), HOSTILE, HOSTILE)


def verdict(rule: Rule[Any], *findings: Finding, more: int = 0) -> Verdict:
    """Returns a verdict on a rule that compared; `more` expectations are broken where the first is."""
    places = Counter(normalized_path(each.expectation.location) for each in findings)
    if more:
        places[normalized_path(findings[0].expectation.location)] += more
    return Verdict(rule, 10 + places.total(), places.total(), list(findings[:10]), places)


def report(*verdicts: Verdict, **others: Any) -> Report:
    return Report("server", "http://127.0.0.1:8612/v1", verdicts, **others)


ROWS = [finding("events", row, "amount") for row in range(10)]
KEPT = report(verdict(DOCUMENTED), verdict(INFERRED))
BROKEN = report(verdict(DOCUMENTED, *ROWS, more=4), verdict(OTHER), verdict(INFERRED, finding()), again="contract …")
LENIENT = report(verdict(DOCUMENTED), verdict(INFERRED, finding("email")))
UNFINISHED = report(verdict(DOCUMENTED), Verdict(OTHER), missing_evidence=["a 200 with events"])
ACCEPTED = evolve(BROKEN, accepted={(DOCUMENTED.id, "$.events[*].amount"): "known since May"})
CASES = ["accounts.one", "accounts.two", "types.one"]


def of_client(*broken: str) -> Report:
    """Returns a report on a client that broke a rule in these cases, and kept it in the others."""
    each = Verdict(ON_CLIENTS)
    for case in CASES:
        each.take([finding("query").expectation if case in broken else HELD], f"{case}: Asked.", case=case)
    return Report("client", "python client.py", [each], cases=CASES, again="contract …")


REPORTS = {
    "kept": KEPT,
    "broken": BROKEN,
    "lenient": LENIENT,
    "strict": evolve(LENIENT, strict=True),
    "unfinished": UNFINISHED,
    "accepted": ACCEPTED,
    "outdated": evolve(KEPT, outdated=["fixed: remove line 1"]),
    "of a client": Report("client", "python client.py", [verdict(rule) for rule in RULES]),
    "of a client's cases": of_client("types.one"),
    "of a document": Report("document", "saved.json", [Verdict(rule) for rule in RULES], missing_evidence=["anything"]),
    "with statuses": evolve(KEPT, statuses=Counter({200: 3, 404: 1, 0: 2}), seed=42),
    "empty": report(missing_evidence=["anything"]),
    "hostile": Report(
        "server",
        HOSTILE,
        [
            verdict(DOCUMENTED, hostile(HOSTILE, 0, TOKEN, EMAIL)),
            verdict(INFERRED, hostile(TOKEN)),
            verdict(OTHER, hostile(HOSTILE)),
        ],
        again=HOSTILE,
        missing_evidence=[HOSTILE],
        outdated=[HOSTILE],
        accepted={(OTHER.id, normalized_path((HOSTILE,))): HOSTILE},
    ),
}
HOSTILE_UNFINISHED = evolve(REPORTS["hostile"], verdicts=[verdict(OTHER, hostile(HOSTILE))])


def as_json(each: Report) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json_report(each, REDACT))
    return document


def as_suite(each: Report) -> Element:
    suites = fromstring(junit_report(each, REDACT))  # noqa: S314 - it is our own
    suite = suites.find("testsuite")
    assert suite is not None
    return suite


def as_run(each: Report) -> dict[str, Any]:
    run: dict[str, Any] = json.loads(sarif_report(each, REDACT))["runs"][0]
    return run


class Page(HTMLParser):
    """A page as a browser reads it: its tags, with their attributes, and its text."""

    def __init__(self, each: Report) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(html_report(each, REDACT))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keeps a tag and its attributes."""
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        """Keeps a text."""
        self.text += data

    def values(self, attribute: str) -> list[str]:
        """Returns the values of an attribute, wherever it stands."""
        return [attributes[attribute] for _, attributes in self.tags if attribute in attributes]


# What holds for every format


@pytest.mark.parametrize("each", [REPORTS["hostile"], HOSTILE_UNFINISHED], ids=["broken", "unfinished"])
@pytest.mark.parametrize("write", FORMATS.values(), ids=FORMATS)
def test_nothing_leaks(write: Callable[..., str], each: Report) -> None:
    """Neither the token nor the e-mail is told, in no spelling."""
    written = write(each, REDACT)

    assert "00001" not in written
    assert "listener" not in written


@pytest.mark.parametrize("each", [REPORTS["hostile"], HOSTILE_UNFINISHED], ids=["broken", "unfinished"])
@pytest.mark.parametrize("write", FORMATS.values(), ids=FORMATS)
def test_hostile_text_is_tamed(write: Callable[..., str], each: Report) -> None:
    """What is written prints, is UTF-8 and is not long, whatever a target says."""
    written = write(each, REDACT)

    assert set() == {letter for letter in written if not letter.isprintable()} - {"\n"}
    assert len(written.encode()) < 100_000


@pytest.mark.parametrize("write", FORMATS.values(), ids=FORMATS)
def test_findings_are_told_in_full(write: Callable[..., str]) -> None:
    """Each format tells the sentence, the place, what was expected and what was there."""
    told = unescape(write(report(verdict(DOCUMENTED, finding("summary", "daily-free", 3))), REDACT))

    assert DOCUMENTED.id in told
    assert "12" in told
    assert "13" in told
    assert "$.summary['daily-free'][3]" in told


@pytest.mark.parametrize(
    ("name", "conclusion", "exit_code"),
    [
        ("kept", "kept", 0),
        ("broken", "broken", 1),
        ("lenient", "kept", 0),
        ("strict", "broken", 1),
        ("unfinished", "inconclusive", 2),
        ("accepted", "kept", 0),
        ("outdated", "inconclusive", 2),
    ],
)
def test_conclusion_follows_from_verdicts(name: str, conclusion: Conclusion, exit_code: int) -> None:
    """The conclusion and the exit code follow from what counts."""

    assert (conclusion, exit_code) == (REPORTS[name].conclusion, REPORTS[name].exit_code)


@pytest.mark.parametrize(
    ("at", "path"),
    [
        ((), "$"),
        (("events", 0, "amount"), "$.events[0].amount"),
        (("daily-free",), "$['daily-free']"),
        (("it's",), r"$['it\'s']"),
        (("back\\slash",), r"$['back\\slash']"),
        (("line\nfeed",), r"$['line\nfeed']"),
        (("\ud800",), r"$['\ud800']"),
        (("née",), "$['née']"),
    ],
)
def test_path_is_one_line(at: tuple[str | int, ...], path: str) -> None:
    """A path stays on one line and says where each key ends."""

    assert path == json_path(at)


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("listener@example.com", "l…@example.com"),
        (".listener@example.com", ".…@example.com"),
        ("email=listener%40example.com", "email=l…@example.com"),
        ("listener\\u0040example.com", "l…@example.com"),
        ("a b@c d@e.f", "a b@c d…@e.f"),
        (TOKEN.upper(), "***"),
        (f"<{quote(TOKEN, safe='').lower()}>", "<***>"),
        ("nothing to hide", "nothing to hide"),
    ],
)
def test_redaction_knows_spellings(text: str, redacted: str) -> None:
    """A token or an e-mail is masked in the spellings that servers and shells give it."""

    assert redacted == REDACT(text)


def test_redaction_without_secrets() -> None:
    """Without secrets, only e-mails are masked."""

    assert "text l…@example.com" == redaction("", "")("text listener@example.com")


# JSON


@pytest.mark.parametrize("each", REPORTS.values(), ids=REPORTS)
def test_json_keeps_its_schema(each: Report) -> None:
    """Every report is valid under the documented schema."""

    assert [] == [error.message for error in VALIDATOR.iter_errors(as_json(each))]


def fields() -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yields every field of a report: where its object stands, and its name."""
    document = as_json(BROKEN)
    rule = document["rules"][0]
    yield from (((), name) for name in document)
    yield from ((("counts",), basis) for basis in document["counts"])
    yield from ((("counts", "documented"), name) for name in document["counts"]["documented"])
    yield from ((("rules", 0), name) for name in rule)
    yield from ((("rules", 0, "findings", 0), name) for name in rule["findings"][0])


FIELDS = list(fields())


def spoiled(at: tuple[str | int, ...], spoil: Callable[[dict[str, Any]], object]) -> Any:
    document = copy.deepcopy(as_json(BROKEN))
    target: Any = document
    for step in at:
        target = target[step]
    spoil(target)
    return document


@pytest.mark.parametrize(("at", "field"), FIELDS, ids=[f"{json_path(at)} {field}" for at, field in FIELDS])
def test_schema_misses_a_removed_field(at: tuple[str | int, ...], field: str) -> None:
    """A report without a field is not valid."""

    assert not VALIDATOR.is_valid(spoiled(at, lambda members: members.pop(field)))


@pytest.mark.parametrize(("at", "field"), FIELDS, ids=[f"{json_path(at)} {field}" for at, field in FIELDS])
def test_schema_notices_a_retyped_field(at: tuple[str | int, ...], field: str) -> None:
    """A report with a field of another type is not valid."""

    assert not VALIDATOR.is_valid(spoiled(at, lambda members: members.update({field: [None]})))


@pytest.mark.parametrize(
    ("at", "change"),
    [
        ((), {"more": 1}),
        (("rules", 0), {"more": 1}),
        ((), {"exit_code": 0}),
        ((), {"version": 2}),
        (("rules", 0), {"place": None}),
        (("rules", 0), {"because": "both"}),
        (("rules", 0), {"reason": "it was exercised"}),
        (("rules", 0), {"outcome": "held"}),
        (("rules", 1), {"outcome": "broken"}),
        (("rules", 0), {"broken": 0}),
        (("statuses",), {"OK": 1}),
    ],
)
def test_schema_notices_a_contradiction(at: tuple[str | int, ...], change: dict[str, object]) -> None:
    """A report that contradicts itself, or has a field that is not documented, is not valid."""

    assert not VALIDATOR.is_valid(spoiled(at, lambda members: members.update(change)))


def test_schema_is_documented() -> None:
    """The schema is one, and describes every field."""
    described = [SCHEMA["properties"], *(each["properties"] for each in SCHEMA["$defs"].values())]

    assert jsonschema_rs.meta.is_valid(SCHEMA)
    assert [] == [
        name
        for properties in described
        for name, field in properties.items()
        if "description" not in field and "$ref" not in field
    ]


def test_json_tells_what_was_seen() -> None:
    """The counts by basis and outcome, the statuses and the seed are told."""
    document = as_json(evolve(BROKEN, statuses=Counter({404: 1, 200: 3}), seed=42))

    assert {"held": 1, "broken": 1, "not exercised": 0} == document["counts"]["documented"]
    assert {"held": 0, "broken": 1, "not exercised": 0} == document["counts"]["inferred"]
    assert [("200", 3), ("404", 1)] == list(document["statuses"].items())
    assert 42 == document["seed"]


def test_json_counts_what_it_does_not_show() -> None:
    """All that is broken is counted, though only the first are shown."""
    first = as_json(BROKEN)["rules"][0]

    assert (24, 14, 10) == (first["comparisons"], first["broken"], len(first["findings"]))


def test_json_says_what_counts() -> None:
    """A documented rule counts, held or broken; an inferred one does if strict, an accepted one never."""

    assert [True, True, False] == [rule["counts"] for rule in as_json(BROKEN)["rules"]]
    assert [True, True, True] == [rule["counts"] for rule in as_json(evolve(BROKEN, strict=True))["rules"]]
    assert [False, True, False] == [rule["counts"] for rule in as_json(ACCEPTED)["rules"]]


def test_json_counts_cases() -> None:
    """The cases of a client are counted: all, those kept, those in which only what is accepted is broken."""
    accepted = baseline.apply(of_client(*CASES[1:]), baseline.read(f"{ON_CLIENTS.id} accounts.two # why"))
    document = as_json(accepted)

    assert {"total": 3, "kept": 1, "accepted": 1} == document["cases"]
    assert CASES[1:] == [each["case"] for each in document["rules"][0]["findings"]]
    assert ["why", ""] == [each["accepted"] for each in document["rules"][0]["findings"]]
    assert as_json(KEPT)["cases"] is None


def test_text_names_cases() -> None:
    """The text names ten cases of a rule in full and the others by their ids, and ends with how many were kept."""
    cases = [f"accounts.{number}" for number in range(13)]
    each = Verdict(ON_CLIENTS)
    for case in cases:
        each.take([finding("query").expectation] * 2, f"{case}: Asked.", case=case)
    lines = text_report("", Report("client", "", [each], cases=cases), REDACT).splitlines()

    assert [f"        in {case}: Asked." for case in cases[:10]] == [line for line in lines if "Asked" in line]
    assert "        and 16 more like it, in accounts.10, accounts.11, accounts.12" in lines
    assert "0 of 13 cases kept" == lines[-1]


def test_case_is_asked_again() -> None:
    """What is to be run again names the rule and, of a client, the first case."""

    assert f"contract … --rule {DOCUMENTED.id}" == BROKEN.command_again(BROKEN.verdicts[0])
    again = of_client("types.one")
    assert f"contract … --rule {ON_CLIENTS.id} --case types.one" == again.command_again(again.verdicts[0])


# JUnit


@pytest.mark.parametrize("each", REPORTS.values(), ids=REPORTS)
def test_junit_counts_are_right(each: Report) -> None:
    """The suite counts its testcases as they are."""
    suite = as_suite(each)
    count = Counter(child.tag for case in suite.iter("testcase") for child in case)
    told = [suite.get(name) for name in ("tests", "failures", "errors", "skipped")]

    assert [len(suite.findall("testcase")), count["failure"], count["error"], count["skipped"]] == [
        int(number or "") for number in told
    ]


def outcomes(each: Report) -> list[tuple[str | None, list[str]]]:
    return [(case.get("name"), [child.tag for child in case]) for case in as_suite(each).iter("testcase")]


@pytest.mark.parametrize(
    ("name", "cases"),
    [
        ("kept", [(DOCUMENTED.id, []), (INFERRED.id, [])]),
        ("broken", [(DOCUMENTED.id, ["failure"]), (OTHER.id, []), (INFERRED.id, ["system-out"])]),
        ("lenient", [(DOCUMENTED.id, []), (INFERRED.id, ["system-out"])]),
        ("strict", [(DOCUMENTED.id, []), (INFERRED.id, ["failure"])]),
        ("accepted", [(DOCUMENTED.id, ["system-out"]), (OTHER.id, []), (INFERRED.id, ["system-out"])]),
        ("unfinished", [(DOCUMENTED.id, []), (OTHER.id, ["skipped"]), ("contract.could-finish", ["error"])]),
        ("outdated", [(DOCUMENTED.id, []), (INFERRED.id, []), ("contract.could-finish", ["error"])]),
    ],
)
def test_junit_has_a_testcase_for_each_rule(name: str, cases: list[tuple[str, list[str]]]) -> None:
    """What counts fails, what does not is told and passes, and what inconclusive is an error."""

    assert cases == outcomes(REPORTS[name])


def test_junit_names_rooms_and_reasons() -> None:
    """A testcase stands in its rule's room; a skipped one says why, an error what was lacking."""
    first, skipped, error = as_suite(UNFINISHED).iter("testcase")

    assert DOCUMENTED.id.partition(".")[0] == first.get("classname")
    assert [Verdict(OTHER).reason] == [child.get("message") for child in skipped]
    assert ["never saw a 200 with events"] == [child.text for child in error]


# SARIF


def test_sarif_lists_rules_and_results() -> None:
    """The driver has every rule, and each finding is a result that points at its rule."""
    run = as_run(BROKEN)
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]

    assert [DOCUMENTED.id, OTHER.id, INFERRED.id] == rules
    assert [DOCUMENTED.id] * 10 + [INFERRED.id] == [rules[result["ruleIndex"]] for result in run["results"]]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    assert {"error": 10, "warning": 1} == Counter(result["level"] for result in run["results"])


def test_sarif_has_what_code_scanning_needs() -> None:
    """A result has a message, a path in the answer, and the line of the spec that its rule cites."""
    result = as_run(BROKEN)["results"][3]
    location = result["locations"][0]

    assert f"{DOCUMENTED.sentence} at $.events[3].amount   expected 12   actual 13" in result["message"]["text"]
    assert [{"fullyQualifiedName": "$.events[3].amount", "kind": "value"}] == location["logicalLocations"]
    assert "openapi.yaml" == location["physicalLocation"]["artifactLocation"]["uri"]
    assert {"startLine": line_of(DOCUMENTED.location or "")} == location["physicalLocation"]["region"]


def test_sarif_fingerprints_stay() -> None:
    """A fingerprint is the same in every row, and another for another rule or another field."""
    elsewhere = report(
        verdict(DOCUMENTED, finding("events", 7, "amount"), finding("events", 7, "type")),
        verdict(OTHER, finding("events", 7, "amount")),
    )
    told = [result["partialFingerprints"]["rulePath/v1"] for result in as_run(BROKEN)["results"][:10]]
    same, *others = [result["partialFingerprints"]["rulePath/v1"] for result in as_run(elsewhere)["results"]]

    assert {same} == set(told)
    assert 3 == len({same, *others})


def test_sarif_suppresses_what_is_accepted() -> None:
    """An accepted finding is suppressed, with its reason."""
    first, *_, last = as_run(ACCEPTED)["results"]

    assert [{"kind": "external", "justification": "known since May"}] == first["suppressions"]
    assert ("warning", False) == (first["level"], "suppressions" in last)


def test_accepted_finding_beside_another_is_no_error() -> None:
    """Of a rule that is broken elsewhere, too, only what is not accepted is an error."""
    both = report(verdict(DOCUMENTED, ROWS[0], finding("email")), accepted=ACCEPTED.accepted)

    assert ["warning", "error"] == [result["level"] for result in as_run(both)["results"]]


def test_sarif_says_that_it_could_not_finish() -> None:
    """A run that saw too little is no success, and says what was lacking."""
    invocation = as_run(UNFINISHED)["invocations"][0]

    assert (False, 2) == (invocation["executionSuccessful"], invocation["exitCode"])
    assert "never saw a 200 with events" == invocation["toolExecutionNotifications"][0]["message"]["text"]


@pytest.mark.parametrize("place", sorted({rule.location for rule in RULES if rule.location}))
def test_places_are_found_in_the_spec(place: str) -> None:
    """The line of a place is the one with its key."""
    lines = (HERE.parent / "openapi.yaml").read_text().splitlines()
    key = place.rpartition("/")[2].replace("~1", "/").replace("~0", "~")

    assert f"{key}:" == lines[line_of(place) - 1].strip()


def test_place_that_is_not_in_the_spec() -> None:
    """A place that is not there has no line."""
    with pytest.raises(KeyError):
        line_of("#/components/schemas/Nothing")


# GitHub Actions


def test_github_annotates_findings() -> None:
    """Each finding that counts is an error, each other one a warning."""
    lines = github_report(BROKEN, REDACT).splitlines()

    assert (
        f"::error title={DOCUMENTED.id}::{DOCUMENTED.sentence} at $.events[0].amount   expected 12   actual 13" in lines
    )
    assert {f"::error title={DOCUMENTED.id}": 10, f"::warning title={INFERRED.id}": 1} == Counter(
        line.rpartition("::")[0] for line in lines
    )


def test_github_shows_ten_of_a_rule() -> None:
    """Of one rule, ten findings are annotated."""
    many = Verdict(DOCUMENTED, 20, 11, [*ROWS, finding()])

    assert 10 == github_report(report(many), REDACT).count("\n")


def test_github_says_what_was_lacking() -> None:
    """A check that inconclusive is an error, and a kept contract is no line."""

    assert "::error title=inconclusive::never saw a 200 with events\n" == github_report(UNFINISHED, REDACT)
    assert "" == github_report(KEPT, REDACT)


def test_github_escapes_what_the_runner_reads() -> None:
    """A percent sign stays one, and a property ends where it should."""
    odd = evolve(DOCUMENTED, id="room.a:b,c", sentence="100%25\r\n::error::")

    assert "::error title=room.a%3Ab%2Cc::100%2525%0D%0A::error:: at $   expected 12   actual 13\n" == github_report(
        report(verdict(odd, finding())), REDACT
    )


@pytest.mark.parametrize("each", [REPORTS["hostile"], HOSTILE_UNFINISHED], ids=["broken", "unfinished"])
def test_github_lines_are_commands(each: Report) -> None:
    """No text of a target becomes a command of its own."""
    lines = github_report(each, REDACT).splitlines()

    assert [] == [line for line in lines if not line.startswith(("::error title=", "::warning title="))]


def test_github_names_cases() -> None:
    """An annotation on a client names the case."""

    assert " in types.one: Asked.\n" in github_report(of_client("types.one"), REDACT)


# HTML


@pytest.mark.parametrize("each", REPORTS.values(), ids=REPORTS)
def test_page_has_nothing_active(each: Report) -> None:
    """The page runs nothing and loads nothing, and a policy keeps it so."""
    page = Page(each)
    names = {name for _, attributes in page.tags for name in attributes}

    assert set() == {tag for tag, _ in page.tags} & {"script", "img", "iframe", "link", "object", "form", "base"}
    assert set() == {name for name in names if name.startswith("on") or name in ("src", "srcset", "action")}
    assert "default-src 'none'; style-src 'unsafe-inline'" in page.values("content")
    assert "url(" not in page.text
    assert "@import" not in page.text


@pytest.mark.parametrize("each", REPORTS.values(), ids=REPORTS)
def test_links_lead_somewhere(each: Report) -> None:
    """Every link leads to one place on the page."""
    page = Page(each)
    ids = Counter(page.values("id"))

    assert set() == {link for link in page.values("href") if ids[link.removeprefix("#")] != 1}
    assert [] == [name for name, count in ids.items() if count > 1]


@pytest.mark.parametrize("name", ["kept", "broken", "unfinished"])
def test_page_says_the_verdict_first(name: str) -> None:
    """The one main heading is the verdict, in words."""
    page = html_report(REPORTS[name], REDACT)
    said = {"kept": "Contract kept", "broken": "Contract broken", "unfinished": "Could not finish"}[name]

    assert 1 == page.count("<h1>")
    assert f"<h1>{said}</h1>" in page


def test_page_does_not_speak_in_colours_alone() -> None:
    """Every tile says its rule and its outcome."""

    assert {
        f"{DOCUMENTED.id}: broken",
        f"{OTHER.id}: held",
        f"{INFERRED.id}: broken",
    } == set(Page(BROKEN).values("aria-label"))


def test_page_tells_findings_and_reasons() -> None:
    """The page tells what to run again, how much it does not show, and why rules were not exercised."""
    text = Page(BROKEN).text

    assert f"contract … --rule {DOCUMENTED.id}" in text
    assert "… and 4 more like it" in text
    assert "curl …" in text
    assert "accepted: known since May" in Page(ACCEPTED).text
    assert Verdict(OTHER).reason in Page(UNFINISHED).text
    assert "Never saw a 200 with events." in Page(UNFINISHED).text


# The baseline

AMOUNTS = f"{DOCUMENTED.id} $.events[*].amount  # known since May\n"


@pytest.mark.parametrize(
    ("place", "broken", "conclusion"),
    [
        ("types.one", ["types.one"], "kept"),
        ("types.*", ["types.one"], "kept"),
        ("accounts.*", ["accounts.one", "accounts.two"], "kept"),
        ("accounts.*", ["accounts.one"], "inconclusive"),
        ("*", ["accounts.one"], "inconclusive"),
        ("*.one", ["accounts.one", "types.one"], "kept"),
        ("types.one", [], "inconclusive"),
        ("accounts.*", ["accounts.one", "accounts.two", "types.one"], "broken"),
        ("other.*", [], "kept"),
    ],
)
def test_failures_of_a_client_are_known_case_by_case(place: str, broken: list[str], conclusion: Conclusion) -> None:
    """What is accepted of a client is broken in each case named; of cases that were not run, nothing is known."""

    assert conclusion == concluded(f"{ON_CLIENTS.id} {place} # why", of_client(*broken))[0]


def concluded(text: str, each: Report) -> tuple[Conclusion, list[str]]:
    applied = baseline.apply(each, baseline.read(text))
    return applied.conclusion, list(applied.outdated)


def test_baseline_is_read() -> None:
    """A line accepts one finding; comments and blank lines are passed over."""

    assert (
        baseline.Accepted(DOCUMENTED.id, "$.events[*].amount", "known since May", 3),
        baseline.Accepted(OTHER.id, "$", "a # in the reason", 4),
    ) == baseline.read(f"# accepted\r\n\r\n{AMOUNTS.strip()}\r\n  {OTHER.id}\t$ #a # in the reason")


def test_accepted_findings_do_not_count() -> None:
    """A contract that is broken only where the baseline accepts it is kept."""

    assert ("kept", []) == concluded(AMOUNTS, BROKEN)


def test_other_findings_count() -> None:
    """A rule that is broken elsewhere, too, counts."""
    elsewhere = report(verdict(DOCUMENTED, *ROWS[:2], finding("email")))

    assert ("broken", []) == concluded(AMOUNTS, elsewhere)


def test_what_is_not_shown_counts() -> None:
    """What is broken elsewhere counts, though the report shows only the first findings."""
    hidden = verdict(DOCUMENTED, *ROWS, finding("email"))

    assert 10 == len(hidden.findings)
    assert ("broken", []) == concluded(AMOUNTS, report(hidden))


def test_verdict_without_places_counts() -> None:
    """Where it is not known what is broken, nothing is accepted."""
    unknown = Verdict(DOCUMENTED, 1, 1, [finding("events", 0, "amount")])

    assert "broken" == concluded(AMOUNTS, report(unknown))[0]


def test_inferred_findings_are_accepted_if_strict() -> None:
    """With --strict, a finding of an inferred rule can be accepted."""

    assert ("kept", []) == concluded(f"{INFERRED.id} $.email # ours", REPORTS["strict"])


@pytest.mark.parametrize("fixed", [verdict(DOCUMENTED), verdict(DOCUMENTED, finding("email"))], ids=["all", "one"])
def test_fixed_finding_fails_the_run(fixed: Verdict) -> None:
    """A line whose finding did not occur is to be removed."""
    conclusion, outdated = concluded(f"\n{AMOUNTS}", report(fixed))

    assert [f"fixed: remove line 2 of the baseline ({DOCUMENTED.id} $.events[*].amount)"] == outdated
    assert "kept" != conclusion


def test_report_tells_what_occurred_of_the_baseline() -> None:
    """What is accepted and occurred is told apart from what did not."""
    applied = baseline.apply(BROKEN, baseline.read(f"{AMOUNTS}{OTHER.id} $ # gone"))

    assert {(DOCUMENTED.id, "$.events[*].amount"): "known since May"} == applied.accepted
    assert 1 == len(applied.outdated)


@pytest.mark.parametrize("each", [report(verdict(OTHER)), report(verdict(OTHER), Verdict(DOCUMENTED))])
def test_nothing_is_fixed_unseen(each: Report) -> None:
    """A line whose rule was not asked for, or not exercised, stays."""

    assert ("kept", []) == concluded(AMOUNTS, each)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (f"{OTHER.id} $.events[*].amount", "line 2: say why it is accepted, after a #"),
        (f"{OTHER.id} $.events[*].amount #  ", "line 2: say why it is accepted, after a #"),
        (f"{OTHER.id} $.events[0].amount # why", "line 2: write [*] instead of [0]"),
        (f"{OTHER.id} events.amount # why", "line 2: write it as: <rule id> <path"),
        (f"{OTHER.id}", "line 2: write it as: <rule id> <path"),
        ("events.bogus $ # why", "line 2: there is no rule events.bogus"),
        (f"{AMOUNTS}", "line 2: accepts the same as line 1"),
        (f"{ON_CLIENTS.id} $ # why", "line 2: write it as: <rule id> <path"),
        (f"{ON_CLIENTS.id} types.*", "line 2: say why it is accepted, after a #"),
    ],
)
def test_bad_line_is_named(line: str, complaint: str) -> None:
    """A line that cannot be read is named, with what is wrong."""
    with pytest.raises(baseline.BaselineError) as error:
        baseline.read(f"{AMOUNTS}{line}")

    assert str(error.value).startswith(complaint)


@pytest.mark.parametrize("key", [HOSTILE, "a # b", "it's", "[0]", "back\\", "']", "é", ""])
def test_any_path_can_be_accepted(key: str) -> None:
    """Whatever the keys of an answer are, its path is read back as it was written."""
    at = ("events", 0, key)
    line = f"{DOCUMENTED.id} {normalized_path(at)}  # why"

    assert [normalized_path(at)] == [accepted.location for accepted in baseline.read(line)]
    assert ("kept", []) == concluded(line, report(verdict(DOCUMENTED, finding(*at))))

"""The report on a terminal."""

import pytest
from attrs import evolve

from flowmusic_contract.engine.report import Report
from flowmusic_contract.engine.verdict import Verdict
from flowmusic_contract.reports.text import text_report
from self_tests.reports.samples import (
    ACCEPTED,
    BROKEN,
    DOCUMENTED,
    HOSTILE_INCONCLUSIVE,
    INFERRED,
    KEPT,
    ON_CLIENTS,
    OTHER,
    REDACT,
    REPORTS,
    finding,
    of_client,
    report,
    verdict,
)


def test_text_shows_a_finding() -> None:
    """A finding has the rule, its sentence, the comparison, the request, and the command that checks it again."""
    each = report(verdict(DOCUMENTED, finding("email")), again="contract …")
    lines = text_report("The server", each, REDACT).split("\n")

    assert [
        f"BROKEN  {DOCUMENTED.id:<60}  documented",
        f"        {DOCUMENTED.sentence}",
        "        at $.email   expected 12   actual 13",
        "        in       GET /usage -> 200",
        f"        again    contract … --rule {DOCUMENTED.id}",
    ] == lines[5:10]


def test_text_has_a_table_of_areas() -> None:
    """The table counts the outcomes in each area."""
    other = evolve(DOCUMENTED, name="other")
    lines = text_report("The server", report(verdict(DOCUMENTED, finding()), Verdict(other)), REDACT).split("\n")

    assert ["area", "held", "broken", "not", "exercised"] == lines[2].split()
    assert [DOCUMENTED.area, "·", "1", "1"] == lines[3].split()


def test_text_groups_what_was_not_exercised() -> None:
    """Rules that need the same are one group."""
    first = evolve(DOCUMENTED, needs="a second account (use --email twice)")
    second = evolve(INFERRED, needs=first.needs)
    lines = text_report("", report(Verdict(first), Verdict(OTHER), Verdict(second)), REDACT).split("\n")

    assert "NOT EXERCISED  needs a second account (use --email twice)" in lines
    assert f"        {first.id}, {second.id}" in lines
    assert 2 == sum(line.startswith("NOT EXERCISED") for line in lines)


def test_text_ends_with_the_findings() -> None:
    """What is broken comes after what was not exercised, which can fill many screens."""
    each = report(verdict(DOCUMENTED, finding()), Verdict(OTHER))
    starts = [line.split("  ")[0] for line in text_report("", each, REDACT).split("\n")]

    assert ["NOT EXERCISED", "BROKEN"] == [start for start in starts if start in ("BROKEN", "NOT EXERCISED")]


def test_text_names_what_is_accepted() -> None:
    """A rule of which all findings are accepted is not broken."""
    lines = text_report("", ACCEPTED, REDACT).split("\n")

    assert f"ACCEPTED  {DOCUMENTED.id:<60}  documented" in lines
    assert "        at $.events[0].amount   expected 12   actual 13   accepted: known since May" in lines


def test_text_counts_requests() -> None:
    """The requests to a server are counted by status."""

    assert "6 requests: no response (2), 200 (3), 404 (1) · seed 42" in text_report(
        "", REPORTS["with statuses"], REDACT
    )


@pytest.mark.parametrize("each", [REPORTS["hostile"], HOSTILE_INCONCLUSIVE], ids=["broken", "inconclusive"])
def test_text_has_no_runner_commands(each: Report) -> None:
    """Printed in a workflow, no line is a command to the runner of GitHub or Azure."""
    text = text_report("::stop-commands::x", each, REDACT)

    assert [] == [line for line in text.split("\n") if line.strip().startswith("::")]
    assert [] == [command for command in ("##[", "##vso[") if command in text]


def test_text_of_a_kept_contract_is_short() -> None:
    """Without findings, the report is the table and the counts."""

    assert "documented rules: 1 held · inferred rules: 1 held" == text_report("", KEPT, REDACT).split("\n")[-1]


def test_text_names_cases() -> None:
    """The text names ten cases of a rule in full and the others by their ids, and ends with how many were kept."""
    cases = [f"accounts.{number}" for number in range(13)]
    each = Verdict(ON_CLIENTS)
    for case in cases:
        each.record([finding("query").expectation] * 2, f"{case}: Called.", case=case)
    lines = text_report("", Report("client", "", [each], cases=cases), REDACT).splitlines()

    assert [f"        in       {case}: Called." for case in cases[:10]] == [line for line in lines if "Called" in line]
    assert "        and 16 more like it, in accounts.10, accounts.11, accounts.12" in lines
    assert "0 of 13 cases kept" == lines[-1]


def test_command_again_names_the_rule_and_the_case() -> None:
    """The command that checks again names the rule and, for a client, the first case that broke it."""

    assert f"contract … --rule {DOCUMENTED.id}" == BROKEN.command_again(BROKEN.verdicts[0])
    again = of_client("types.one")
    assert f"contract … --rule {ON_CLIENTS.id} --case types.one" == again.command_again(again.verdicts[0])


def test_text_folds_sentences() -> None:
    """On a terminal, sentences are folded to its width; evidence and commands are not, so that they can be copied."""
    unseen = evolve(OTHER, needs="a response of the documented shape " * 4)
    each = report(verdict(DOCUMENTED, finding("email" * 20)), Verdict(unseen), again="contract " * 12)
    lines = text_report("The server", each, REDACT, 80).split("\n")

    assert ["        at ", "        aga"] == [line[:11] for line in lines if len(line) > 80]
    assert text_report("The server", each, REDACT).split() == " ".join(lines).split()


def test_text_of_a_broken_contract_names_what_is_fixed() -> None:
    """An outdated line of the baseline is named although the conclusion is about something else."""
    lines = text_report("", evolve(BROKEN, outdated=["fixed: remove line 1"]), REDACT).split("\n")

    assert "fixed: remove line 1" == lines[-1]

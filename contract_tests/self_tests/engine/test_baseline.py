"""A baseline accepts known failures, and nothing else."""

import time
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from attrs import evolve

from flowmusic_contract.all_rules import RULES
from flowmusic_contract.engine import baseline
from flowmusic_contract.engine.json_path import normalized_path
from flowmusic_contract.engine.report import Conclusion, Report
from flowmusic_contract.engine.verdict import Verdict
from self_tests.reports.samples import (
    BROKEN,
    DOCUMENTED,
    HOSTILE,
    INFERRED,
    ON_CLIENTS,
    OTHER,
    REPORTS,
    ROWS,
    finding,
    of_client,
    report,
    verdict,
)

AMOUNTS = f"{DOCUMENTED.id} $.events[*].amount  # known since May\n"
EXPIRING = f"{DOCUMENTED.id} $.events[*].amount  # known since May  expires 2027-01-31\n"
AFTERWARDS = datetime(2027, 2, 1, tzinfo=UTC)
BLANKS = " " * 30_000
BAD_EXPIRY = "line 2: write the reason and then the last day: # <reason>  expires 2027-01-31"


@pytest.mark.parametrize(
    ("location", "broken", "conclusion"),
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
def test_failures_of_a_client_are_known_case_by_case(location: str, broken: list[str], conclusion: Conclusion) -> None:
    """An entry for a client must fail in each case that it names; cases that did not run are unknown."""

    assert conclusion == concluded(f"{ON_CLIENTS.id} {location} # why", of_client(*broken))[0]


def concluded(text: str, each: Report) -> tuple[Conclusion, list[str]]:
    """Returns the conclusion and the outdated entries of a report with a baseline."""
    applied = baseline.apply(each, baseline.read(text, RULES))
    return applied.conclusion, list(applied.outdated)


def test_baseline_is_read() -> None:
    """A line accepts one finding; comments and blank lines are ignored."""

    assert (
        baseline.KnownFailure(DOCUMENTED.id, "$.events[*].amount", "known since May", 3),
        baseline.KnownFailure(OTHER.id, "$", "a # in the reason", 4),
    ) == baseline.read(f"# accepted\r\n\r\n{AMOUNTS.strip()}\r\n  {OTHER.id}\t$ #a # in the reason", RULES)


def test_line_ends_of_old_programs() -> None:
    """A line ends with CR, LF or both."""

    assert [1, 2, 3] == [
        entry.line for entry in baseline.read(f"{OTHER.id} $ # a\r{OTHER.id} $.b # b\r\n{OTHER.id} $.c # c\n", RULES)
    ]


def test_location_in_brackets() -> None:
    """A location can be written as in other programs, with each key in brackets."""

    assert ("kept", []) == concluded(AMOUNTS.replace("$.events[*].amount", "$['events'][*]['amount']"), BROKEN)


@pytest.mark.parametrize("text", ["why  expires 2027-01-31", "why expires 2027-01-31 ", "why\texpires  2027-01-31"])
def test_expiry_is_read(text: str) -> None:
    """The last day of an entry follows its reason."""

    assert (baseline.KnownFailure(OTHER.id, "$", "why", 1, date(2027, 1, 31)),) == baseline.read(
        f"{OTHER.id} $ # {text}", RULES
    )


def test_reason_may_contain_the_word() -> None:
    """The last one of the words ends the reason."""
    [entry] = baseline.read(f"{OTHER.id} $ # it expires too late  expires 2027-01-31", RULES)

    assert "it expires too late" == entry.reason


def test_accepted_findings_do_not_count() -> None:
    """A contract that is broken only where the baseline accepts it is kept."""

    assert ("kept", []) == concluded(AMOUNTS, BROKEN)


@pytest.mark.parametrize(
    ("started_at", "conclusion"),
    [
        (datetime(2027, 1, 31, 23, 59, 59, tzinfo=UTC), "kept"),
        (datetime(2027, 2, 1, tzinfo=UTC), "broken"),
        (datetime(2027, 2, 1, 1, tzinfo=timezone(timedelta(hours=2))), "kept"),
        (datetime(2027, 1, 31, 23, tzinfo=timezone(-timedelta(hours=2))), "broken"),
    ],
)
def test_entry_expires(started_at: datetime, conclusion: Conclusion) -> None:
    """An entry accepts a finding until the end of its last day in UTC."""

    assert (conclusion, []) == concluded(EXPIRING, evolve(BROKEN, started_at=started_at))


def test_entry_expires_today() -> None:
    """If it is not known when the check started, an entry expires by the clock."""
    today = datetime.now(UTC).date()

    assert "kept" == concluded(EXPIRING.replace("2027-01-31", f"{today + timedelta(days=1)}"), BROKEN)[0]
    assert "broken" == concluded(EXPIRING.replace("2027-01-31", f"{today - timedelta(days=1)}"), BROKEN)[0]


def test_report_says_what_expired() -> None:
    """A finding that is no longer accepted says since when, and why it was accepted."""
    applied = baseline.apply(evolve(BROKEN, started_at=AFTERWARDS), baseline.read(EXPIRING, RULES))

    assert {(DOCUMENTED.id, "$.events[*].amount"): "expired on 2027-01-31: known since May"} == applied.expired
    assert "expired on 2027-01-31: known since May" == applied.remark(BROKEN.verdicts[0], ROWS[0])


def test_expired_entry_of_a_fixed_finding() -> None:
    """An entry whose finding does not occur must be removed, expired or not."""
    conclusion, outdated = concluded(EXPIRING, evolve(report(verdict(DOCUMENTED)), started_at=AFTERWARDS))

    assert ("inconclusive", 1) == (conclusion, len(outdated))


def test_other_findings_count() -> None:
    """A rule that is broken elsewhere, too, counts."""
    elsewhere = report(verdict(DOCUMENTED, *ROWS[:2], finding("email")))

    assert ("broken", []) == concluded(AMOUNTS, elsewhere)


def test_what_is_not_shown_counts() -> None:
    """What is broken elsewhere counts, though the report shows only the first findings."""
    hidden = verdict(DOCUMENTED, *ROWS, finding("email"))

    assert 10 == len(hidden.findings)
    assert ("broken", []) == concluded(AMOUNTS, report(hidden))


def test_verdict_without_locations_counts() -> None:
    """Where it is not known what is broken, nothing is accepted."""
    unknown = Verdict(DOCUMENTED, 1, 1, [finding("events", 0, "amount")])

    assert "broken" == concluded(AMOUNTS, report(unknown))[0]


def test_inferred_findings_are_accepted_if_strict() -> None:
    """With --strict, a finding of an inferred rule can be accepted."""

    assert ("kept", []) == concluded(f"{INFERRED.id} $.email # ours", REPORTS["strict"])


@pytest.mark.parametrize("fixed", [verdict(DOCUMENTED), verdict(DOCUMENTED, finding("email"))], ids=["all", "one"])
def test_fixed_finding_fails_the_run(fixed: Verdict) -> None:
    """An entry whose finding did not occur must be removed."""
    conclusion, outdated = concluded(f"\n{AMOUNTS}", report(fixed))

    assert [f"fixed: remove line 2 of the baseline ({DOCUMENTED.id} $.events[*].amount)"] == outdated
    assert "kept" != conclusion


def test_accepted_and_outdated_entries() -> None:
    """A report has the entries that occurred as accepted, and the others as outdated."""
    applied = baseline.apply(BROKEN, baseline.read(f"{AMOUNTS}{OTHER.id} $ # gone", RULES))

    assert {(DOCUMENTED.id, "$.events[*].amount"): "known since May"} == applied.accepted
    assert 1 == len(applied.outdated)


@pytest.mark.parametrize("each", [report(verdict(OTHER)), report(verdict(OTHER), Verdict(DOCUMENTED))])
def test_nothing_is_fixed_unseen(each: Report) -> None:
    """An entry is not outdated if its rule was not checked or not exercised."""

    assert ("kept", []) == concluded(AMOUNTS, each)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (f"{OTHER.id} $.events[*].amount", "line 2: add the reason after a #"),
        (f"{OTHER.id} $.events[*].amount #  ", "line 2: add the reason after a #"),
        (f"{OTHER.id} $.events[0].amount # why", "line 2: write [*] instead of [0]"),
        (f"{OTHER.id} events.amount # why", "line 2: expected: <rule id> <path"),
        (f"{OTHER.id}", "line 2: expected: <rule id> <path"),
        ("events.bogus $ # why", "line 2: there is no rule events.bogus"),
        (f"{AMOUNTS}", "line 2: repeats line 1"),
        (f"{ON_CLIENTS.id} $ # why", "line 2: expected: <rule id> <path"),
        (f"{ON_CLIENTS.id} types.*", "line 2: add the reason after a #"),
        (f"{OTHER.id} $ # why expires 2027-02-29", "line 2: there is no day 2027-02-29"),
        (f"{OTHER.id} $ # why expires soon", BAD_EXPIRY),
        (f"{OTHER.id} $ # why expires", BAD_EXPIRY),
        (f"{OTHER.id} $ # why expires 2027-1-31", BAD_EXPIRY),
        (f"{OTHER.id} $ # why expires 20270131", BAD_EXPIRY),
        (f"{OTHER.id} $ # why expires \u0662027-01-31", BAD_EXPIRY),
        (f"{OTHER.id} $ # why Expires: 2027-01-31", BAD_EXPIRY),
        (f"{OTHER.id} $ # expires 2027-01-31", BAD_EXPIRY),
        (f"{OTHER.id} $ # expires 2027-01-31 why", BAD_EXPIRY),
    ],
)
def test_bad_line_is_named(line: str, problem: str) -> None:
    """The error names the line that cannot be read, and the problem."""
    with pytest.raises(baseline.BaselineError) as error:
        baseline.read(f"{AMOUNTS}{line}", RULES)

    assert str(error.value).startswith(problem)


@pytest.mark.parametrize("line", [f"{{}} ${BLANKS}x", f"{{}} $ # a{BLANKS}expires", f"{{}} $ # expires{BLANKS}2027"])
def test_many_blanks_cost_little_time(line: str) -> None:
    """A line with many blanks is refused at once: the time does not grow with their square."""
    started = time.process_time()
    with pytest.raises(baseline.BaselineError):
        baseline.read(line.format(DOCUMENTED.id), RULES)

    assert time.process_time() - started < 1


@pytest.mark.parametrize("key", [HOSTILE, "a # b", "it's", "[0]", "back\\", "']", "é", ""])
def test_any_path_can_be_accepted(key: str) -> None:
    """Whatever the keys of a response are, a path is read as it was written."""
    at = ("events", 0, key)
    line = f"{DOCUMENTED.id} {normalized_path(at)}  # why"

    assert [normalized_path(at)] == [accepted.location for accepted in baseline.read(line, RULES)]
    assert ("kept", []) == concluded(line, report(verdict(DOCUMENTED, finding(*at))))

"""The report as Markdown."""

import pytest
from attrs import evolve
from markdown_it import MarkdownIt

from flowmusic_contract.engine.report import Report
from flowmusic_contract.engine.verdict import Verdict
from flowmusic_contract.reports.markdown import markdown_report
from self_tests.reports.samples import (
    ACCEPTED,
    BROKEN,
    DOCUMENTED,
    HOSTILE,
    HOSTILE_CLIENT,
    HOSTILE_INCONCLUSIVE,
    INCONCLUSIVE,
    KEPT,
    OTHER,
    REDACT,
    REPORTS,
    finding,
    of_client,
    report,
    verdict,
)


def kinds(written: str) -> set[str]:
    """Returns the kinds of the parts that a reader of Markdown with tables finds in a text."""
    blocks = MarkdownIt("commonmark").enable("table").parse(written)
    return {token.type for block in blocks for token in (block, *(block.children or ()))}


def codes(written: str) -> list[str]:
    """Returns the texts that a reader of Markdown shows as code."""
    blocks = MarkdownIt("commonmark").enable("table").parse(written)
    tokens = [token for block in blocks for token in (block, *(block.children or ()))]
    return [token.content for token in tokens if token.type in ("code_inline", "fence")]


def test_markdown_shows_a_finding() -> None:
    """A finding has the rule, its sentence, the comparison, the request, and the command that checks it again."""
    each = report(verdict(DOCUMENTED, finding("email")), again="contract …")

    assert (
        f"### BROKEN `{DOCUMENTED.id}` (documented)\n\n{DOCUMENTED.sentence}\n\n```text\n"
        "at $.email   expected 12   actual 13\nin       GET /usage -> 200\n"
        f"again    contract … --rule {DOCUMENTED.id}\n```\n"
    ) in markdown_report(each, REDACT)


def test_markdown_counts_outcomes_by_area() -> None:
    """The table counts the outcomes in each area."""
    other = evolve(DOCUMENTED, name="other")
    written = markdown_report(report(verdict(DOCUMENTED, finding()), Verdict(other)), REDACT)

    assert "| area | held | broken | not exercised |\n| --- | ---: | ---: | ---: |\n" in written
    assert f"\n| {DOCUMENTED.area} |  | 1 | 1 |\n" in written


@pytest.mark.parametrize(
    ("each", "line"),
    [
        (KEPT, "## Contract kept"),
        (BROKEN, "and 4 more like it"),
        (ACCEPTED, "at $.events[0].amount   expected 12   actual 13   accepted: known since May"),
        (ACCEPTED, f"### ACCEPTED `{DOCUMENTED.id}` (documented)"),
        (INCONCLUSIVE, "` never saw a 200 with events `"),
        (INCONCLUSIVE, f"Not exercised, because it needs {OTHER.needs}:"),
        (REPORTS["with a date and a command"], "server ` http://127.0.0.1:8612/v1 ` · 2026-06-01 12:30 UTC · version"),
        (of_client("types.one"), "client ` python client.py ` · 2 of 3 cases kept · version"),
        (REPORTS["strict"], ", strict"),
    ],
)
def test_markdown_says_what_was_checked(each: Report, line: str) -> None:
    """The report has its conclusion, its target, what is accepted, and what was not exercised."""

    assert line in markdown_report(each, REDACT)


@pytest.mark.parametrize("each", [REPORTS["hostile"], HOSTILE_INCONCLUSIVE, HOSTILE_CLIENT])
@pytest.mark.parametrize("text", [HOSTILE, "` <b> ![](//x)", "``` <b> ![](//x)", "a`b``c [x](//x)", "`````", "x`"])
def test_hostile_text_is_code(each: Report, text: str) -> None:
    """What a target says is code: none of it is a link, an image, a heading or HTML."""
    written = markdown_report(evolve(each, target=text, again=text, missing_evidence=[text]), REDACT)

    assert set() == kinds(written) & {"html_inline", "html_block", "image", "link_open", "blockquote_open"}
    assert 1 == written.count("\n## ") + written.startswith("## ")


@pytest.mark.parametrize("text", ["`", "``` <b>", "a`b``c", "`````", "x`"])
def test_backticks_stay_in_code(text: str) -> None:
    """A text with backticks is shown as it is, within a longer fence."""
    written = markdown_report(evolve(BROKEN, target=text, again=f"{text} server"), REDACT)

    assert text in codes(written)
    assert any(f"again    {text} server --rule" in code for code in codes(written))

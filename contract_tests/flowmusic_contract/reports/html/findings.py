"""What is broken: for each rule, what was promised, where, what was expected and what was there."""

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from flowmusic_contract.engine.report import Report
from flowmusic_contract.engine.verdicts import Verdict
from flowmusic_contract.reports.elements import element
from flowmusic_contract.reports.html.words import anchor, grounds, prose
from flowmusic_contract.reports.redaction import Redact
from flowmusic_contract.reports.rendering import RenderedFinding, render, sanitizer

Row = tuple[RenderedFinding, str]
"""A finding in words, and why it is accepted."""


def findings(report: Report, redact: Redact) -> Iterator[Element]:
    """Yields an article for each broken rule, first those that count."""
    broken = [verdict for verdict in report.verdicts if verdict.outcome == "broken"]
    for verdict in sorted(broken, key=report.counts, reverse=True):
        yield _article(report, verdict, redact)


def _article(report: Report, verdict: Verdict, redact: Redact) -> Element:
    rule, more = verdict.rule, verdict.broken - len(verdict.findings)
    again = sanitizer(redact)(report.command_again(verdict))
    return element(
        "article",
        element("h3", *prose(rule.sentence)),
        element("p", element("code", rule.id), *_badges(report, verdict), class_="rule"),
        element("p", *grounds(rule), f" · {verdict.broken} of {verdict.comparisons} comparisons broken", class_="note"),
        *(_asked(asked, group) for asked, group in _by_request(report, verdict, redact).items()),
        element("p", f"… and {more} more like it", class_="note") if more else None,
        _command("Check this rule again", again),
        class_="finding counts" if report.counts(verdict) else "finding",
        id=anchor(verdict),
    )


def _badges(report: Report, verdict: Verdict) -> Iterator[Element]:
    yield element("span", verdict.rule.basis, class_="badge")
    if not report.counts(verdict):
        yield element("span", "has no say", class_="badge")


def _by_request(report: Report, verdict: Verdict, redact: Redact) -> dict[tuple[str, str], list[Row]]:
    groups: dict[tuple[str, str], list[Row]] = {}
    for finding in verdict.findings:
        fit = render(finding, redact)
        accepted = sanitizer(redact)(report.acceptance(verdict, finding))
        groups.setdefault((fit.source, fit.curl), []).append((fit, accepted))
    return groups


def _asked(asked: tuple[str, str], group: Sequence[Row]) -> Element:
    source, curl = asked
    head = element("tr", *(element("th", title, scope="col") for title in ("At", "Expected", "Actual")))
    rows = [_row(words, accepted) for words, accepted in group]
    return element(
        "div",
        element("h4", "In ", element("code", source)) if source else None,
        element("table", element("thead", head), element("tbody", *rows), class_="values"),
        _command("Ask it again", curl),
    )


def _row(words: RenderedFinding, accepted: str) -> Element:
    note = element("p", f"accepted: {accepted}", class_="note") if accepted else None
    return element(
        "tr",
        element("th", element("code", words.at), note, scope="row"),
        element("td", element("code", words.expected), data_label="Expected"),
        element("td", element("code", words.actual), data_label="Actual", class_="actual"),
    )


def _command(title: str, command: str) -> Element | None:
    return element("div", element("h4", title), element("pre", element("code", command))) if command else None

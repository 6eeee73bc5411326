"""The report for people: one HTML page that needs no network and no script."""

from collections import Counter
from pathlib import Path
from typing import get_args
from xml.etree.ElementTree import Element, tostring

from flowmusic_contract.engine.report import Report
from flowmusic_contract.engine.rule import Basis
from flowmusic_contract.reports.elements import Child, element
from flowmusic_contract.reports.html.coverage import coverage
from flowmusic_contract.reports.html.findings import findings
from flowmusic_contract.reports.html.rule_lists import all_rules, not_exercised
from flowmusic_contract.reports.html.words import CONCLUSIONS, OUTCOMES, conclusion_sign, slug
from flowmusic_contract.reports.redaction import Redact
from flowmusic_contract.reports.rendering import Sanitize, sanitizer

_STYLE = Path(__file__).with_name("style.css")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def html_report(report: Report, redact: Redact) -> str:
    """Returns the report as an HTML page."""
    sanitize = sanitizer(redact)
    main = element(
        "main",
        _verdict(report, sanitize),
        _seen(report),
        _section("What was covered", coverage(report.verdicts)),
        _section("Findings", *findings(report, redact)),
        _section("Not exercised", not_exercised(report.verdicts, sanitize)),
        _section("Every rule", all_rules(report.verdicts)),
    )
    title = f"{CONCLUSIONS[report.conclusion]} · {sanitize(report.target)}"
    page = element("html", _head(title), element("body", main), lang="en")
    return f"<!doctype html>\n{tostring(page, encoding='unicode', method='html')}\n"


def _head(title: str) -> Element:
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", title),
        element("style", _STYLE.read_text(encoding="utf-8")),
    )


def _section(title: str, *children: Child) -> Element | None:
    there = [child for child in children if child is not None]
    return element("section", element("h2", title), *there) if there else None


def _verdict(report: Report, sanitize: Sanitize) -> Element:
    count = Counter(verdict.outcome for verdict in report.verdicts)
    render = ", ".join(f"{count[outcome]} {outcome}" for outcome in OUTCOMES if count[outcome])
    idle = sum(verdict.outcome == "broken" and not report.counts(verdict) for verdict in report.verdicts)
    return element(
        "header",
        element("span", conclusion_sign(report.conclusion), class_="sign", aria_hidden="true"),
        element(
            "div",
            element("p", "Flow Music account usage", class_="kicker"),
            element("h1", CONCLUSIONS[report.conclusion]),
            element("p", f"The {report.kind} ", element("code", sanitize(report.target))),
            element("p", f"{count.total()} rules: {render or 'nothing was judged'}."),
            element("p", f"Of what is broken, {idle} {'has' if idle == 1 else 'have'} no say.") if idle else None,
            *(
                element("p", _capital(sanitize(obstacle)), class_="obstacle")
                for obstacle in report.inconclusive_because
            ),
        ),
        class_=f"verdict {slug(report.conclusion)}",
    )


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _seen(report: Report) -> Element:
    facts: dict[str, Child] = {basis.capitalize(): _bar(report, basis) for basis in get_args(Basis)}
    if report.statuses:
        facts["Answers by status"] = _statuses(report.statuses)
    if report.cases:
        facts["Cases"] = f"{report.kept_cases} of {len(report.cases)} kept, {report.accepted_cases} more accepted"
    facts["Who decides"] = "documented and inferred rules" if report.strict else "documented rules"
    if report.seed is not None:
        facts["Seed"] = element("code", str(report.seed))
    return element(
        "dl",
        *(element("div", element("dt", name), element("dd", fact)) for name, fact in facts.items()),
        class_="seen",
    )


def _bar(report: Report, basis: Basis) -> Element:
    count = Counter(verdict.outcome for verdict in report.verdicts if verdict.rule.basis == basis)
    shown = [outcome for outcome in OUTCOMES if count[outcome]]
    parts = [element("span", class_=slug(outcome), style=f"flex-grow: {count[outcome]}") for outcome in shown]
    words = " · ".join(f"{count[outcome]} {outcome}" for outcome in shown) or "none"
    return element("div", element("span", *parts, class_="bar", aria_hidden="true"), words)


def _statuses(statuses: Counter[int]) -> Element:
    times = "\N{MULTIPLICATION SIGN}"
    seen = sorted(statuses.items())
    return element(
        "ul",
        *(element("li", element("b", str(status or "no answer")), f" {times} {count}") for status, count in seen),
        class_="statuses",
    )

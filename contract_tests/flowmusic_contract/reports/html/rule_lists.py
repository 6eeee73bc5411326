"""Lists of rules: those that nothing was asked about, and all of them."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from flowmusic_contract.engine.verdicts import Verdict
from flowmusic_contract.reports.elements import Child, element
from flowmusic_contract.reports.html.words import SIGNS, grounds, prose, slug
from flowmusic_contract.reports.rendering import Sanitize


def not_exercised(verdicts: Sequence[Verdict], sanitize: Sanitize) -> Element | None:
    """Returns the rules that were not exercised, each with the reason; None if there are none."""
    idle = [_rule(verdict, sanitize(verdict.rule.needs)) for verdict in verdicts if verdict.outcome == "not exercised"]
    return element("ul", *idle, class_="rules") if idle else None


def all_rules(verdicts: Sequence[Verdict]) -> Element:
    """Returns every rule with its verdict and its grounds, collapsed."""
    summary = element("summary", f"{len(verdicts)} rules, and what each is based on")
    rules = [
        _rule(verdict, f"{verdict.outcome}, {verdict.comparisons} compared · ", *grounds(verdict.rule), prefix="rule-")
        for verdict in verdicts
    ]
    return element("details", summary, element("ul", *rules, class_="rules"))


def _rule(verdict: Verdict, *note: Child, prefix: str = "") -> Element:
    return element(
        "li",
        element("span", SIGNS[verdict.outcome], class_=f"tile {slug(verdict.outcome)}", aria_hidden="true"),
        element(
            "div",
            element("p", *prose(verdict.rule.sentence)),
            element("p", element("code", verdict.rule.id), class_="note"),
            element("p", *note, class_="note"),
        ),
        id=f"{prefix}{verdict.rule.id}" if prefix else None,
    )

"""Signs, names and anchors that the parts of the page share."""

from typing import get_args

from flowmusic_contract.engine.report import Conclusion
from flowmusic_contract.engine.rule import Rule
from flowmusic_contract.engine.verdicts import Outcome, Verdict
from flowmusic_contract.reports.elements import Child, element

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
SIGNS: dict[Outcome, str] = {"held": "✓", "broken": "✕", "not exercised": "○"}
CONCLUSIONS: dict[Conclusion, str] = {
    "kept": "Contract kept",
    "broken": "Contract broken",
    "inconclusive": "Could not finish",
}


def conclusion_sign(conclusion: Conclusion) -> str:
    """Returns the sign of a conclusion, so that it is not render by its colour alone."""
    return {"kept": "✓", "broken": "✕", "inconclusive": "?"}[conclusion]


def prose(sentence: str) -> list[Child]:
    """Returns a sentence of ours as children of an element, with code where it has backticks."""
    return [element("code", part) if odd % 2 else part for odd, part in enumerate(sentence.split("`"))]


def grounds(rule: Rule[object]) -> list[Child]:
    """Returns what the rule is based on, as children of an element."""
    return prose(f"documented at {rule.citation}" if rule.citation else f"inferred, because {rule.because}")


def anchor(verdict: Verdict) -> str:
    """Returns the id of the element that tells most of a verdict."""
    return f"broken-{verdict.rule.id}" if verdict.outcome == "broken" else f"rule-{verdict.rule.id}"


def slug(words: str) -> str:
    """Returns the words as the name of a class."""
    return words.replace(" ", "-")

"""What was covered: a table of rooms, with a tile for each rule."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from xml.etree.ElementTree import Element

from flowmusic_contract.engine.verdicts import Verdict
from flowmusic_contract.reports.elements import element
from flowmusic_contract.reports.html.words import OUTCOMES, SIGNS, anchor, slug


def coverage(verdicts: Sequence[Verdict]) -> Element:
    """Returns a table of the rooms, and a legend."""
    head = element(
        "tr",
        *(element("th", title, scope="col") for title in ("Room", "Rules")),
        *(element("th", outcome.capitalize(), scope="col", class_="number") for outcome in OUTCOMES),
    )
    rooms = groupby(verdicts, key=lambda verdict: verdict.rule.area)
    rows = [_row(room, list(members)) for room, members in rooms]
    table = element("table", element("thead", head), element("tbody", *rows), class_="coverage")
    return element("div", table, _legend())


def _row(room: str, verdicts: Sequence[Verdict]) -> Element:
    count = Counter(verdict.outcome for verdict in verdicts)
    return element(
        "tr",
        element("th", room, scope="row"),
        element("td", element("ul", *map(_tile, verdicts), class_="tiles")),
        *(
            element(
                "td",
                str(count[outcome]),
                class_="number" if count[outcome] else "number zero",
                data_label=outcome.capitalize(),
            )
            for outcome in OUTCOMES
        ),
    )


def _tile(verdict: Verdict) -> Element:
    name = f"{verdict.rule.id}: {verdict.outcome}"
    classes = f"tile {slug(verdict.outcome)} {verdict.rule.basis}"
    sign = SIGNS[verdict.outcome]
    return element("li", element("a", sign, class_=classes, title=name, aria_label=name, href=f"#{anchor(verdict)}"))


def _legend() -> Element:
    return element(
        "p",
        *(
            element("span", element("span", SIGNS[outcome], class_=f"tile {slug(outcome)}"), outcome)
            for outcome in OUTCOMES
        ),
        element("span", element("span", class_="tile inferred"), "dashed: inferred"),
        class_="legend",
        aria_hidden="true",
    )

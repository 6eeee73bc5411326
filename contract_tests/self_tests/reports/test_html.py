"""The HTML report, as a browser reads it."""

import re
from collections import Counter
from html.parser import HTMLParser

import pytest

from flowmusic_contract.engine.report import Report
from flowmusic_contract.reports.html import html_report
from flowmusic_contract.spec import spec
from self_tests.reports.samples import (
    ACCEPTED,
    BROKEN,
    CASES,
    DOCUMENTED,
    INCONCLUSIVE,
    INFERRED,
    KEPT,
    OTHER,
    REDACT,
    REPORTS,
    finding,
    of_client,
    report,
    verdict,
)


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
        """Returns the values of an attribute, of all elements."""
        return [attributes[attribute] for _, attributes in self.tags if attribute in attributes]


@pytest.mark.parametrize("each", REPORTS.values(), ids=REPORTS)
def test_page_has_nothing_active(each: Report) -> None:
    """The page runs nothing and loads nothing, and its policy forbids both."""
    page = Page(each)
    names = {name for _, attributes in page.tags for name in attributes}

    assert set() == {tag for tag, _ in page.tags} & {"script", "img", "iframe", "link", "object", "form", "base"}
    assert set() == {name for name in names if name.startswith("on") or name in ("src", "srcset", "action")}
    assert "default-src 'none'; style-src 'unsafe-inline'" in page.values("content")
    assert "url(" not in page.text
    assert "@import" not in page.text


@pytest.mark.parametrize("each", REPORTS.values(), ids=REPORTS)
def test_links_lead_somewhere(each: Report) -> None:
    """Every link leads to one element of the page."""
    page = Page(each)
    ids = Counter(page.values("id"))

    assert set() == {link for link in page.values("href") if ids[link.removeprefix("#")] != 1}
    assert [] == [name for name, count in ids.items() if count > 1]


@pytest.mark.parametrize("name", ["kept", "broken", "inconclusive"])
def test_page_says_the_verdict_first(name: str) -> None:
    """The one main heading is the verdict, in words."""
    page = html_report(REPORTS[name], REDACT)
    heading = {"kept": "Contract kept", "broken": "Contract broken", "inconclusive": "Inconclusive"}[name]

    assert 1 == page.count("<h1>")
    assert f"<h1>{heading}</h1>" in page


def test_page_does_not_rely_on_colour() -> None:
    """Every tile names its rule and its state."""

    assert {
        f"{DOCUMENTED.id}: broken",
        f"{OTHER.id}: held",
        f"{INFERRED.id}: warning",
    } == set(Page(BROKEN).values("aria-label"))


def test_page_has_findings_and_reasons() -> None:
    """The page has the commands, the number of findings that it does not show, and what rules need."""
    text = Page(BROKEN).text

    assert f"contract … --rule {DOCUMENTED.id}" in text
    assert "… and 4 more like it" in text
    assert "curl …" in text
    assert "Known failure: known since May" in Page(ACCEPTED).text
    assert OTHER.needs in Page(INCONCLUSIVE).text
    assert "Never saw a 200 with events." in Page(INCONCLUSIVE).text


def test_page_has_no_markup_of_a_target() -> None:
    """A hostile report has the same kinds of elements as any other."""
    ordinary = {tag for each in (BROKEN, INCONCLUSIVE, ACCEPTED) for tag, _ in Page(each).tags}

    assert set() == {tag for tag, _ in Page(REPORTS["hostile"]).tags} - ordinary


def test_page_says_what_ran() -> None:
    """The page has the date in UTC, the version of the suite and the command."""
    text = Page(REPORTS["with a date and a command"]).text

    assert f"Checked on 2026-06-01 12:30 UTC with flowmusic-usage {spec()['info']['version']}" in text
    assert "flowmusic-contract server" in text


def test_findings_come_first() -> None:
    """The findings come before what was checked."""
    text = Page(BROKEN).text

    assert text.index("Findings") < text.index("What was checked")


def test_page_orders_findings() -> None:
    """Warnings come before known failures, whatever the order of the rules."""
    assert [f"finding-{INFERRED.id}", f"finding-{DOCUMENTED.id}"] == [
        each for each in Page(ACCEPTED).values("id") if each.startswith("finding-")
    ]


def test_accepted_rule_looks_accepted() -> None:
    """Under a verdict that is kept, no tile and no finding is red."""

    assert [] == [names for names in Page(ACCEPTED).values("class") if "broken" in names.split()]


def test_kept_page_has_no_findings() -> None:
    """Without findings there is no section for them."""

    assert "Findings" not in Page(KEPT).text


def test_client_has_one_table_for_a_rule() -> None:
    """The cases of a client in which a rule is broken in the same way are one row."""
    page = Page(of_client(*CASES))

    assert 1 == sum(("class", "values") in attributes.items() for _, attributes in page.tags)
    assert 1 == page.text.count("$.query")
    assert [f"{case}: Called." for case in CASES] == re.findall(r"\S+: Called\.", page.text)


@pytest.mark.parametrize("name", ["broken", "accepted", "lenient", "inconclusive"])
def test_page_uses_plain_words(name: str) -> None:
    """The page has no words that only we know."""
    text = Page(REPORTS[name]).text

    assert [] == [word for word in ("Area", "Basis", "baseline", "does not affect", "no say") if word in text]


def test_page_has_different_reasons_beside_their_findings() -> None:
    """If only one finding of a rule is accepted, the reason is beside it."""
    both = report(verdict(DOCUMENTED, finding("events", 0, "amount"), finding("email")), accepted=ACCEPTED.accepted)

    assert 1 == Page(both).text.count("accepted: known since May")

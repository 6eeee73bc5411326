"""The documents: their links lead somewhere, and their tables end."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
MAPS = ROOT / "docs/architecture.md", ROOT / "CONTRIBUTING.md", ROOT / "AGENTS.md"
"""The pages that say which file does what."""

FOLDERS = ".", "docs", "examples", "contract_tests", "contract_tests/clients", "contract_tests/servers", ".github"
PAGES = [*(page for folder in FOLDERS for page in sorted((ROOT / folder).glob("*.md"))), ROOT / "llms.txt"]

MODULES = [path for folder in ("contract_tests", "scripts", "examples") for path in (ROOT / folder).rglob("*.py")]


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub makes from the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """Each relative link names a file that exists and, in a page, a heading."""
    links = re.findall(r"\]\((?!https?:)([^)\s#]*)(?:#([^)\s]+))?\)", page.read_text(encoding="utf-8"))
    targets = [(page.parent / path if path else page, anchor) for path, anchor in links]
    headings = [(target, anchor) for target, anchor in targets if anchor and target.suffix == ".md"]

    assert [] == [str(target) for target, _ in targets if not target.exists()]
    assert [] == [anchor for target, anchor in headings if anchor not in anchors(target)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_tables_end_with_an_empty_line(page: Path) -> None:
    """No text follows the last row of a table at once: Markdown would take it for one more row."""
    lines = page.read_text(encoding="utf-8").splitlines()
    following = [after for row, after in pairwise(lines) if row.startswith("| ")]

    assert [] == [after for after in following if after and not after.startswith(("|", "<!--"))]


@pytest.mark.parametrize("page", MAPS, ids=lambda page: page.name)
def test_named_modules_exist(page: Path) -> None:
    """Each Python module that a page names, with or without its folder, is in the repository."""
    named = re.findall(r"`([\w./-]+\.py)`", page.read_text(encoding="utf-8"))

    assert [] == [name for name in named if not any(each.match(name) for each in MODULES)]

"""Parts of the documents, for the documents that gather the most necessary facts."""

import re

from devtools.paths import ROOT


def excerpt(page: str, heading: str, kind: str) -> str:
    """Returns the first `table` below a heading of a page, or the first fenced block in a language."""
    section = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", _read(page), re.DOTALL | re.MULTILINE)
    pattern = r"(?:^\|.*\n)+" if kind == "table" else rf"^```{kind}\n[\s\S]*?^```\n"
    block = re.search(pattern, section[1], re.MULTILINE) if section else None
    if block is None:
        raise ValueError(f"{page}: no {kind} below the heading {heading!r}")
    folder = "" if "/" not in page else f"{page.rpartition('/')[0]}/"
    return re.sub(r"\]\((?!https?:)", f"]({folder}", block[0])


def page_list(*pages: str) -> str:
    """Returns a link to each page with its title and what it is about: its headings, or else its first words."""
    lines: list[str] = []
    for page in pages:
        text = _without_code(_read(page))
        title = re.search(r"^# (.+)$", text, re.MULTILINE)
        about = re.findall(r"^## (.+)$", text, re.MULTILINE) or re.findall(r"\n\n(\w[^.:]+)", text)[:1]
        if title is None or not about:
            raise ValueError(f"{page}: needs a title, and text below it")
        lines.append(f"- [{title[1]}]({page}): {', '.join(about)}\n")
    return "".join(lines)


def _without_code(text: str) -> str:
    return re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)


def _read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")

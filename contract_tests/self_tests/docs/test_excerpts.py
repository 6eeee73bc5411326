"""The documents that repeat parts of others: what is repeated, and that nothing is left out."""

from pathlib import Path

import pytest

from devtools import docs

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "contract_tests/flowmusic_contract/mock_server/pages/samples.yaml"


def test_excerpt_of_a_table() -> None:
    """A table is repeated whole, and nothing behind it."""
    lines = docs.excerpt("docs/client.md", "Errors", "table").splitlines()

    assert ("| error | when |", {"|"}) == (lines[0], {line[0] for line in lines})
    assert lines[-1].startswith("| `ResponseTooLargeError`")


def test_links_of_an_excerpt() -> None:
    """A link of a page in a folder leads to the same file from the top of the repository."""
    assert "](docs/../contract_tests/" in docs.excerpt("docs/reports.md", "Formats", "table")


@pytest.mark.parametrize(("heading", "kind"), [("Errors", "console"), ("No such heading", "table")])
def test_excerpt_that_does_not_exist(heading: str, kind: str) -> None:
    """A heading or a block that a page does not have is an error that names both."""
    with pytest.raises(ValueError, match=rf"docs/client.md: no {kind} below the heading '{heading}'"):
        docs.excerpt("docs/client.md", heading, kind)


def test_page_list() -> None:
    """A page is listed with its title and headings, or with its first words; code does not count as a heading."""
    assert "- [Examples](examples/README.md): Programs to copy\n" == docs.page_list("examples/README.md")
    assert docs.page_list("docs/client.md").startswith("- [The client](docs/client.md): First call, The usage report, ")


def test_every_page_is_listed() -> None:
    """llms.txt names each page of docs/."""
    text = (ROOT / "llms.txt").read_text(encoding="utf-8")

    assert [] == [page.name for page in (ROOT / "docs").glob("*.md") if f"](docs/{page.name})" not in text]


def test_every_function_is_used() -> None:
    """A function that documents can call is called by one of them."""
    names = *ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / "llms.txt", SAMPLES
    documents = "".join(path.read_text(encoding="utf-8") for path in names)

    assert [] == [name for name in docs.__all__ if f"docs.{name}(" not in documents]

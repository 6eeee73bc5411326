"""The texts of the spec and of `examples/arazzo.yaml` are plain English."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from devtools.lint_words import PHRASES
from flowmusic_contract.yaml_text import from_yaml

ROOT = Path(__file__).parents[3]
FILES = ["openapi.yaml", "examples/arazzo.yaml"]

LONGEST_SENTENCE = 25
"""In words."""


def texts(part: object, pointer: str) -> Iterator[tuple[str, str]]:
    """Yields each summary, each description and each sentence of the contract."""
    match part:
        case dict():
            for key, member in part.items():
                if key in ("summary", "description") and isinstance(member, str):
                    yield f"{pointer}/{key}", member
                yield from texts(member, f"{pointer}/{key}")
        case list():
            for index, member in enumerate(part):
                if pointer.endswith("/x-contract"):
                    yield f"{pointer}/{index}", member
                yield from texts(member, f"{pointer}/{index}")
        case _:
            pass


def comments(file: str) -> str:
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    return "\n".join(line.strip() for line in lines if line.lstrip().startswith("#"))


TEXTS = dict(text for file in FILES for text in texts(from_yaml((ROOT / file).read_text(encoding="utf-8")), file))
COMMENTS = {f"{file} comments": comments(file) for file in FILES}


@pytest.mark.parametrize(("where", "text"), (TEXTS | COMMENTS).items(), ids=TEXTS | COMMENTS)
def test_words_are_plain(where: str, text: str) -> None:
    """A text has none of the words that `scripts/lint` keeps out."""

    assert [] == [phrase.instead for phrase in PHRASES if list(phrase.find(text))], f"reword {where}"


@pytest.mark.parametrize(("where", "text"), TEXTS.items(), ids=TEXTS)
def test_sentences_are_short(where: str, text: str) -> None:
    """A sentence is short enough to be read once."""
    long = [sentence for sentence in re.split(r"(?<=[.:;]) ", text) if len(sentence.split()) > LONGEST_SENTENCE]

    assert [] == long, f"split a sentence of {where}"

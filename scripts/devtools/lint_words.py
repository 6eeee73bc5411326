"""Reports words that this repository does not use, with what to write instead."""

import io
import re
import subprocess
import sys
import tokenize
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from attrs import frozen

from devtools.paths import ROOT

_PROSE = {".html", ".jinja", ".md", ".toml", ".yaml", ".yml"}
_TEXT_TOKENS = {"COMMENT", "STRING", "FSTRING_MIDDLE"}


@frozen
class Phrase:
    """A word or phrase to avoid."""

    name: str
    pattern: str
    """A regular expression, in which a blank also matches a line break."""
    instead: str

    def find(self, text: str) -> Iterator[re.Match[str]]:
        """Yields where the phrase occurs in `text`."""
        return re.finditer(self.expression, text, re.IGNORECASE)

    @property
    def expression(self) -> str:
        """The pattern for `re`."""
        return self.pattern.replace(" ", r"\s+")


@frozen
class Allowed:
    """Files in which a phrase is right."""

    path: str
    """A glob, relative to the repository."""
    phrase: str
    """The name of the phrase, or `*` for all."""
    reason: str

    def covers(self, found: "Found") -> bool:
        """Whether it allows this occurrence."""
        return fnmatchcase(found.path, self.path) and fnmatchcase(found.phrase.name, self.phrase)


@frozen
class Found:
    """An occurrence of a phrase."""

    path: str
    line: int
    text: str
    phrase: Phrase

    def __str__(self) -> str:
        """Returns the line to print."""
        return f'{self.path}:{self.line}: "{" ".join(self.text.split())}": {self.phrase.instead}'


PHRASES = (
    Phrase("a usage", r"\ba usage\b(?! report)|\busages\b", "write 'a usage report' or 'usage reports'"),
    Phrase("asking", r"\basking\b", "write 'request' or 'requesting'"),
    Phrase("door", r"\bdoors?\b", "write 'target', or name the command"),
    Phrase("e-mail", r"\be-mails?\b", "write 'email address'"),
    Phrase("for ever", r"\bfor ever\b", "write 'forever' or 'without limit'"),
    Phrase("hear", r"\bhear(s|d|ing)?\b", "write 'receive' or 'be notified'"),
    Phrase("is no", r"(?<!\bthere\s)\b(is|are|was|were) no (?!longer|more|fewer|less)\w{2}", "write 'is not a …'"),
    Phrase("is none", r"(?-i:\b(is|are|was|were) none\b)", "name the thing: 'is not a number', 'has no events'"),
    Phrase("lacking", r"\blacking\b", "write 'missing' or 'without'"),
    Phrase("moment", r"\bmoments?\b", "write 'timestamp' or 'time'"),
    Phrase("room", r"\brooms?\b", "write 'area'"),
    Phrase("stands", r"\bstands\b", "write 'is', 'appears' or 'is written'"),
    Phrase("told", r"\b(told|untold|telling)\b", "write 'say', 'show', 'report' or 'distinguish'"),
    Phrase(
        "who asks",
        r"(?-i:\bWho) (asks|has|is|may|reads|runs|sends|wants|writes)\b(?![^.?]*\?)",
        "start with the noun: 'A caller that …'",
    ),
)

_ANY = re.compile("|".join(f"(?:{phrase.expression})" for phrase in PHRASES), re.IGNORECASE)
"""One search for all phrases: few passages have one."""

ALLOWED = (
    Allowed("scripts/devtools/lint_words.py", "*", "lists the phrases"),
    Allowed("contract_tests/self_tests/lint/test_lint_words.py", "*", "tries the phrases"),
)


def main() -> int:
    """Prints every phrase that is not allowed; returns 1 if there is one, or if an exception has become useless."""
    found = [each for path in _files() for each in check(path, (ROOT / path).read_text(encoding="utf-8"))]
    reported, useless = sort_out(found, ALLOWED)
    for each in reported:
        print(each)
    for exception in useless:
        print(f"{exception.path}: ALLOWED has an exception for {exception.phrase!r} that is no longer needed")
    if reported:
        counts = Counter(each.phrase.name for each in reported).most_common()
        print(f"{len(reported)} phrases to rewrite: {', '.join(f'{name} {count}' for name, count in counts)}")
    return 1 if reported or useless else 0


def sort_out(found: Iterable[Found], allowed: Sequence[Allowed]) -> tuple[list[Found], list[Allowed]]:
    """Returns what to report, and the exceptions that cover nothing."""
    reported: list[Found] = []
    used: set[Allowed] = set()
    for each in found:
        covering = {exception for exception in allowed if exception.covers(each)}
        used |= covering
        if not covering:
            reported.append(each)
    return reported, [exception for exception in allowed if exception not in used]


def check(path: str, content: str) -> Iterator[Found]:
    """Yields every phrase in a file, in the order of its lines."""
    found = [
        Found(path, first_line + text.count("\n", 0, match.start()), match[0], phrase)
        for first_line, text in _passages(path, content)
        if _ANY.search(text)
        for phrase in PHRASES
        for match in phrase.find(text)
    ]
    yield from sorted(found, key=lambda each: each.line)


def _passages(path: str, content: str) -> Iterator[tuple[int, str]]:
    suffix = Path(path).suffix
    if suffix == ".py":
        yield from _python_passages(content)
    elif suffix in _PROSE or content.startswith("#!/bin/sh"):
        yield 1, content


def _python_passages(content: str) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(content).readline):
        if tokenize.tok_name[token.type] not in _TEXT_TOKENS:
            continue
        is_formatted = re.match("[rR]?[fF]", token.string) and token.type == tokenize.STRING
        # Before Python 3.12, the token of an f-string contains its expressions.
        text = re.sub(r"\{[^{}]*\}", "{}", token.string) if is_formatted else token.string
        yield token.start[0], text


def _files() -> list[str]:
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    return sorted(name for name in names if _is_read(name))


def _is_read(name: str) -> bool:
    path = ROOT / name
    return path.is_file() and (path.suffix in _PROSE | {".py"} or (not path.suffix and name.startswith("scripts/")))


if __name__ == "__main__":
    sys.exit(main())

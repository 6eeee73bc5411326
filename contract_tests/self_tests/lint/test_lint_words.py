"""The wording check finds the words that this repository does not use, and only those."""

import pytest

from devtools.lint_words import PHRASES, Allowed, check, sort_out

AVOIDED = {
    "a usage": "It reads a usage.",
    "asking": "Asking twice is an error.",
    "door": "Every door has a report.",
    "e-mail": "The e-mail is masked.",
    "for ever": "It waits for ever.",
    "hear": "A client hears of it.",
    "is no": "The body is no JSON.",
    "is none": "The answer is none.",
    "lacking": "What is lacking?",
    "moment": "The moment of the event.",
    "room": "One rule of each room.",
    "stands": "The rule stands in the spec.",
    "told": "The client told nothing.",
    "who asks": "Who asks for too much gets 429.",
}

FINE = [
    "It returns a usage report.",
    "There is no event, and the total is no longer shown.",
    "The list changes in place, to two decimal places.",
    "It takes 20 minutes and some memory.",
    "Who is not authorized?",
    "The placeholder, the outdoor bathroom and the outstanding momentum.",
]


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase.name)
def test_phrase_is_found(phrase: object) -> None:
    """Each phrase is found in a sentence that has it, and is the only one found there."""
    [name] = [each.name for each in PHRASES if each is phrase]

    assert [name] == [found.phrase.name for found in check("page.md", AVOIDED[name])]


@pytest.mark.parametrize("sentence", FINE)
def test_ordinary_sentence_is_accepted(sentence: str) -> None:
    """Ordinary English with the same words is not reported."""
    assert [] == list(check("page.md", sentence))


def test_every_example_has_its_phrase() -> None:
    """The examples above cover the phrases, each once."""
    assert list(AVOIDED) == [phrase.name for phrase in PHRASES]


def test_line_of_wrapped_phrase() -> None:
    """A phrase that is wrapped is reported at its first line, in one line."""
    [found] = check("docs/page.md", "# Title\n\nIt waits for\n  ever.\n")

    assert """docs/page.md:3: "for ever": write 'forever' or 'without limit'""" == str(found)


@pytest.mark.parametrize(
    "source",
    [
        '"""One room."""\n',
        "x = 1  # one room\n",
        'x = "one room"\n',
        'x = f"{x} room"\n',
    ],
    ids=["docstring", "comment", "string", "f-string"],
)
def test_text_in_python_is_checked(source: str) -> None:
    """Docstrings, comments and strings are checked."""
    assert ["room"] == [found.text for found in check("module.py", source)]


@pytest.mark.parametrize("source", ["room = 1\n", 'x = f"{room}"\n', "from house import room\n"])
def test_names_in_python_are_not_checked(source: str) -> None:
    """Names in code are not wording."""
    assert [] == list(check("module.py", source))


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        ("a.yaml", "key: one room", 1),
        ("a.html", "<p>one room</p>", 1),
        ("a.py.jinja", "# one room", 1),
        ("scripts/a", "#!/bin/sh\n# one room", 1),
        ("a.json", '"one room"', 0),
    ],
)
def test_kinds_of_files(path: str, content: str, expected: int) -> None:
    """Documents, templates and shell scripts are checked as a whole; data is not."""
    assert expected == len(list(check(path, content)))


def test_allowed_phrase_is_not_reported() -> None:
    """An exception covers one phrase in one file."""
    found = [*check("a.md", "one room, one door"), *check("b.md", "one room")]

    reported, useless = sort_out(found, [Allowed("a.md", "room", "a test")])

    assert [("a.md", "door"), ("b.md", "room")] == [(each.path, each.text) for each in reported]
    assert [] == useless


def test_useless_exception_is_reported() -> None:
    """An exception that covers nothing has to go."""
    exception = Allowed("a.md", "room", "a test")

    assert ([], [exception]) == sort_out([], [exception])

"""A helper is generated if, and only if, the rest of the package needs it."""

import re

import pytest

from devtools.generate.unused import without_unused

HELPERS = '''"""Helpers."""

import math

T = 1
"""One."""

_LIMIT: int = 2


# How to read.


def number(value):
    """Reads a number."""
    return value + _LIMIT


class Box:
    one = T
'''
NUMBER = '''

# How to read.


def number(value):
    """Reads a number."""
    return value + _LIMIT
'''


@pytest.mark.parametrize(
    ("user", "kept"),
    [
        ("", []),
        ("number = 1", []),
        ("other.number", []),
        ("from .other import number", []),
        ("_types.number(1)", ["_LIMIT", "number"]),
        ("from ..types import number", ["_LIMIT", "number"]),
        ("from .types import Box", ["T", "Box"]),
    ],
)
def test_needed_helpers_are_kept(user: str, kept: list[str]) -> None:
    """What the package uses is kept, with what that uses in turn."""
    text = without_unused({"types.py": HELPERS, "user.py": user}, "types.py")["types.py"]

    assert kept == re.findall(r"^(?:def |class )?(T|_LIMIT|number|Box)\b", text, re.MULTILINE)


def test_comment_and_docstring_belong_to_their_helper() -> None:
    """What is removed leaves no comment and no docstring behind; what is kept, keeps them."""
    text = without_unused({"types.py": HELPERS, "user.py": "_types.number"}, "types.py")["types.py"]

    assert ('"""Helpers."""\n\nimport math\n\n_LIMIT: int = 2\n' + NUMBER) == text


def test_other_files_are_unchanged() -> None:
    """Only the module of helpers is rewritten."""
    files = {"types.py": HELPERS, "user.py": "unused = 1", "py.typed": ""}

    assert files | {"types.py": '"""Helpers."""\n\nimport math\n'} == without_unused(files, "types.py")

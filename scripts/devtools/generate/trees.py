"""Folders as dictionaries of text: read, compared and written."""

import difflib
from pathlib import Path

Tree = dict[str, str]
"""The text of each file, by its path below the folder."""


def read_tree(folder: Path) -> Tree:
    """Returns the files of a folder."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.parent.name != "__pycache__")
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8", errors="replace") for path in files}


def difference(present: Tree, wanted: Tree) -> str:
    """Returns a unified diff and the names of the files that differ; an empty string if none does."""
    names = [name for name in sorted(present | wanted) if present.get(name) != wanted.get(name)]
    lines = [line for name in names for line in _file_diff(name, present.get(name, ""), wanted.get(name, ""))]
    return "\n".join([*lines, f"Files that differ: {', '.join(names)}"]) if names else ""


def write_tree(folder: Path, wanted: Tree) -> None:
    """Makes the folder hold the wanted files and no others; files that are right already are not touched."""
    present = read_tree(folder) if folder.exists() else {}
    for name in present.keys() - wanted.keys():
        (folder / name).unlink()
    for name, text in wanted.items():
        if present.get(name) != text:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, "utf-8")


def _file_diff(name: str, before: str, after: str) -> list[str]:
    old, new = f"generated/{name}", f"wanted/{name}"
    return list(difflib.unified_diff(before.splitlines(), after.splitlines(), old, new, lineterm="", n=1))

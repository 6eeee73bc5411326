"""The mutants that may survive: `survivors.txt` has each with the reason why it does not matter."""

from pathlib import Path

FILE = Path(__file__).with_name("survivors.txt")

Key = tuple[str, str, str, str]
"""The module, the function or class, and the line before and after."""


def key(mutant: dict[str, str]) -> Key:
    """Returns what a mutant is known by, whatever stands above it."""
    return mutant["file"], mutant["function"], mutant["before"], mutant["after"]


def read() -> list[Key]:
    """Returns the mutants that the file explains.

    Raises:
        ValueError: if an entry has no reason, or is not made as the others are.
    """
    text = "\n".join(line for line in FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return [_entry(block.strip().splitlines()) for block in text.split("\n\n") if block.strip()]


def _entry(lines: list[str]) -> Key:
    match lines:
        case [place, before, after, why] if before[:1] + after[:1] == "-+" and why.startswith("  "):
            file, _, function = place.partition("  ")
            return file, function, before[2:], after[2:]
        case _:
            raise ValueError(f"survivors.txt: each entry is a place, a line with -, one with +, and why; not {lines}")

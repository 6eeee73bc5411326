"""The mutants that may survive: `survivors.txt` has each one with the reason why it does not matter."""

from pathlib import Path

from devtools.mutate.mutants import Key

FILE = Path(__file__).with_name("survivors.txt")


def explained(text: str) -> list[Key]:
    """Returns the mutants that a text like `survivors.txt` explains.

    Raises:
        ValueError: if an entry has no reason or another form.
    """
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return [_key(entry.strip().splitlines()) for entry in "\n".join(lines).split("\n\n") if entry.strip()]


def _key(entry: list[str]) -> Key:
    match entry:
        case [location, before, after, reason] if before[:1] + after[:1] == "-+" and reason.startswith("  "):
            file, _, function = location.partition("  ")
            return file, function, before[2:], after[2:]
        case _:
            raise ValueError(f"survivors.txt: expected a location, a line with -, one with + and a reason, got {entry}")


def entry_of(key: Key) -> str:
    """Returns an entry of `survivors.txt`, still without its reason."""
    file, function, before, after = key
    return f"{file}  {function}\n- {before}\n+ {after}"

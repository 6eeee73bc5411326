"""The rows of a matrix that a user names."""

import difflib
from collections.abc import Mapping, Sequence
from typing import TypeVar

Entry = TypeVar("Entry")


def select(rows: Mapping[str, Entry], names: Sequence[str]) -> list[Entry]:
    """Returns the rows with these names, or all rows, in the order of the matrix.

    Raises:
        ValueError: if no row has one of the names.
    """
    for name in names:
        if name not in rows:
            near = difflib.get_close_matches(name, rows, n=1)
            hint = f"did you mean {near[0]}?" if near else f"the rows are {', '.join(rows)}"
            raise ValueError(f"no row is named {name}; {hint}")
    return [row for name, row in rows.items() if not names or name in names]

"""How an example ended that ran in this process."""

from collections.abc import Callable
from pathlib import Path

from attrs import frozen

EXAMPLES = Path(__file__).parents[3] / "examples"


@frozen
class Done:
    """How a program ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]

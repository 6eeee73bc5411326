"""What every compared tool is: from mock servers to the problems that it reports."""

from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager

from attrs import frozen

from flowmusic_contract.mock_server import Handler, running

Problems = frozenset[str]
"""What a tool reports about one server, each problem in few words, without what changes from run to run."""


@frozen
class Checker:
    """A tool that checks servers."""

    name: str
    package: str
    """The name of the package that has a version."""
    install: Callable[[], str]
    """Installs the tool and returns its version, or raises a NotRunError."""
    check: Callable[[Sequence[Handler]], Sequence[Problems]]
    """Returns the problems of each server."""
    batch: int = 1
    """How many servers are checked in one call."""
    workers: int = 1
    """How many calls run at a time."""


@contextmanager
def all_running(handlers: Sequence[Handler]) -> Generator[list[str]]:
    """Serves each handler while the context lasts, and yields their base URLs."""
    with ExitStack() as servers:
        yield [servers.enter_context(running(handler)) for handler in handlers]

"""What a rule is: one sentence that must hold, its basis, and the comparisons it makes."""

import inspect
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, Generic, Literal, TypeVar

from attrs import frozen

from flowmusic_contract.rules.expectation import Expectation

Subject = TypeVar("Subject")
Basis = Literal["documented", "inferred"]


@frozen
class Rule(Generic[Subject]):
    """A rule. Calling it with its subject yields one expectation for each comparison made."""

    id: str
    sentence: str
    basis: Basis
    place: str | None
    """Where the spec says the sentence: a JSON pointer. Documented rules have one."""
    because: str | None
    """Why we conclude the sentence. Inferred rules have one."""
    subject: object
    """The type of what the rule is asked about, which is that of the function's argument."""
    check: Callable[[Subject], Iterator[Expectation]]

    def __call__(self, subject: Subject) -> Iterator[Expectation]:
        """Makes the comparisons."""
        return self.check(subject)


def documented(place: str) -> Callable[[Callable[[Subject], Iterator[Expectation]]], Rule[Subject]]:
    """Makes a function the rule whose docstring the spec says at `place`."""
    return lambda check: _rule(check, "documented", place=place)


def inferred(*, because: str) -> Callable[[Callable[[Subject], Iterator[Expectation]]], Rule[Subject]]:
    """Makes a function the rule whose docstring follows from the page for the reason given."""
    return lambda check: _rule(check, "inferred", because=because)


def rules_of(*modules: ModuleType) -> list[Rule[Any]]:
    """Returns the rules that the modules define, in the order they stand there."""
    return [rule for module in modules for rule in vars(module).values() if isinstance(rule, Rule)]


def _rule(
    check: Callable[[Subject], Iterator[Expectation]],
    basis: Basis,
    place: str | None = None,
    because: str | None = None,
) -> Rule[Subject]:
    room = check.__module__.rpartition(".")[2]
    name = check.__name__.replace("_", "-")
    sentence = " ".join((inspect.getdoc(check) or "").split())
    [subject] = inspect.signature(check).parameters.values()
    return Rule(f"{room}.{name}", sentence, basis, place, because, subject.annotation, check)

"""What a rule is: one sentence that must hold, its basis, and the comparisons it makes."""

import inspect
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, Generic, Literal, TypeVar

from attrs import frozen

from flowmusic_contract.engine.expectation import Expectation
from flowmusic_contract.engine.subjects import USUAL_EVIDENCE

Subject = TypeVar("Subject")
Basis = Literal["documented", "inferred"]
Check = Callable[[Subject], Iterator[Expectation]]


@frozen
class Rule(Generic[Subject]):
    """A rule. Calling it with its subject yields one expectation for each comparison made."""

    area: str
    name: str
    sentence: str
    basis: Basis
    subject: type[Subject]
    """What the rule judges."""
    check: Check[Subject]
    citation: str | None = None
    """JSON pointer into the spec, where `x-contract` has the sentence. Documented rules have one."""
    because: str | None = None
    """Why we conclude the sentence. Inferred rules have a reason."""
    needs: str = ""
    """What a check has to see before the rule can be judged."""
    is_required: bool = False
    """Whether a check that did not exercise the rule is inconclusive."""

    @property
    def id(self) -> str:
        """The area and the name, such as `summary.credits-are-tokens-over-12`."""
        return f"{self.area}.{self.name}"

    def __call__(self, subject: Subject) -> Iterator[Expectation]:
        """Makes the comparisons."""
        return self.check(subject)


def documented(
    citation: str, *, about: type[Subject], needs: str = "", required: bool = False
) -> Callable[[Check[Subject]], Rule[Subject]]:
    """Turns a function into the rule whose docstring is in `x-contract` at `citation`."""
    return lambda check: _rule(check, "documented", about, needs=needs, required=required, citation=citation)


def inferred(
    *, because: str, about: type[Subject], needs: str = "", required: bool = False
) -> Callable[[Check[Subject]], Rule[Subject]]:
    """Turns a function into the rule whose docstring follows from the docs page for the reason given."""
    return lambda check: _rule(check, "inferred", about, needs=needs, required=required, because=because)


def rules_of(*modules: ModuleType) -> list[Rule[Any]]:
    """Returns the rules that the modules define, in the order of their definition."""
    return [rule for module in modules for rule in vars(module).values() if isinstance(rule, Rule)]


def area_of(function: Callable[..., object]) -> str:
    """Returns the name of the folder of the module that defines a function."""
    return function.__module__.split(".")[-2]


def name_of(function: Callable[..., object]) -> str:
    """Returns the name of a function in kebab case."""
    return function.__name__.replace("_", "-")


def id_of(function: Callable[..., object]) -> str:
    """Returns the id of what a function defines: the area and the name."""
    return f"{area_of(function)}.{name_of(function)}"


def sentence_of(function: Callable[..., object]) -> str:
    """Returns the docstring of a function on one line."""
    return " ".join((inspect.getdoc(function) or "").split())


def _rule(
    check: Check[Subject],
    basis: Basis,
    subject: type[Subject],
    *,
    needs: str,
    required: bool,
    citation: str | None = None,
    because: str | None = None,
) -> Rule[Subject]:
    return Rule(
        area=area_of(check),
        name=name_of(check),
        sentence=sentence_of(check),
        basis=basis,
        subject=subject,
        check=check,
        citation=citation,
        because=because,
        needs=needs or USUAL_EVIDENCE[subject],
        is_required=required,
    )

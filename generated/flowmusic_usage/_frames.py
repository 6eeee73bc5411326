# Generated from openapi.yaml by scripts/generate. Do not edit.
"""Keeps secrets out of tracebacks, which may show the local variables of their frames."""

import sys
from collections.abc import Callable, Iterator
from functools import wraps
from typing import ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")
Class = TypeVar("Class", bound=type)


def hides_arguments(function: Callable[P, R]) -> Callable[P, R]:
    """Makes a function whose errors have no frame that holds its arguments."""

    @wraps(function)
    def call(*args: P.args, **options: P.kwargs) -> R:
        handled = sys.exception()
        try:
            return function(*args, **options)
        except Exception as error:  # noqa: BLE001 - it is raised again
            failure = without_frames(error, handled)
        del args, options
        try:
            raise failure
        finally:
            del failure, handled  # they refer to this frame

    return call


def hides_settings(kind: Class) -> Class:
    """Does the same for the constructor of a class."""
    type.__setattr__(kind, "__init__", hides_arguments(vars(kind)["__init__"]))
    return kind


def without_frames(error: BaseException, handled: BaseException | None) -> BaseException:
    """Returns the error and its causes without their frames; not the exception that the caller handles meanwhile."""
    for each in chain(error, handled):
        each.__traceback__ = None
    return error


def chain(error: BaseException, end: BaseException | None) -> Iterator[BaseException]:
    """Yields an error, its causes and the members of groups; not the exception that the caller handles meanwhile."""
    seen = {id(end)}
    waiting: list[BaseException | None] = [error]
    while waiting:
        each = waiting.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        waiting.append(each.__cause__ or each.__context__)
        if isinstance(each, BaseExceptionGroup):
            waiting.extend(cast("BaseExceptionGroup[BaseException]", each).exceptions)

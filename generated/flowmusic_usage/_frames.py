# Generated from openapi.yaml by scripts/generate. Do not edit.
"""Keeps secrets out of tracebacks, which may show the local variables of their frames."""

import sys
from collections.abc import Callable, Iterator
from functools import wraps
from typing import ParamSpec, TypeVar

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
    for each in _chain(error, handled):
        each.__traceback__ = None
    return error


def _chain(error: BaseException | None, end: BaseException | None) -> Iterator[BaseException]:
    seen = {id(end)}
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__

"""What several rules compute from the same report, computed once; above all columns, which compare faster than rows."""

from collections.abc import Callable
from functools import wraps
from operator import itemgetter
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar, cast, overload

from flowmusic_contract.engine.timestamps import are_usual_timestamps
from flowmusic_contract.engine.usage import Usage, UsageEvent, normalized_email

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

_PART = 500
"""How many events are read at a time: those that are in the processor's cache are read much faster."""

_date_of = itemgetter(slice(10))


class _Shared(dict[str, Any]):
    """A report that is never changed, so that rules can share what they compute from it."""

    __slots__ = ("computed",)

    def __init__(self, report: Usage) -> None:
        super().__init__(report)
        self.computed: dict[object, Any] = {}


def share(report: Usage) -> Usage:
    """Returns an equal report, which must not be changed: what functions with `once` compute from it is shared."""
    return cast("Usage", _Shared(report))


def once(
    compute: Callable[Concatenate[Usage, Arguments], Result],
) -> Callable[Concatenate[Usage, Arguments], Result]:
    """Makes a function remember its result for each shared report."""

    @wraps(compute)
    def computed(usage: Usage, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        report: object = usage
        if not isinstance(report, _Shared):
            return compute(usage, *args, **kwargs)
        key = (compute, args, *kwargs.items())
        if key not in report.computed:
            report.computed[key] = compute(usage, *args, **kwargs)
        result: Result = report.computed[key]
        return result

    return computed


@overload
def column(usage: Usage, name: Literal["type", "event_at", "max_created_at", "_account_email"]) -> list[str]: ...
@overload
def column(usage: Usage, name: Literal["conversation_id", "conversation_title"]) -> list[str | None]: ...
@overload
def column(usage: Usage, name: Literal["amount"]) -> list[float]: ...
def column(usage: Usage, name: str) -> list[Any]:
    """Returns the values of one field of all events."""
    report: object = usage
    return _columns(usage)[name] if isinstance(report, _Shared) else list(map(itemgetter(name), usage["events"]))


@once
def _columns(usage: Usage) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {name: [] for name in UsageEvent.__annotations__}
    for start in range(0, len(usage["events"]), _PART):
        part = usage["events"][start : start + _PART]
        for name, values in columns.items():
            values.extend(map(itemgetter(name), part))
    return columns


@once
def titled_conversations(usage: Usage) -> set[tuple[str | None, str | None]]:
    """Returns each conversation with each title that its events have."""
    return set(zip(column(usage, "conversation_id"), column(usage, "conversation_title"), strict=True))


@once
def dates(usage: Usage, name: Literal["event_at", "max_created_at"]) -> list[str]:
    """Returns the first ten characters of each time, which are its date."""
    return list(map(_date_of, column(usage, name)))


@once
def conversation_ids(usage: Usage) -> frozenset[str | None]:
    """Returns the conversations of all events, with None if an event has none."""
    return frozenset(column(usage, "conversation_id"))


@once
def own_emails(usage: Usage) -> frozenset[str]:
    """Returns the spellings of the account: that of the report, and another letter case if all events have it.

    A server may report the address as it was requested, and its events as the address was configured.
    """
    email, of_events = usage["email"], frozenset(column(usage, "_account_email"))
    is_one_spelling = {normalized_email(email)} == set(map(normalized_email, of_events)) and len(of_events) == 1
    return frozenset({email}) | (of_events if is_one_spelling else frozenset())


@once
def has_usual_timestamps(usage: Usage) -> bool:
    """Returns whether each `max_created_at` is a timestamp in UTC in the form on the docs page."""
    return are_usual_timestamps(column(usage, "max_created_at"))

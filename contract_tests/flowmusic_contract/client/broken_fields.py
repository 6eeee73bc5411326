"""Usage reports in which one documented field is missing or has a wrong type: one for each field of the spec."""

from collections.abc import Iterable, Iterator
from typing import Any

from attrs import frozen

from flowmusic_contract import spec
from flowmusic_contract.engine.fault import Effects, UsageJson
from flowmusic_contract.engine.json_path import json_path

_Path = tuple[str | int, ...]


@frozen
class _Wrong:
    name: str
    shown: str
    value: object


_NULL = _Wrong("null", "null", None)
_OBJECT = _Wrong("object", "an object", {})


@frozen
class BrokenField:
    """One illegal change of one field, as a client's case."""

    id: str
    sentence: str
    path: _Path
    value: object = None
    is_missing: bool = False

    def change(self, usage: UsageJson) -> None:
        """Changes a usage report in place."""
        *parents, name = self.path
        parent: Any = usage
        for key in parents:
            parent = parent[key]
        if self.is_missing:
            del parent[name]
        else:
            parent[name] = self.value


def broken_fields(known: Iterable[Effects]) -> Iterator[BrokenField]:
    """Yields every illegal change of one field, to missing, null or an object, but those that known faults make."""
    made = _made_alone(known)
    for path, schema in _fields(spec.at("#/components/schemas/AccountUsage"), ()):
        names = [name for name in path if isinstance(name, str)]
        # Without the name of the summary, unless the summary itself is broken.
        id_ = "-".join(name.strip("_").replace("_", "-") for name in names if name != "summary" or name == names[-1])
        field = json_path(path)
        shown = field.removeprefix("$.")
        wrong = _OBJECT if "null" in schema.get("type", ()) else _NULL
        if f"{field} absent" not in made:
            yield BrokenField(f"missing.{id_}", f"`{shown}` is missing.", path, is_missing=True)
        if f"{field} {wrong.name}" not in made:
            yield BrokenField(f"types.{wrong.name}-{id_}", f"`{shown}` is {wrong.shown}.", path, wrong.value)


def _made_alone(known: Iterable[Effects]) -> set[str]:
    """Returns the changes of fields that a known fault makes, and makes no other."""
    alone: set[str] = set()
    for effects in known:
        changes = _changes(effects)
        if len(changes) == 1:
            alone |= changes
    return alone


def _changes(effects: Effects) -> set[str]:
    """Returns what becomes of the fields of the first account, such as `$.email absent`."""
    return {
        f"{path.replace('[*]', '[0]')} {change.rpartition('-> ')[2].partition(' of ')[0]}"
        for path, change in effects.items()
        if path.startswith("$") and not change.startswith("absent")
    }


def _fields(schema: dict[str, Any], path: _Path) -> Iterator[tuple[_Path, dict[str, Any]]]:
    """Yields every required field, with its schema; those of a list in its first element."""
    for name in schema.get("required", ()):
        member = _resolved(schema["properties"][name])
        yield (*path, name), member
        yield from _fields(member, (*path, name))
        if "items" in member:
            yield from _fields(_resolved(member["items"]), (*path, name, 0))


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    return spec.at(schema["$ref"]) if "$ref" in schema else schema

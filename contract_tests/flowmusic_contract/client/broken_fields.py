"""Usage reports in which one documented field is missing or has a wrong type: some for each field of the spec."""

from collections.abc import Callable, Iterable, Iterator
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
    of: Callable[[Any], object]
    """Returns what takes the place of a correct value."""

    def effect(self, value: Any) -> str:
        """Returns what takes the place of a value, as effects describe it: an empty array is not one with elements."""
        wrong = self.of(value)
        return f"{self.name} of {len(wrong)}" if isinstance(wrong, dict | list) else self.name


_NULL = _Wrong("null", "null", lambda _: None)
_OBJECT = _Wrong("object", "an object", lambda _: {})

_LOOKALIKES = {
    "object": _Wrong("array", "an empty array", lambda _: []),
    "array": _Wrong("object", "its first element instead of an array", lambda elements: elements[0]),
    "number": _Wrong("string", "a string of digits", str),
}
"""By type, what some servers send instead, and some clients take for the same."""


@frozen
class BrokenField:
    """One illegal change of one field, as a client's case."""

    id: str
    sentence: str
    path: _Path
    wrong: _Wrong | None
    """None if the field is missing."""

    def change(self, usage: UsageJson) -> None:
        """Changes a usage report in place."""
        *parents, name = self.path
        parent = _at(usage, parents)
        if self.wrong:
            parent[name] = self.wrong.of(parent[name])
        else:
            del parent[name]


def broken_fields(usage: UsageJson, known: Iterable[Effects]) -> Iterator[BrokenField]:
    """Yields illegal changes of each field of a usage report: to missing, null, an object or what looks like its type.

    Leaves out those that known faults make.
    """
    made = _made_alone(known)
    for path, schema, is_required in _fields(usage, spec.at("#/components/schemas/AccountUsage"), ()):
        field, value = json_path(path), _at(usage, path)
        if is_required and f"{field} absent" not in made:
            yield _broken(f"missing.{_id(path)}", field, "missing", path, None)
        for wrong in _wrong_values(schema):
            if f"{field} {wrong.effect(value)}" not in made:
                yield _broken(f"types.{wrong.name}-{_id(path)}", field, wrong.shown, path, wrong)


def _at(document: Any, path: Iterable[str | int]) -> Any:
    for key in path:
        document = document[key]
    return document


def _broken(id_: str, field: str, becomes: str, path: _Path, wrong: _Wrong | None) -> BrokenField:
    return BrokenField(id_, f"`{field.removeprefix('$.')}` is {becomes}.", path, wrong)


def _id(path: _Path) -> str:
    names = [name for name in path if isinstance(name, str)]
    # Without the name of the summary, unless the summary itself is broken.
    return "-".join(name.strip("_").replace("_", "-") for name in names if name != "summary" or name == names[-1])


def _wrong_values(schema: dict[str, Any]) -> Iterator[_Wrong]:
    type_ = schema["type"]
    yield _OBJECT if "null" in type_ else _NULL
    if isinstance(type_, str) and type_ in _LOOKALIKES:
        yield _LOOKALIKES[type_]


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
        f"{path.replace('[*]', '[0]')} {change.rpartition('-> ')[2]}"
        for path, change in effects.items()
        if path.startswith("$") and not change.startswith("absent")
    }


def _fields(value: Any, schema: dict[str, Any], path: _Path) -> Iterator[tuple[_Path, dict[str, Any], bool]]:
    """Yields every documented field with its schema, and whether it is required; one of each list and map."""
    names = schema.get("required") or list(value)[:1]
    for name in names:
        member = _resolved(schema["properties"][name] if "properties" in schema else schema["additionalProperties"])
        yield (*path, name), member, "required" in schema
        match member["type"]:
            case "object":
                yield from _fields(value[name], member, (*path, name))
            case "array":
                yield from _fields(value[name][0], _resolved(member["items"]), (*path, name, 0))
            case _:
                pass


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    return spec.at(schema["$ref"]) if "$ref" in schema else schema

"""Changes one value or more of a JSON document at random, so that what reads it gets past the syntax."""

import json
from collections.abc import Callable
from random import Random
from typing import Any

from devtools.fuzz.byte_mutations import many

_HOLE = "\x00hole\x00"
"""A string that is replaced by hostile JSON after the document is written."""

_WRITTEN_HOLE = json.dumps(_HOLE)
_DEEPEST = 100_000
_MOST_ROWS = 400
_MOST_REPEATED = 50_000
"""Characters that one change adds."""

_VALUES = (
    *("null", "true", "false", "0", "-0", "-0.0", "1e0", "0.1", "-1", "1e308", "-1e308", "1e309", "5e-324"),
    *("12.000000000000000001", "9007199254740993", "18446744073709551616", "1" + "0" * 308, "9" * 400),
    *("9" * 5000, "NaN", "Infinity", "-Infinity", "01", "+1", "1.", ".5", "0x10", "1_000", "'a'", "", "["),
    *("}", ",", "[1,]", "{}", "[]", '""', '"a"', '"\\ud800"', '"\\udfff\\ud800"', '"\\ud83c\\udfbb"'),
    *('"\\u0000"', '"\\x"', '"\ufeff"', '"\u202e\u2028"', '{"a":1,"a":2}', '{"":0}', '{"\\ud800":1}'),
    *('{"__proto__":{}}', "[[],{},[{}]]", '"$.events[0]"', '"user:1-token"', '"2026-06-01T00:00:00"'),
    *('"2026-06-01T23:59:59.999999999Z"', '"0001-01-01T00:00:00+14:00"', '"2026-02-30T00:00:00"'),
    *('"9999-12-31T23:59:59-14:00"', '"\u0662\u0660\u0662\u0666-06-01T00:00:00"', '"2026-06-01T24:00:60Z"'),
    *('"99999999999-01-01T00:00:00Z"', '"a@example.com"', '"A@EXAMPLE.COM"', '"daily-free"', '"riffusion"'),
    *('"producer-usage"', '"constructor"'),
)
_NESTED: tuple[tuple[str, str, str], ...] = (("[", "", "]"), ('{"a":', "1", "}"), ('[{"a":', "[]", "}]"), ("[", "", ""))

Change = Callable[[Random, Any, Any], None]
"""Changes a container in place, given a random key or index of it."""


def mutated_json(random: Random, document: Any) -> bytes:
    """Returns the text of a document after one change or more."""
    document = _copy(document)
    while True:
        container = _container(random, document)
        if container:
            keys: list[Any] = list(container) if isinstance(container, dict) else list(range(len(container)))
            random.choice(_CHANGES)(random, container, random.choice(keys))
        if random.random() < 0.5:
            break
    text = json.dumps(document, ensure_ascii=random.random() < 0.5, indent=2 if random.random() < 0.05 else None)
    while _WRITTEN_HOLE in text:
        text = text.replace(_WRITTEN_HOLE, _value(random), 1)
    return text.encode("utf-8", "surrogatepass")


def _copy(value: Any) -> Any:
    return json.loads(json.dumps(value))  # much faster than deepcopy


def _value(random: Random) -> str:
    if random.random() < 0.8:
        return random.choice(_VALUES)
    if random.random() < 0.3:
        return json.dumps(random.choice(("a", "\u0301", " ", "a@", "\\", "{{", "*")) * many(random))
    before, inside, after = random.choice(_NESTED)
    depth = many(random, _DEEPEST)
    return before * depth + inside + after * depth


def _container(random: Random, value: Any) -> Any:
    """Returns the document or an array or object in it: each level is as likely as the next."""
    inner = [each for each in (value.values() if isinstance(value, dict) else value) if isinstance(each, dict | list)]
    return _container(random, random.choice(inner)) if inner and random.random() < 0.7 else value


def _replace(_random: Random, container: Any, key: Any) -> None:
    container[key] = _HOLE


def _remove(_random: Random, container: Any, key: Any) -> None:
    del container[key]


def _repeat(random: Random, container: Any, key: Any) -> None:
    text = json.dumps(container[key])
    times = many(random, max(1, min(_MOST_ROWS, _MOST_REPEATED // len(text))))
    # Copies, because a later change to all of them at once would multiply what they contain.
    copies = [json.loads(text) for _ in range(times)]
    if isinstance(container, list):
        container[key:key] = copies
    else:
        container |= {f"{key}{number}": copy for number, copy in enumerate(copies)}


def _rename(random: Random, container: Any, key: Any) -> None:
    if isinstance(container, dict):
        names = ("", "a" * many(random), "\u202e", "events", "__proto__", "\ud800", "\U0001f3bb", f"{key} ")
        container[random.choice(names)] = container.pop(key)
    else:
        random.shuffle(container)


def _wrap(_random: Random, container: Any, key: Any) -> None:
    container[key] = [container[key], {"a": container[key]}]


def _swap(random: Random, container: Any, key: Any) -> None:
    keys: list[Any] = list(container) if isinstance(container, dict) else list(range(len(container)))
    other = random.choice(keys)
    container[key], container[other] = container[other], container[key]


_CHANGES: tuple[Change, ...] = (_replace, _replace, _replace, _replace, _remove, _repeat, _rename, _wrap, _swap)

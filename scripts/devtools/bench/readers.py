"""Every way from bytes to typed objects that is measured, each in a process that imports no other.

What is imported matters, because the garbage collector traverses it. `python -m devtools.bench.readers READER
MEASUREMENT FILE` prints one number.
"""

import json
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

from devtools.bench.measuring import alternate, cpu_seconds, peak_growth, repetitions, result_size
from devtools.bench.peers import STOCK, peer

Read = Callable[[bytes], Any]

BYTES_PER_EVENT = 250

EMPTY = b"""{"email": "a@example.com", "events": [], "summary": {"by_type_tokens": {}, "by_type_credits": {},
"total_charged_credits": 0, "total_received_tokens": 0, "per_conversation": []}}"""


def main() -> None:
    """Prints one measurement of one reader."""
    reader, measurement, file = sys.argv[1:]
    read = READERS[reader]()
    read(EMPTY)  # what happens only on the first use is not measured
    print(float(MEASUREMENTS[measurement](read, Path(file).read_bytes())))


class _NotInstalled(MetaPathFinder):
    """Makes an import fail as if the package were not installed."""

    def __init__(self, package: str) -> None:
        self.package = package

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Raises an error for the package, and finds nothing else."""
        del path, target
        if name.partition(".")[0] == self.package:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None


def _ours_without_fast() -> Read:
    sys.meta_path.insert(0, _NotInstalled("msgspec"))
    return _ours()


def _ours() -> Read:
    types = import_module("flowmusic_usage.types")
    read = import_module("flowmusic_usage.models").AccountUsage.from_dict
    headers = import_module("httpx").Headers({"content-type": "application/json"})
    return lambda body: types.RawResponse(200, headers, body).json(read)


def _ours_with_timestamps() -> Read:
    read = _ours_without_fast()

    def read_all(body: bytes) -> Any:
        usage = read(body)
        return usage, [event.max_created_at_utc for event in usage.events]

    return read_all


def _stock() -> Read:
    read = peer(f"{STOCK}.models.account_usage").AccountUsage.from_dict
    return lambda body: read(json.loads(body))


def _pydantic() -> Read:
    read: Read = peer("pydantic_v2_models").AccountUsage.model_validate_json
    return read


def _cattrs(decoder: str) -> Read:
    cattrs = import_module("cattrs.gen")
    models = import_module("devtools.bench.attrs_models")
    converter = import_module(f"cattrs.preconf.{decoder}").make_converter(detailed_validation=False)
    name = cattrs.override(rename="_account_email")
    event = cattrs.make_dict_structure_fn(models.UsageEvent, converter, account_email=name)
    converter.register_structure_hook(models.UsageEvent, event)
    return lambda body: converter.loads(body, models.AccountUsage)


def _msgspec() -> Read:
    read: Read = import_module("msgspec.json").Decoder(peer("msgspec_models").AccountUsage).decode
    return read


STOCK_OUTPUT = "stock openapi-python-client"
READERS: dict[str, Callable[[], Read]] = {
    "ours": _ours_without_fast,
    "ours, with the extra `fast`": _ours,
    "ours, with every timestamp read": _ours_with_timestamps,
    STOCK_OUTPUT: _stock,
    "pydantic, `validate_json`": _pydantic,
    "attrs + cattrs, json": partial(_cattrs, "json"),
    "attrs + cattrs, orjson": partial(_cattrs, "orjson"),
    "msgspec Structs": _msgspec,
}


def _multiple_of_json_loads(read: Read, body: bytes) -> float:
    timers = [partial(cpu_seconds, partial(function, body)) for function in (json.loads, read)]
    loading, reading = map(min, alternate(timers, repetitions(len(body) // BYTES_PER_EVENT)))
    return reading / loading


def _accepts_string(read: Read, body: bytes) -> bool:
    usage = json.loads(body)
    usage["events"][0]["amount"] = str(usage["events"][0]["amount"])
    try:
        read(json.dumps(usage).encode())
    except Exception:  # noqa: BLE001 - each library has its own errors
        return False
    return True


MEASUREMENTS: dict[str, Callable[[Read, bytes], float]] = {
    "time": _multiple_of_json_loads,
    "result": lambda read, body: result_size(partial(read, body)),
    "peak": lambda read, body: peak_growth(partial(read, body)),
    "accepts-string": _accepts_string,
}

if __name__ == "__main__":
    main()

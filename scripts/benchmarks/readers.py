"""Every way to typed objects that is measured, each in a process of its own that holds no other.

What is imported matters: the collector of garbage walks through it. `python -m benchmarks.readers READER MEASURE FILE`
prints one number.
"""

import json
import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.measuring import in_turns, peak_growth, result_size, seconds, turns
from benchmarks.peers import STOCK, peer

Read = Callable[[bytes], Any]

BYTES_PER_EVENT = 250

EMPTY = b"""{"email": "a@example.com", "events": [], "summary": {"by_type_tokens": {}, "by_type_credits": {},
"total_charged_credits": 0, "total_received_tokens": 0, "per_conversation": []}}"""


def main() -> int:
    """Prints what is measured of a reader."""
    reader, measure, file = sys.argv[1:]
    read = READERS[reader]()
    read(EMPTY)  # what is made on first use is not measured
    print(float(MEASURES[measure](read, Path(file).read_bytes())))
    return 0


def _ours(*, fast: bool) -> Read:
    types = import_module("flowmusic_usage.types")
    read = import_module("flowmusic_usage.models").AccountUsage.from_dict
    headers = import_module("httpx").Headers({"content-type": "application/json"})
    if not fast:  # as for those who have not installed the extra `fast`
        vars(types)["fast_decoder"] = lambda: None
    return lambda body: types.RawResponse(200, headers, body).json(read)


def _with_moments(read: Read) -> Read:
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
    models = import_module("benchmarks.attrs_models")
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
    "ours": partial(_ours, fast=False),
    "ours, with the extra `fast`": partial(_ours, fast=True),
    "ours, and every moment read": lambda: _with_moments(_ours(fast=False)),
    STOCK_OUTPUT: _stock,
    "pydantic, `validate_json`": _pydantic,
    "attrs + cattrs, json": partial(_cattrs, "json"),
    "attrs + cattrs, orjson": partial(_cattrs, "orjson"),
    "msgspec Structs": _msgspec,
}


def _multiple_of_json_loads(read: Read, body: bytes) -> float:
    timers = [partial(seconds, partial(function, body)) for function in (json.loads, read)]
    loading, reading = map(min, in_turns(timers, turns(len(body) // BYTES_PER_EVENT)))
    return reading / loading


def _takes_text(read: Read, body: bytes) -> bool:
    usage = json.loads(body)
    usage["events"][0]["amount"] = str(usage["events"][0]["amount"])
    try:
        read(json.dumps(usage).encode())
    except Exception:  # noqa: BLE001 - each has errors of its own
        return False
    return True


MEASURES: dict[str, Callable[[Read, bytes], float]] = {
    "time": _multiple_of_json_loads,
    "result": lambda read, body: result_size(partial(read, body)),
    "peak": lambda read, body: peak_growth(partial(read, body)),
    "takes-text": _takes_text,
}

if __name__ == "__main__":
    sys.exit(main())

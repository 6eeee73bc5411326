"""Every way to typed objects that is measured: each is made once and then reads bytes."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import msgspec
from attrs import frozen
from cattrs.gen import make_dict_structure_fn, override  # pyright: ignore[reportMissingImports] - see requirements.in
from cattrs.preconf import json as cattrs_json  # pyright: ignore[reportMissingImports] - as above
from cattrs.preconf import orjson as cattrs_orjson  # pyright: ignore[reportMissingImports] - as above

from benchmarks.attrs_models import AccountUsage, UsageEvent
from benchmarks.peers import PLAIN, STOCK, peer

Read = Callable[[bytes], Any]


@frozen
class Reader:
    """A way to read a body, by its name."""

    name: str
    make: Callable[[], Read]

    def coerces(self, body: bytes) -> bool:
        """Tells whether it takes a text for the first amount of a body."""
        usage = json.loads(body)
        usage["events"][0]["amount"] = str(usage["events"][0]["amount"])
        try:
            self.make()(json.dumps(usage).encode())
        except Exception:  # noqa: BLE001 - each has errors of its own
            return False
        return True


def _ours(package: str) -> Read:
    answer = peer(f"{package}.types").Answer
    read = peer(f"{package}.models.account_usage").AccountUsage.from_dict
    headers = httpx.Headers({"content-type": "application/json"})
    return lambda body: answer(200, headers, body).json(read)


def _with_moments() -> Read:
    read = _ours(PLAIN)

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


def _cattrs(preconf: Any) -> Read:
    converter = preconf.make_converter(detailed_validation=False)
    event = make_dict_structure_fn(UsageEvent, converter, account_email=override(rename="_account_email"))
    converter.register_structure_hook(UsageEvent, event)
    return lambda body: converter.loads(body, AccountUsage)


def _msgspec() -> Read:
    return msgspec.json.Decoder(peer("msgspec_models").AccountUsage).decode


OURS = Reader("ours", lambda: _ours(PLAIN))
OURS_FAST = Reader("ours, with the extra `fast`", lambda: _ours("flowmusic_usage"))
STOCK_OUTPUT = Reader("stock openapi-python-client", _stock)
READERS = [
    OURS,
    OURS_FAST,
    Reader("ours, and every moment read", _with_moments),
    STOCK_OUTPUT,
    Reader("pydantic, `validate_json`", _pydantic),
    Reader("attrs + cattrs, json", lambda: _cattrs(cattrs_json)),
    Reader("attrs + cattrs, orjson", lambda: _cattrs(cattrs_orjson)),
    Reader("msgspec Structs", _msgspec),
]

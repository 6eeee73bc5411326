"""Makes calls with one client, in a process of its own.

`python -m devtools.bench.features.calling CLIENT SURROUNDINGS BASE_URL UNREACHABLE_URL` reads calls as JSON from
standard input, makes them at the same time, and prints how each of them ended.
"""

import asyncio
import json
import logging
import os
import socket
import sys
import time
import traceback
from collections import UserDict
from collections.abc import Callable
from functools import cache
from threading import Thread, local
from typing import Any

from attrs import asdict, evolve, field, frozen

from devtools.bench.features.calls import PATIENCE, TOKEN, Call, End, Outcome, Setting, Surroundings
from devtools.bench.features.clients import CLIENTS, Client
from devtools.bench.features.reaching import reaches_marker


def main() -> None:
    """Prints the outcomes of the calls by their names."""
    client, surroundings, *urls = sys.argv[1:]
    calls = [Call(**each) for each in json.load(sys.stdin)]
    _surround(Surroundings(surroundings))
    caller = Caller(CLIENTS[client], tuple(urls))
    outcomes = caller.outcomes_of(calls)
    print(json.dumps({name: asdict(outcome) for name, outcome in outcomes.items()}), flush=True)
    sys.stderr.flush()
    os._exit(0)  # without the calls that still wait


def _surround(surroundings: Surroundings) -> None:
    if surroundings != Surroundings.PLAIN:
        setattr(os, "environ", _Variables(os.environ))  # noqa: B010 - checkers allow only the private type
    if surroundings == Surroundings.DEBUG_LOG:
        logging.basicConfig(level=logging.DEBUG)


class _Variables(UserDict[str, str]):
    """The variables of the environment, with a value for each whose name says that it holds a token or a log level."""

    def __missing__(self, name: str) -> str:
        if name not in self:
            raise KeyError(name)
        return "debug" if "LOG" in name.split("_") else TOKEN

    def __contains__(self, name: object) -> bool:
        return name in self.data or not {"KEY", "TOKEN", "LOG"}.isdisjoint(str(name).split("_"))


def watched_time_limits() -> Callable[[], list[float | None]]:
    """Watches the sockets of this process. The function returns how long the last one of its thread waits."""
    last = local()

    def watch(receive: Callable[..., Any]) -> Callable[..., Any]:
        def watched(self: socket.socket, *arguments: Any) -> Any:
            last.limits = [self.gettimeout()]
            return receive(self, *arguments)

        return watched

    for name in "recv", "recv_into":
        setattr(socket.socket, name, watch(getattr(socket.socket, name)))
    return lambda: getattr(last, "limits", [])


@frozen
class Caller:
    """Makes calls with one client."""

    client: Client
    urls: tuple[str, ...]
    """The base URL of the server, and one where no server listens."""
    limits: Callable[[], list[float | None]] = field(factory=watched_time_limits)

    def outcomes_of(self, calls: list[Call]) -> dict[str, Outcome]:
        """Makes all calls at the same time, and returns how each ended, by its name."""
        open_once = cache(self._opened)
        outcomes: dict[str, Outcome] = {}
        threads: list[Thread] = []
        for call in calls:
            opened = open_once(call.setting, call.has_token, call.is_reachable)
            if isinstance(opened, Outcome):
                outcomes[call.name] = opened
                continue
            outcomes[call.name] = Outcome(end=End.WAITING)
            threads.append(Thread(target=self._note, args=(outcomes, call, opened), daemon=True))
        for thread in threads:
            thread.start()
        last = time.monotonic() + PATIENCE
        for thread in threads:
            thread.join(max(0, last - time.monotonic()))
        return dict(outcomes)

    def _opened(self, setting: Setting, has_token: bool, is_reachable: bool) -> Any:  # noqa: FBT001 - keys of a cache
        if setting not in self.client.openers:
            return Outcome(end=End.UNSUPPORTED)
        try:
            return self.client.openers[setting](self.urls[0 if is_reachable else 1], TOKEN if has_token else None)
        except Exception as error:  # noqa: BLE001 - the result is which one it is
            return self._raised(error)

    def _note(self, outcomes: dict[str, Outcome], call: Call, opened: Any) -> None:
        try:
            outcome = self._returned(self._call(call, opened))
        except Exception as error:  # noqa: BLE001 - the result is which one it is
            outcome = self._raised(error)
        outcomes[call.name] = evolve(outcome, client=repr(opened), time_limits=self.limits())

    def _call(self, call: Call, opened: Any) -> Any:
        if call.setting == Setting.ASYNCIO:
            return asyncio.run(self.client.call_asyncio(opened, call.email))
        return self.client.call(opened, call.email)

    def _returned(self, value: object) -> Outcome:
        return self._outcome(End.RETURNED, value)

    def _raised(self, error: Exception) -> Outcome:
        return evolve(self._outcome(End.RAISED, error), text="".join(traceback.format_exception(error)))

    def _outcome(self, end: End, value: object) -> Outcome:
        package = type(value).__module__.partition(".")[0]
        return Outcome(
            end=end,
            class_name=type(value).__name__,
            package=package,
            is_own=package == self.client.package,
            has_marker=reaches_marker(value),
        )


if __name__ == "__main__":
    main()

"""The header `Prefer` (RFC 7240), in which a request chooses a status, a fault or a variation for its own response."""

import re
from typing import Literal, cast

from attrs import frozen

from flowmusic_contract.mock_server.api import Change, Request
from flowmusic_contract.mock_server.changes import Changes, Kind, UnknownChangeError
from flowmusic_contract.mock_server.trouble import Trouble

_PREFERENCE = re.compile(r'\s*(code|fault|variation)\s*(?:=\s*"?([^";]*)"?\s*)?(?:;.*)?', re.IGNORECASE)
"""Everything after a `;` is ignored."""


@frozen
class Preference:
    """A preference that the mock server knows."""

    name: Literal["code"] | Kind
    value: str

    def __str__(self) -> str:
        return f"{self.name}={self.value}"

    def change(self, changes: Changes) -> Change:
        """Returns the change that is preferred.

        Raises:
            UnknownChangeError: if there is no such status, fault or variation.
        """
        if self.name != "code":
            return changes.find(self.value, self.name)
        if not re.fullmatch(r"[2-9]\d\d", self.value, re.ASCII):
            raise UnknownChangeError(f"code={self.value[:100]} is not a status from 200 to 999")
        return Trouble(int(self.value))


def preferences(request: Request) -> list[Preference]:
    """Returns the first preference of each name that the mock server knows, in their order."""
    found = (_PREFERENCE.fullmatch(each) for value in request.header("prefer") for each in value.split(","))
    first: dict[str, Preference] = {}
    for match in filter(None, found):
        name = cast("Literal['code'] | Kind", match[1].lower())
        first.setdefault(name, Preference(name, (match[2] or "").strip()))
    return list(first.values())

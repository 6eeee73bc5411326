"""A stand-in for fastmcp, which needs 35 packages that nothing else here needs. It has what the example uses.

Each line of standard input names a tool and an email address; each line of standard output is the result as JSON.
"""

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

from fastmcp.exceptions import ToolError


class FastMCP:
    """A server with tools."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._tools: dict[str, tuple[Callable[..., Any], Mapping[str, bool]]] = {}

    def tool(self, function: Callable[..., Any], *, annotations: Mapping[str, bool]) -> None:
        """Adds a tool."""
        self._tools[function.__name__] = function, annotations

    def run(self, *, show_banner: bool) -> None:
        """Serves standard input; the result of a line without an email address describes the tools."""
        if show_banner:
            sys.stdout.write("a banner\n")
        for line in sys.stdin:
            sys.stdout.write(f"{json.dumps(self._result(*line.split()))}\n")

    def _result(self, name: str, email: str = "") -> Any:
        function, annotations = self._tools[name]
        if not email:
            return {"description": function.__doc__, **annotations}
        try:
            return function(email=email)
        except ToolError as error:
            return f"error: {error}"

"""Serves usage reports to MCP clients on standard input and output, with three tools, which only read.

Reads the token from $USEAPI_TOKEN; no tool returns it. Needs `pip install '.[mcp]'`.
"""

import argparse
import sys
from collections import defaultdict
from typing import Any

try:
    from mcp.server import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError
    from mcp.types import ToolAnnotations
except ImportError:
    sys.exit("mcp_server.py needs mcp: pip install '.[mcp]'")

from flowmusic_usage import ApiError, AuthenticatedClient
from flowmusic_usage.models import AccountUsage


def usage_of(email: str) -> AccountUsage:
    try:
        return client.get_account_usage(email)
    except ApiError as error:
        raise ToolError(f"{type(error).__name__}: {error}") from None


def totals(email: str) -> dict[str, Any]:
    """Returns what an account was charged and received in total, and its tokens and credits by event type."""
    return {key: total for key, total in usage_of(email).summary.to_dict().items() if key != "per_conversation"}


def by_day(email: str) -> dict[str, dict[str, float]]:
    """Returns the tokens of an account by UTC day and event type."""
    tokens: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(int))
    for event in sorted(usage_of(email).events, key=lambda event: event.event_at):
        tokens[event.event_at.date().isoformat()][event.type] += event.amount
    return {day: dict(by_type) for day, by_type in tokens.items()}


def by_song(email: str) -> list[dict[str, Any]]:
    """Returns the tokens of an account by song and event type; what belongs to no song has the ID null."""
    songs: dict[str | None, dict[str, Any]] = {}
    for event in usage_of(email).events:
        song = songs.setdefault(event.conversation_id, {"id": event.conversation_id, "tokens_by_type": {}})
        song["title"] = event.conversation_title
        song["tokens_by_type"][event.type] = song["tokens_by_type"].get(event.type, 0) + event.amount
    return list(songs.values())


argparse.ArgumentParser(description=__doc__).parse_args()
try:
    with AuthenticatedClient() as client:
        server = MCPServer("Flow Music usage", log_level="ERROR")
        for tool in (totals, by_day, by_song):
            server.add_tool(tool, annotations=ToolAnnotations(read_only_hint=True))
        server.run()
except ApiError as error:
    sys.exit(f"{type(error).__name__}: {error}")

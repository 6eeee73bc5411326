"""The example of an MCP server, which an MCP client starts and calls over standard input and output."""

import asyncio
import sys
from collections.abc import Iterator

import pytest
from attrs import frozen
from mcp import Client, StdioServerParameters
from mcp.types import CallToolResult, TextContent, Tool

from flowmusic_contract.mock_server import DEMO_TOKEN, Api, demo_ledger, running
from self_tests.docs.running import EXAMPLES, Run

pytestmark = pytest.mark.xdist_group("mcp")  # one process has the conversations

DUET = "33334444-5555-4666-8777-888899990000"
NAMES = ["totals", "by_day", "by_song"]
KNOWN, UNKNOWN = "duo+live@example.com", "nobody@example.com"


@frozen
class Conversation:
    """What a client got from the server."""

    tools: list[Tool]
    known: dict[str, CallToolResult]
    """The result of each tool for an account that is configured."""
    unknown: dict[str, CallToolResult]
    """The result of each tool for an account that is not configured."""
    without_address: CallToolResult


@pytest.fixture(scope="module", params=["auto", "legacy"])
def conversation(request: pytest.FixtureRequest) -> Iterator[Conversation]:
    """A conversation in the current protocol, and one that starts with the handshake of the earlier ones."""
    with running(Api(demo_ledger())) as base_url:
        settings = {"USEAPI_BASE_URL": base_url, "USEAPI_TOKEN": DEMO_TOKEN}
        arguments = ["-W", "error", str(EXAMPLES / "mcp_server.py")]
        server = StdioServerParameters(command=sys.executable, args=arguments, env=settings)
        yield asyncio.run(_converse(Client(server, mode=request.param)))


async def _converse(client: Client) -> Conversation:
    async with client:
        return Conversation(
            (await client.list_tools()).tools,
            {name: await client.call_tool(name, {"email": KNOWN}) for name in NAMES},
            {name: await client.call_tool(name, {"email": UNKNOWN}) for name in NAMES},
            await client.call_tool(NAMES[0]),
        )


def test_tools(conversation: Conversation) -> None:
    """There are three tools, which only read and need an address."""
    assert [(name, True, ["email"]) for name in NAMES] == [
        (tool.name, tool.annotations and tool.annotations.read_only_hint, tool.input_schema["required"])
        for tool in conversation.tools
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "totals",
            {
                "by_type_tokens": {"grant": 600, "producer-usage": 220},
                "by_type_credits": {"grant": 50, "producer-usage": 220 / 12},
                "total_charged_credits": 220 / 12,
                "total_received_tokens": 600,
            },
        ),
        ("by_day", {"2026-06-02": {"grant": 600, "producer-usage": 120}, "2026-06-03": {"producer-usage": 100}}),
        (
            "by_song",
            {
                "result": [
                    {"id": None, "title": None, "tokens_by_type": {"grant": 600}},
                    {"id": DUET, "title": "Duett für zwei Geigen 🎻", "tokens_by_type": {"producer-usage": 220}},
                ]
            },
        ),
    ],
)
def test_call(name: str, expected: dict[str, object], conversation: Conversation) -> None:
    """A tool returns the totals, the tokens of each day, or the tokens of each song over all days."""
    result = conversation.known[name]

    assert (False, expected) == (result.is_error, result.structured_content)


@pytest.mark.parametrize("name", NAMES)
def test_failed_call(name: str, conversation: Conversation) -> None:
    """A call for an unknown account fails with one line, which names the error and does not show the token."""
    result = conversation.unknown[name]
    [content] = result.content

    assert isinstance(content, TextContent)
    assert (True, 1, True) == (result.is_error, len(content.text.splitlines()), "NotFoundError: GET " in content.text)
    assert DEMO_TOKEN not in content.text


def test_call_without_an_address(conversation: Conversation) -> None:
    """A call without an address fails, and says which argument is missing."""
    [content] = conversation.without_address.content

    assert isinstance(content, TextContent)
    assert (True, True) == (conversation.without_address.is_error, "email" in content.text)


def test_server_without_a_token(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a token, the server does not start, and says why in one line."""
    monkeypatch.delenv("USEAPI_TOKEN", raising=False)
    done = run("mcp_server.py")

    assert (1, "", 1, True) == (done.code, done.out, done.err.count("\n"), "USEAPI_TOKEN" in done.err)

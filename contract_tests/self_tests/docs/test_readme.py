"""What the README shows is what happens."""

import ast
import asyncio
import inspect
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from flowmusic_contract.mock_server import DEMO_TOKEN, FlowmusicMock
from flowmusic_usage import AuthenticatedClient

pytest_plugins = ["flowmusic_contract.pytest_plugin"]

README = Path(__file__).parents[3] / "README.md"


def section(title: str) -> str:
    return README.read_text(encoding="utf-8").partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_ask_for_a_usage(
    flowmusic_mock: FlowmusicMock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The programs of the section run as they stand, one after the other, and print what they say they print."""
    monkeypatch.setenv("USEAPI_TOKEN", flowmusic_mock.token)
    monkeypatch.setenv("USEAPI_BASE_URL", flowmusic_mock.base_url)
    shown = section("Ask for a usage")
    names: dict[str, Any] = {}
    for program in re.findall(r"```python\n(.*?)```", shown, re.DOTALL):
        # `async with` stands alone in the README; it is run in an event loop.
        running = eval(compile(program, README.name, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT), names)  # noqa: S307
        if inspect.iscoroutine(running):
            asyncio.run(running)

    assert re.findall(r"^ *print\(.*\)  # (.*)$", shown, re.MULTILINE) == capsys.readouterr().out.splitlines()
    assert "listener@example.com" == names["usage"].email


def test_settings_that_may_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client with every setting that the section shows is one with none."""
    monkeypatch.setenv("USEAPI_TOKEN", DEMO_TOKEN)
    monkeypatch.delenv("USEAPI_BASE_URL", raising=False)
    call = re.search(r"client = (AuthenticatedClient\(.*?\n\))", section("Ask for a usage"), re.DOTALL)
    given = eval(call[1] if call else "", {"AuthenticatedClient": AuthenticatedClient, "httpx": httpx})  # noqa: S307

    assert repr(AuthenticatedClient()) == repr(given)

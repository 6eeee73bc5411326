"""The tests in other languages: scripts/test-examples runs them as their page prints them, and notices a broken one."""

from pathlib import Path

import pytest

from devtools import test_examples
from devtools.test_examples import EXAMPLES, PAGE, Example, read_examples, run_all
from devtools.toolchain.tools import Requirements

NAMES = [path.name for path in sorted(EXAMPLES.iterdir())]


@pytest.mark.parametrize("example", read_examples(PAGE.read_text(encoding="utf-8"), NAMES), ids=lambda each: each.name)
def test_page_has_a_command_for_each_example(example: Example) -> None:
    """The page runs each file against the mock server, and it is known what that needs."""

    assert 1 == example.commands.count("scripts/mock --run")
    assert example.needs != Requirements()


def test_commands_are_those_of_the_page() -> None:
    """The commands of an example are all of the console block that names it, without the prompt."""
    page = "```console\n$ cd b\n$ run a.go\n```\n## B\n```console\n$ run b.go\n```\n"

    assert [Example("a.go", "cd b\nrun a.go\n"), Example("c.go", "")] == read_examples(page, ["a.go", "c.go"])


@pytest.mark.parametrize(
    ("commands", "exit_code", "said"),
    [
        (["true\n"], 0, "passed"),
        (["true\n", "false\ntrue\n"], 1, "failed  see"),
        (["true\n", ""], 2, "not run: mock-in-other-languages.md has no command for it"),
        (["", "exit 7\n"], 1, "failed  see"),
        ([], 2, ""),
    ],
)
def test_exit_code(
    commands: list[str], exit_code: int, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An example that fails is 1, one that was not run is 2; a line says which it is."""
    examples = [Example(f"{number}.py", each) for number, each in enumerate(commands)]

    assert exit_code == run_all(examples, tmp_path)
    last = (capsys.readouterr().out.splitlines() or [""])[-1]
    assert said in last


def test_missing_tool_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An example whose tool is not there is not run, and the line names the tool."""
    monkeypatch.setitem(test_examples.NEEDS, ".zig", Requirements(programs={"no-such-zig": ""}))

    assert 2 == run_all([Example("a.zig", "true\n")], tmp_path)
    assert "a.zig                not run: no-such-zig not on the path\n" == capsys.readouterr().out

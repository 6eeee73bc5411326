"""Runs an example in this process, which imports what all examples need only once."""

import io
import runpy
import sys
from pathlib import Path

import pytest

from self_tests.docs.running import EXAMPLES, Done, Run


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs an example with arguments; `settings` are variables of the environment."""

    def run_example(name: str, *words: str | Path, stdin: str = "", **settings: str) -> Done:
        for variable, value in settings.items():
            monkeypatch.setenv(variable, value)
        monkeypatch.setattr(sys, "argv", [name, *map(str, words)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        code: int | str | None = 0
        try:
            runpy.run_path(str(EXAMPLES / name), run_name="__main__")
        except SystemExit as end:
            code = end.code
        out, err = capsys.readouterr()
        # As Python ends a program: a text is printed, and the exit code is 1.
        return Done(1, out, f"{err}{code}\n") if isinstance(code, str) else Done(int(code or 0), out, err)

    return run_example

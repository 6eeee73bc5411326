"""Each Python snippet of the documents runs as printed, on its own, and prints what its comments say."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import frozen

from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, FlowmusicMock
from self_tests.docs.running import Run

ROOT = Path(__file__).parents[3]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *(page for page in sorted((ROOT / "docs").glob("*.md")) if page.name != "languages.md"),
]
"""`self_tests/languages` runs the snippets of languages.md."""


@frozen
class Snippet:
    """A fenced block of a page."""

    page: str
    line: int
    text: str


def snippets(language: str) -> list[Snippet]:
    return [
        Snippet(page.name, text.count("\n", 0, match.start()) + 1, match[1])
        for page in PAGES
        for text in [page.read_text(encoding="utf-8")]
        for match in re.finditer(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    ]


PYTHON = snippets("python")
PROGRAMS = [snippet for snippet in PYTHON if "import " in snippet.text and "def test_" not in snippet.text]
TESTS = [snippet for snippet in PYTHON if "def test_" in snippet.text]

QUICK = ("-pno:schemathesis", "-pno:xdist", "-pno:anyio")
"""Without the plugins that no snippet uses: they take most of the time."""


@pytest.mark.parametrize("snippet", PROGRAMS, ids=lambda snippet: f"{snippet.page}:{snippet.line}")
@pytest.mark.usefixtures("flowmusic_mock_server")
def test_program_prints_what_it_says(
    snippet: Snippet, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program runs as printed. Its output is what the comments behind `print` say."""
    monkeypatch.chdir(tmp_path)
    program = tmp_path / "snippet.py"
    program.write_text(snippet.text, encoding="utf-8")
    done = run(str(program))

    assert (0, "") == (done.code, done.err)
    assert re.findall(r"^ *print\(.*\)  # (.*)$", snippet.text, re.MULTILINE) == done.out.splitlines()


@pytest.mark.parametrize("snippet", TESTS, ids=lambda snippet: f"{snippet.page}:{snippet.line}")
def test_test_passes(snippet: Snippet, flowmusic_mock_server: FlowmusicMock, tmp_path: Path) -> None:
    """A test passes as printed."""
    program = tmp_path / "test_snippet.py"
    program.write_text(snippet.text, encoding="utf-8")
    mock = {"USEAPI_BASE_URL": flowmusic_mock_server.base_url, "USEAPI_TOKEN": flowmusic_mock_server.token}
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *QUICK, str(program)]
    done = subprocess.run(words, env=os.environ | mock, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert re.search(r"^\d passed in", done.stdout, re.MULTILINE)


def test_every_python_snippet_is_run() -> None:
    """Every Python snippet is a program or a test."""

    assert [] == [snippet for snippet in PYTHON if snippet not in PROGRAMS + TESTS]


def test_check_of_the_mock_server_works_as_printed() -> None:
    """A block with the address of the mock server has a token and an account that the mock server knows."""
    texts = [snippet.text for snippet in snippets("console") if "--base-url http://127.0.0.1:8612/v1" in snippet.text]
    tokens = {token for text in texts for token in re.findall(r"USEAPI_TOKEN=(\S+)", text)}
    emails = {email for text in texts for email in re.findall(r"--email (\S+)", text)}

    assert ({DEMO_TOKEN}, set[str]()) == (tokens, emails - {*DEMO_EMAILS})


@pytest.mark.parametrize("snippet", snippets("console"), ids=lambda snippet: f"{snippet.page}:{snippet.line}")
def test_commands_exist(snippet: Snippet) -> None:
    """A command in a console block is a script of this repository, or a program that every reader has."""
    commands = [line.removeprefix("$ ").split()[0] for line in snippet.text.splitlines() if line.startswith("$ ")]
    known = {"pip", "git", "cd", "export", "pytest", "curl", "javac"}

    assert [] == [name for name in commands if not (ROOT / name).is_file() and Path(name).name not in known]

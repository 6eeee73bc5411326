"""Runs the tests of examples/other-languages with the commands that their page prints."""

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from attrs import frozen

from devtools.paths import CACHE, ROOT
from devtools.toolchain.commands import run_shell
from devtools.toolchain.tools import Requirements, install, missing

PAGE = ROOT / "docs/mock-in-other-languages.md"
EXAMPLES = ROOT / "examples/other-languages"

NEEDS = {
    ".mjs": Requirements(programs={"node": ""}),
    ".go": Requirements(tools=["go"]),
    ".java": Requirements(programs={"javac": "default-jdk-headless"}, debian=["junit5"]),
}
"""What an example needs, by the suffix of its file."""

FAILED, NOT_RUN = 1, 2


@frozen
class Example:
    """A file with tests, and the shell commands that run it."""

    name: str
    commands: str

    @property
    def needs(self) -> Requirements:
        """What the commands need."""
        return NEEDS.get(Path(self.name).suffix, Requirements())


def main() -> int:
    """Installs what the examples need, runs them and returns the exit code."""
    examples = read_examples(PAGE.read_text(encoding="utf-8"), [path.name for path in sorted(EXAMPLES.iterdir())])
    install([example.needs for example in examples])
    return run_all(examples, CACHE / "examples")


def read_examples(page: str, names: Sequence[str]) -> list[Example]:
    """Returns an example for each file, with the commands of the console blocks that name it."""
    blocks = re.findall(r"^```console\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    commands = [re.sub(r"^\$ ", "", block, flags=re.MULTILINE) for block in blocks]
    return [Example(name, "".join(each for each in commands if name in each)) for name in names]


def run_all(examples: Sequence[Example], logs: Path) -> int:
    """Runs the examples, prints a line for each, and returns 1 if one failed, 2 if one was not run, 0 otherwise."""
    logs.mkdir(parents=True, exist_ok=True)
    exit_codes = [_run(example, logs / f"{example.name}.txt") for example in examples]
    return FAILED if FAILED in exit_codes else max(exit_codes, default=NOT_RUN)


def _run(example: Example, log: Path) -> int:
    reason = missing(example.needs) if example.commands else f"{PAGE.name} has no command for it"
    if reason:
        words, exit_code = f"not run: {reason}", NOT_RUN
    else:
        log.unlink(missing_ok=True)
        passed = run_shell(example.needs, example.commands, ROOT, log)
        words, exit_code = ("passed", 0) if passed else (f"failed  see {log}", FAILED)
    print(f"{example.name:<20} {words}", flush=True)
    return exit_code


if __name__ == "__main__":
    sys.exit(main())

"""Hostile inputs break no reader, and a reader that breaks is noticed."""

import re
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from devtools.fuzz.__main__ import main
from devtools.fuzz.byte_mutations import mutated
from devtools.fuzz.command import shares
from devtools.fuzz.readers import READERS
from devtools.fuzz.trial import input_of, smallest

BROKEN = """
import os, sys
from pathlib import Path
from attrs import evolve
from devtools.fuzz import command
from devtools.fuzz.readers import READERS

def crash(data):
    if b"#" in data:
        raise ValueError("a # in it")
    return True

def hang(data):
    while len(data) > 100:
        pass
    return True

def die(data):
    os.kill(os.getpid(), 11)

def fill(data):
    b" " * 300_000_000

DOES = {"baselines": crash, "contents": hang, "bodies": fill, "outputs": die}
for name, does in DOES.items():
    READERS[name] = evolve(READERS[name], read=does)
sys.exit(command.fuzz(dict.fromkeys(DOES, range(20)), 7, seconds=0.1, processes=1, folder=Path(sys.argv[1])))
"""


def test_hostile_inputs() -> None:
    """No reader crashes, hangs or takes much memory."""
    command = [sys.executable, "-P", "-m", "devtools.fuzz", "--inputs", "600"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (0, "") == (done.returncode, done.stderr), done.stdout
    assert [*READERS] == [line.split()[0] for line in done.stdout.splitlines()[: len(READERS)]]
    assert "600 inputs with seed 1 in" in done.stdout


def test_broken_readers(tmp_path: Path) -> None:
    """A reader that crashes, hangs, fills the memory or ends its process fails, with what reproduces it."""
    command = [sys.executable, "-P", "-c", BROKEN, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    problems = re.findall(r"FAILED (\w+): (\w+(?: by \w+)?) at .*\n.*--seed 7 --number (\d+)", done.stdout)

    assert (1, "") == (done.returncode, done.stderr)
    assert {
        "bodies": "MemoryError",
        "contents": "HangError",
        "baselines": "ValueError",
        "outputs": "ended by SIGSEGV",
    } == {reader: kind for reader, kind, _ in problems}
    assert {f"{reader}-7-{number}" for reader, _, number in problems} == {path.name for path in tmp_path.iterdir()}
    assert b"#" == next(tmp_path.glob("baselines-*")).read_bytes()
    assert 101 == len(next(tmp_path.glob("contents-*")).read_bytes())


@pytest.mark.parametrize("name", READERS)
def test_inputs_follow_from_their_numbers(name: str) -> None:
    """The same seed, reader and number make the same input, and others make another."""
    first = [input_of(READERS[name], 1, number) for number in range(20)]

    assert first == [input_of(READERS[name], 1, number) for number in range(20)]
    assert first != [input_of(READERS[name], 2, number) for number in range(20)]
    assert len(set(first)) > 10


def test_changed_bytes() -> None:
    """Bytes of any kind can be changed, also none, and do not grow without limit."""
    random = Random(1)
    changed = [mutated(random, random.choice((b"", b"a1", b"x" * 300_000))) for _ in range(300)]

    assert max(map(len, changed)) <= 200_000


@pytest.mark.parametrize("inputs", [1, 999, 1_000_000])
def test_every_input_belongs_to_a_reader(inputs: int) -> None:
    """The shares of the readers add up."""

    assert inputs == sum(map(len, shares(inputs, None).values()))
    assert {"outputs": range(inputs)} == shares(inputs, "outputs")


def test_smallest_input() -> None:
    """What a failure does not need is removed, unless there is no time left."""

    assert b"ac" == smallest(b"xxabxxcxx", lambda data: b"a" in data and b"c" in data)
    assert b"abc" == smallest(b"abc", lambda _: True, seconds=0)


@pytest.mark.parametrize("options", [["--inputs", "0"], ["--reader", "x"], ["--seed", "-1"], ["--number", "1"]])
def test_wrong_options(options: list[str]) -> None:
    """An option that cannot be used exits 2."""

    assert 2 == CliRunner().invoke(main, options).exit_code


def test_readers_of_the_help() -> None:
    """The help names every reader."""

    assert all(name in CliRunner().invoke(main, ["--help"]).stdout for name in READERS)

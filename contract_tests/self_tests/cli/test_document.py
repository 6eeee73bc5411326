"""`contract document`: a saved response body."""

import io
import json
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from flowmusic_contract import spec
from flowmusic_contract.all_rules import DOCUMENT_RULES
from self_tests.cli.running import Contract, broken_document, complete_document, saved

SERVED = next(rule.needs for rule in DOCUMENT_RULES if rule.area == "accounts")


def test_saved_body_keeps_the_contract(contract: Contract, tmp_path: Path) -> None:
    """A saved response body of a correct server exits 0."""

    assert 0 == contract("document", complete_document(tmp_path), "--email", "listener@example.com").exit_code


def test_sample_of_the_docs_page_breaks_what_the_page_breaks(contract: Contract, tmp_path: Path) -> None:
    """The sample of the docs page is reported with its contradiction, at four locations, and nothing else."""
    done = contract("document", broken_document(tmp_path), "--email", "listener@example.com", "--strict")

    assert (1, 1) == (done.exit_code, done.out.count("BROKEN  "))
    assert 4 == done.out.count("at $.summary.by_type_tokens")


def test_document_from_standard_input(contract: Contract, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dash reads standard input."""
    complete = Path(complete_document(tmp_path)).read_bytes()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(complete)))

    assert 0 == contract("document", "-").exit_code


@pytest.mark.parametrize(
    ("content", "actual"),
    [
        (b"", "actual nothing"),
        (b"<html>", "line 1 column 1"),
        (b'{"email": ', "line 1 column 11"),
        (b"\xff{}", "byte 0"),
        (b"\xff\xfe{}", "actual UTF-16"),
        (b'{"email": NaN}', "NaN"),
        (b"[" * 1_000_000, "nested too deeply"),
        (b"1" * 5000, "4300 digits"),
    ],
)
def test_document_that_is_not_json(contract: Contract, tmp_path: Path, content: bytes, actual: str) -> None:
    """A body that is not JSON breaks the contract, and the finding says where it stops being JSON."""
    done = contract("document", saved(tmp_path, content))

    assert (1, "") == (done.exit_code, done.err)
    assert actual in done.out


@pytest.mark.parametrize(
    "document", [b"null", b"[]", b"1", b'"text"', b"{}", b'{"email": 1, "events": {}, "summary": []}']
)
def test_document_of_another_shape(contract: Contract, tmp_path: Path, document: bytes) -> None:
    """JSON of another shape breaks the contract."""

    assert 1 == contract("document", saved(tmp_path, document)).exit_code


def test_document_that_no_encoding_can_represent(contract: Contract, tmp_path: Path) -> None:
    """Half a character is a finding."""
    document = spec.at("#/components/examples/Complete/value") | {"\ud800": "\ud83d"}
    done = contract("document", saved(tmp_path, json.dumps(document).encode()), "--strict")

    assert 1 == done.exit_code
    assert "BROKEN  body.every-string-is-valid-unicode" in done.out


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("missing.json", "cannot read missing.json: No such file or directory"),
        (".", "cannot read .: Is a directory"),
        ("/dev/zero", "cannot read /dev/zero: it is not a regular file; use - to read standard input"),
    ],
)
def test_document_that_cannot_be_read(contract: Contract, path: str, message: str) -> None:
    """What is not a readable file ends in one line."""
    done = contract("document", path)

    assert (2, True) == (done.exit_code, done.is_one_line)
    assert message in done.err


def test_white_space_is_not_a_token(contract: Contract, tmp_path: Path) -> None:
    """A variable for the token that holds only white space masks nothing."""
    done = contract("document", saved(tmp_path, b"{}"), token=" \r")

    assert (1, False) == (done.exit_code, "***" in done.out)


def test_named_pipe(contract: Contract, tmp_path: Path) -> None:
    """A named pipe without a writer, which could keep the check waiting, is refused."""
    os.mkfifo(tmp_path / "pipe")
    done = contract("document", str(tmp_path / "pipe"))

    assert (2, True) == (done.exit_code, done.is_one_line)
    assert "no program writes to this pipe" in done.err


@pytest.mark.parametrize("command", ["cat {}", "sleep 0.2; cat {}"])
def test_output_of_a_program(tmp_path: Path, command: str) -> None:
    """A document can be what another program prints, when that has ended or is still to come."""
    path = complete_document(tmp_path)
    program = f"{sys.executable} -m flowmusic_contract document <({command.format(path)}) --baseline /dev/null"
    done = subprocess.run(["/bin/bash", "-c", program], capture_output=True, text=True, check=False)

    assert (0, "") == (done.returncode, done.stderr)


def test_endless_standard_input(contract: Contract, monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard input is read up to a limit."""
    monkeypatch.setattr("flowmusic_contract.input_files.MEGABYTES", 1)
    with Path("/dev/zero").open() as endless:
        monkeypatch.setattr("sys.stdin", endless)
        done = contract("document", "-")

    assert (2, True) == (done.exit_code, done.is_one_line)
    assert "cannot read standard input: it is larger than 1 MB" in done.err


def test_document_takes_no_more_memory_than_its_size(contract: Contract, tmp_path: Path) -> None:
    """What the limit would allow is not reserved."""
    document = complete_document(tmp_path)
    contract("document", document)  # what the first run loads stays in memory
    tracemalloc.start()
    contract("document", document)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 50_000_000


def test_required_rule_that_was_not_exercised(contract: Contract, tmp_path: Path) -> None:
    """A check that did not exercise a required rule is inconclusive, and says what that rule needs."""
    rule = "accounts.report-is-for-the-requested-account"
    words = ["document", complete_document(tmp_path), "--require", "summary.*", "--require", rule]
    done = contract(*words)

    assert 2 == done.exit_code
    assert f"cannot say that the contract is kept: never saw {SERVED}, which {rule} needs\n" in done.err
    assert 0 == contract(*words, "--email", "listener@example.com").exit_code


def test_broken_rule_counts_more_than_a_required_one(contract: Contract, tmp_path: Path) -> None:
    """A contract that is broken is broken, whatever was not exercised."""
    done = contract("document", broken_document(tmp_path), "--require", "accounts.*")

    assert 1 == done.exit_code
    assert "--require" not in done.out


def test_check_is_repeated_with_its_options(contract: Contract, tmp_path: Path) -> None:
    """The command that repeats a check names the file and the options, and quotes what a shell would split."""
    folder = tmp_path / "a b"
    folder.mkdir()
    path = broken_document(folder)
    done = contract("document", path, "--email", "listener@example.com", "--strict", "--html", str(tmp_path / "h"))

    assert f"scripts/contract document --email listener@example.com --strict '{path}' --rule summary." in done.out

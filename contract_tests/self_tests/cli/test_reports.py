"""Reports in files, known failures and annotations."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flowmusic_contract.cli.options import REPORTS
from self_tests.cli.running import Contract, broken_document

ACCEPTED = "summary.tokens-by-type-are-sums-of-events $.summary.by_type_tokens{} # the sample is abridged\n"
LASTING = ACCEPTED.replace("\n", "  expires 9999-12-31\n")
EXPIRED = ACCEPTED.replace("\n", "  expires 2026-01-31\n")
BAD_DAY = ACCEPTED.format(".grant").replace("\n", "  expires 2026-02-30\n")
TYPES = [".riffusion", ".grant", "['daily-free']", "['producer-usage']"]

BEGINNINGS = {
    "json": '{\n  "format"',
    "junit": "<?xml",
    "sarif": '{\n  "$schema"',
    "html": "<!doctype html>",
    "markdown": "## Contract broken",
}
"""How a report of each kind begins."""


@pytest.mark.parametrize("name", REPORTS)
def test_report_is_written(contract: Contract, tmp_path: Path, name: str) -> None:
    """Each kind of report is written to its file, and nothing else is left there."""
    document = broken_document(tmp_path)
    contract("document", document, f"--{name}", str(tmp_path / "report"))
    written = (tmp_path / "report").read_text()

    assert BEGINNINGS[name] == written[: len(BEGINNINGS[name])]
    assert "summary.tokens-by-type-are-sums-of-events" in written
    assert {"report", "saved.json"} == {path.name for path in tmp_path.iterdir()}


def test_report_changes_no_other_file(contract: Contract, tmp_path: Path) -> None:
    """A report replaces its own file and no other one, however long its name is, and keeps its permissions."""
    report, other = tmp_path / ("x" * 255), tmp_path / "report.part"
    report.touch(mode=0o600)
    other.write_text("other")
    contract("document", broken_document(tmp_path), "--json", str(report), "--html", str(tmp_path / "report"))

    assert ("other", 0o600) == (other.read_text(), report.stat().st_mode & 0o777)
    assert report.read_text().startswith(BEGINNINGS["json"])


def test_report_names_its_command_and_time(contract: Contract, tmp_path: Path) -> None:
    """A report says with which command it was made, and when."""
    path = broken_document(tmp_path)
    before = datetime.now(UTC).replace(microsecond=0)
    contract("document", path, "--strict", "--html", f"{tmp_path}/html", "--json", f"{tmp_path}/json")
    started_at = json.loads((tmp_path / "json").read_text())["started_at"]

    assert f"scripts/contract document --strict --json {tmp_path}/json" in (tmp_path / "html").read_text()
    assert before <= datetime.fromisoformat(started_at) <= datetime.now(UTC)


@pytest.mark.parametrize(
    ("paths", "problem"),
    [
        ({"--json": "."}, "Is a directory"),
        ({"--json": "no/such/folder"}, "there is no folder no/such"),
        ({"--json": "new/"}, "name a file in that folder"),
        ({"--json": "same", "--html": "./same"}, "--json is written to that file"),
        ({"--json": "saved.json"}, "the command reads that file"),
        ({"--baseline": "known", "--json": "known"}, "the command reads that file"),
        ({"--json": "pipe"}, "it is not a regular file"),
        ({"--json": "-"}, "name a file: the report for people is printed to standard output"),
        ({"--baseline": "pipe"}, "no program writes to this pipe"),
        ({"--baseline": "latin-1"}, "cannot read latin-1: it is not UTF-8: "),
        ({"--baseline": "missing"}, "cannot read missing: No such file or directory"),
    ],
)
def test_report_that_cannot_be_written(
    contract: Contract, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, paths: dict[str, str], problem: str
) -> None:
    """A report that cannot be written, or a baseline that cannot be read, ends the command before the check."""
    monkeypatch.chdir(tmp_path)
    before = Path(broken_document(tmp_path)).read_bytes()
    os.mkfifo("pipe")
    Path("known").touch()
    Path("latin-1").write_bytes(b"\xe4")
    done = contract("document", "saved.json", *(word for option in paths.items() for word in option))

    assert (2, True) == (done.exit_code, done.is_one_line)
    assert problem in done.err
    assert before == Path("saved.json").read_bytes()


def test_disk_that_is_full(contract: Contract, tmp_path: Path) -> None:
    """A report that could be opened but not written ends in one line on standard error."""
    done = contract("document", broken_document(tmp_path), "--json", "/dev/full", "--html", f"{tmp_path}/html")

    assert (2, 1) == (done.exit_code, done.err.count("\n"))
    assert "cannot write /dev/full: No space left on device" in done.err
    assert "</html>" in (tmp_path / "html").read_text()


@pytest.mark.parametrize("path", ["/dev/stdout", "printed"])
def test_report_in_the_file_of_the_output(tmp_path: Path, path: str) -> None:
    """A report does not replace what the command prints to the same file."""
    command = f"{sys.executable} -m flowmusic_contract document {broken_document(tmp_path)} --json {path} >printed"
    done = subprocess.run(["/bin/sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert (2, b"") == (done.returncode, (tmp_path / "printed").read_bytes())
    assert f"--json: cannot write {path}: what the command prints is written to that file" in done.stderr


@pytest.mark.parametrize(("options", "shown"), [((), "l…@example.com"), (("--show-emails",), "listener@example.com")])
def test_emails_are_shown_on_request(contract: Contract, tmp_path: Path, options: list[str], shown: str) -> None:
    """An email address is masked unless it may be shown."""
    done = contract("document", broken_document(tmp_path), "--email", "other@example.com", *options)

    assert f'actual "{shown}"' in done.out


@pytest.mark.parametrize(
    ("lines", "exit_code", "printed"),
    [
        ([ACCEPTED.format(type_) for type_ in TYPES], 0, "the sample is abridged"),
        ([ACCEPTED.format(type_) for type_ in TYPES[1:]], 1, "Contract BROKEN."),
        ([ACCEPTED.format(type_) for type_ in [*TYPES, ".other"]], 2, "fixed: remove line 5 of the baseline"),
        (["nonsense"], 2, "baseline: line 1: expected: <rule id>"),
        ([LASTING.format(type_) for type_ in TYPES], 0, "accepted: the sample is abridged"),
        ([EXPIRED.format(type_) for type_ in TYPES], 1, "   expired on 2026-01-31: the sample is abridged\n"),
        ([BAD_DAY], 2, "baseline: line 1: there is no day 2026-02-30"),
    ],
)
def test_baseline(contract: Contract, tmp_path: Path, lines: list[str], exit_code: int, printed: str) -> None:
    """Accepted findings do not count; a fixed one, or a line that cannot be read, exits 2."""
    (tmp_path / "baseline").write_text("".join(lines))
    done = contract("document", broken_document(tmp_path), "--baseline", str(tmp_path / "baseline"))

    assert exit_code == done.exit_code
    assert printed in done.out + done.err


def test_baseline_that_is_missing(contract: Contract, tmp_path: Path) -> None:
    """A baseline that cannot be read exits 2."""
    done = contract("document", broken_document(tmp_path), "--baseline", "missing")

    assert 2 == done.exit_code
    assert "cannot read missing: No such file or directory" in done.err


def test_annotations_on_github(contract: Contract, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a GitHub workflow, findings are annotations as well."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    done = contract("document", broken_document(tmp_path))

    assert "\n::error title=summary.tokens-by-type-are-sums-of-events::" in done.out

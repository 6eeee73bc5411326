"""`scripts/release` builds from the sdist alone, and stops before a release that is wrong."""

import subprocess
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from devtools import release
from devtools.release import build, problems

DATED = "# Changelog\n\n## 0.2.0 (2026-07-01)\n\n### Added\n"
WRONG_TAG = "the tag is {}, but the version in openapi.yaml is 0.2.0; the tag must be v0.2.0"
NO_HEADING = "CHANGELOG.md has no heading '## 0.2.0 (<date>)'"
PROJECT = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "tune"
version = "0.2.0"

[tool.hatch.build.targets.sdist]
include = ["tune.py"]

[tool.hatch.build.targets.wheel]
include = ["*.py"]
"""


@pytest.mark.parametrize(
    ("tag", "changelog", "expected"),
    [
        ("v0.2.0", DATED, []),
        ("0.2.0", DATED, [WRONG_TAG.format("0.2.0")]),
        ("v0.2.1", DATED, [WRONG_TAG.format("v0.2.1")]),
        ("v0.2.0", "## 0.2.0 (unreleased)\n", [NO_HEADING]),
        ("v0.2.0", "## 0.2.0\n", [NO_HEADING]),
        ("v0.2.0", "## 0.2.0 (2026-07-01), yanked\n", [NO_HEADING]),
        ("v0.2.0", "## 0x2.0 (2026-07-01)\n", [NO_HEADING]),
        ("v1", "", [WRONG_TAG.format("v1"), NO_HEADING]),
    ],
)
def test_problems(tag: str, changelog: str, expected: list[str]) -> None:
    """A tag is the version after a v, and the changelog says when the version was released."""
    assert expected == list(problems(tag, "0.2.0", changelog))


def test_wheel_is_built_from_the_sdist(tmp_path: Path) -> None:
    """The wheel lacks what the sdist lacks, so that a wheel that works shows a complete sdist."""
    for name in "tune.py", "forgotten.py":
        (tmp_path / name).touch()
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    dist = tmp_path / "dist"

    build(tmp_path, dist)

    assert ["tune-0.2.0-py2.py3-none-any.whl", "tune-0.2.0.tar.gz"] == sorted(path.name for path in dist.iterdir())
    with zipfile.ZipFile(next(dist.glob("*.whl"))) as wheel:
        assert ["tune.py"] == [name for name in wheel.namelist() if name.endswith(".py")]


def test_old_files_are_not_released(tmp_path: Path) -> None:
    """A build empties the folder first: what an earlier version left there would be published, too."""
    (tmp_path / "tune.py").touch()
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    old = tmp_path / "dist/tune-0.1.0.tar.gz"
    old.parent.mkdir()
    old.touch()

    build(tmp_path, old.parent)

    assert not old.exists()


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """The steps that were taken, none of which does anything; the version is that of `DATED`."""
    steps: list[str] = []
    (tmp_path / "CHANGELOG.md").write_text(DATED)
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist/tune.whl").touch()
    for name, path in ("ROOT", "."), ("CHANGELOG", "CHANGELOG.md"), ("DIST", "dist"):
        monkeypatch.setattr(release, name, tmp_path / path)
    monkeypatch.setattr(release, "version", lambda: "0.2.0")
    monkeypatch.setattr(release, "build", lambda *_: steps.append("build"))
    monkeypatch.setattr(release, "check", lambda wheel: steps.append(f"check {wheel.name}"))
    return steps


@pytest.mark.parametrize("words", [[], ["v0.2.0"]])
def test_release_is_built_and_checked(words: list[str], steps: list[str]) -> None:
    """With or without a tag, the wheel is built, checked and named."""
    done = CliRunner().invoke(release.main, words)

    assert (0, "dist/tune.whl is ready\n", ["build", "check tune.whl"]) == (done.exit_code, done.output, steps)


def test_wrong_tag_builds_nothing(steps: list[str]) -> None:
    """A wrong tag ends the command before anything is built."""
    done = CliRunner().invoke(release.main, ["v0.3.0"])

    assert (1, f"release: {WRONG_TAG.format('v0.3.0')}\n", []) == (done.exit_code, done.output, steps)


@pytest.mark.usefixtures("steps")
def test_failed_check_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wheel that breaks the contract fails the command, which names the program that failed."""

    def fail(_wheel: Path) -> None:
        raise subprocess.CalledProcessError(1, ["bin/flowmusic-contract"])

    monkeypatch.setattr(release, "check", fail)
    done = CliRunner().invoke(release.main, [])

    assert (1, "release: bin/flowmusic-contract failed, for the reason above\n") == (done.exit_code, done.output)

"""The locks, which name everything that is installed: pip looks for nothing else."""

import re
import tomllib
from importlib.metadata import requires

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from devtools.paths import ROOT

_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def _locked(lock: str) -> set[str]:
    text = (ROOT / f"scripts/locks/{lock}.txt").read_text("utf-8")
    return {canonicalize_name(name) for name in re.findall(r"(?m)^([\w.-]+)==", text)}


def _wanted(lock: str) -> list[str]:
    project, groups = _PROJECT["project"], _PROJECT["dependency-groups"]
    build = [*project["dependencies"], *project["optional-dependencies"]["contract"], *groups["build"]]
    return build + groups["dev"] if lock == "dev" else build


def _needed(wanted: list[str]) -> set[str]:
    """Returns the names of what is wanted here, and of all that it needs, as the installed packages say."""
    needed, todo = set[str](), [(Requirement(each), "") for each in wanted]
    done = set[tuple[str, str]]()
    while todo:
        requirement, extra = todo.pop()
        name = canonicalize_name(requirement.name)
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        needed.add(name)
        for wanted_extra in {"", *requirement.extras} - {extra for known, extra in done if known == name}:
            done.add((name, wanted_extra))
            todo += [(Requirement(each), wanted_extra) for each in requires(name) or []]
    return needed


@pytest.mark.parametrize("lock", ["contract", "dev"])
def test_lock_has_all_that_its_packages_need(lock: str) -> None:
    """A lock names every package that the project and its other packages need on this Python."""

    assert set() == _needed(_wanted(lock)) - _locked(lock)

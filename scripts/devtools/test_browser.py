"""Installs Chromium and Playwright, and runs the tests that need them."""

import shutil
import site
import sys
from pathlib import Path

import pytest

from devtools.paths import ROOT
from devtools.toolchain.tools import ENVIRONMENTS, Requirements, install, missing

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
"""The programs that are Chromium, or differ little from it."""


def main() -> int:
    """Runs pytest with the options of the command line."""
    has_browser = any(map(shutil.which, BROWSERS))
    needs = Requirements(tools=["playwright"], programs={} if has_browser else {"chromium": "chromium"})
    install([needs])
    if problem := missing(needs):
        print(f"test-browser: {problem}; install it, and try again", file=sys.stderr)
        return 2
    # Playwright is not among the tools of every developer, so it has an environment of its own.
    for packages in Path(ENVIRONMENTS / "playwright").glob("lib/python*/site-packages"):
        site.addsitedir(str(packages))
    return pytest.main([str(ROOT / "contract_tests/self_tests/browser"), *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())

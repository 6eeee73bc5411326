"""The tests of this folder need Playwright, which only scripts/test-browser has on its path."""

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("playwright") else ["test_*.py"]

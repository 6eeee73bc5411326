"""Lets the garbage collector search only what the tests create, not the thousands of tests themselves."""

import gc

_CREATED = 50_000
"""Objects that a test may create before they are searched for circles."""


def pytest_configure() -> None:
    """Pauses the collector while the tests are imported."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Leaves out what was imported from now on."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_CREATED)
    gc.enable()

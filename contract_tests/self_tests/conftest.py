"""Lets the garbage collector search only what the tests create, and no test fail because the machine is busy."""

import gc

from hypothesis import HealthCheck, settings

settings.register_profile("tests", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tests")

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

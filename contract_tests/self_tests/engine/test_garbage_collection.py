"""The garbage collector is paused while a body is judged."""

import gc

import pytest

from flowmusic_contract.engine.garbage_collection import paused_collection


@pytest.mark.parametrize("is_enabled", [True, False])
def test_collection_is_as_before(is_enabled: bool) -> None:  # noqa: FBT001 - a table
    """The collector is off meanwhile, and afterwards as before, even after an error."""
    before = gc.isenabled()
    (gc.enable if is_enabled else gc.disable)()
    try:
        with pytest.raises(KeyError, match="False"), paused_collection():
            raise KeyError(gc.isenabled())
        after = gc.isenabled()
    finally:
        (gc.enable if before else gc.disable)()

    assert is_enabled == after

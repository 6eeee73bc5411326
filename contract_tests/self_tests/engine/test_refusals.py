"""What is the same in two refusals."""

import pytest

from flowmusic_contract.engine.refusals import is_always_the_same, is_same_response
from flowmusic_contract.engine.subjects import Exchange, RequestIntent

_REFUSED = RequestIntent("GET", "invalid", "configured", ("a@example.com",))


@pytest.mark.parametrize(
    ("status", "body", "is_same"),
    [(int("401"), b"no", True), (401, b"No", False), (403, b"no", False)],
)
def test_same_response(status: int, body: bytes, is_same: bool) -> None:  # noqa: FBT001 - a table
    """Two responses are the same, in any order, if both their statuses and their bodies are."""
    pair = [Exchange(_REFUSED, 401, (), b"no"), Exchange(_REFUSED, status, (), body)]

    assert [is_same] * 3 == [is_always_the_same(pair), is_same_response(*pair), is_same_response(*pair[::-1])]

"""What is the same in two refusals."""

import pytest

from flowmusic_contract.engine.exchange import Exchange, RequestIntent
from flowmusic_contract.engine.refusals import have_same_headers, is_always_the_same, is_same_response

Headers = tuple[tuple[str, str], ...]

_REFUSED = RequestIntent("GET", "invalid", "configured", ("a@example.com",))


@pytest.mark.parametrize(
    ("status", "body", "is_same"),
    [(int("401"), b"no", True), (401, b"No", False), (403, b"no", False)],
)
def test_same_response(status: int, body: bytes, is_same: bool) -> None:  # noqa: FBT001 - a table
    """Two responses are the same, in any order, if both their statuses and their bodies are."""
    pair = [Exchange(_REFUSED, 401, (), b"no"), Exchange(_REFUSED, status, (), body)]

    assert [is_same] * 3 == [is_always_the_same(pair), is_same_response(*pair), is_same_response(*pair[::-1])]


PLAIN, LIMITED = (("content-type", "text/plain"),), (("content-type", "text/plain"), ("x-limit", "9"))


@pytest.mark.parametrize(
    ("some", "others", "is_same"),
    [
        ([PLAIN], [PLAIN], True),
        ([PLAIN], [LIMITED], False),
        ([LIMITED], [PLAIN], False),
        ([PLAIN, LIMITED], [PLAIN], True),
        ([PLAIN], [LIMITED, PLAIN], True),
        ([PLAIN], [(*PLAIN, ("connection", "close"))], True),
    ],
)
def test_names_of_headers(some: list[Headers], others: list[Headers], *, is_same: bool) -> None:
    """Two groups of responses differ if one has another header, unless the headers of a group differ in themselves."""
    groups = [[Exchange(RequestIntent(), 401, headers) for headers in group] for group in (some, others)]

    assert is_same == have_same_headers(*groups)

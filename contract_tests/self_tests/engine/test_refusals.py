"""What is the same in two refusals."""

import pytest

from flowmusic_contract.engine.exchange import Exchange, RequestIntent
from flowmusic_contract.engine.refusals import difference_of, is_always_the_same

Headers = tuple[tuple[str, str], ...]

_REFUSED = RequestIntent("GET", "invalid", "configured", ("a@example.com",))


@pytest.mark.parametrize(
    ("status", "body", "difference"),
    [
        (int("401"), b"no", None),
        (401, b"no, a@example.com", "different bodies"),
        (401, b"No", "different bodies"),
        (403, b"no", "status 401 and 403"),
    ],
)
def test_difference(status: int, body: bytes, difference: str | None) -> None:
    """Two responses differ in their status or their body."""
    one, other = Exchange(_REFUSED, 401, (), b"no"), Exchange(_REFUSED, status, (), body)

    assert difference == difference_of([one], [other])
    assert (difference is None) == is_always_the_same([one, other])


def test_address_makes_no_difference() -> None:
    """Two responses that differ only in the address that was requested are the same."""
    other = RequestIntent("GET", "invalid", "not configured", ("b@example.com",))
    one, another = Exchange(_REFUSED, 401, (), b"no a@example.com"), Exchange(other, 401, (), b"no b@example.com")

    assert difference_of([one], [another]) is None


PLAIN, LIMITED = (("content-type", "text/plain"),), (("content-type", "text/plain"), ("x-limit", "9"))


@pytest.mark.parametrize(
    ("some", "others", "difference"),
    [
        ([PLAIN], [PLAIN], None),
        ([PLAIN], [LIMITED], "the header x-limit in one of the responses"),
        ([LIMITED], [PLAIN], "the header x-limit in one of the responses"),
        ([PLAIN, LIMITED], [PLAIN], None),
        ([PLAIN], [LIMITED, PLAIN], None),
        ([PLAIN], [(*PLAIN, ("connection", "close"))], None),
    ],
)
def test_names_of_headers(some: list[Headers], others: list[Headers], difference: str | None) -> None:
    """Two groups of responses differ if one has another header, unless the headers of a group differ in themselves."""
    groups = [[Exchange(RequestIntent(), 401, headers) for headers in group] for group in (some, others)]

    assert difference == difference_of(*groups)

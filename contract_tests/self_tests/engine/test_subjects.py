"""What rules judge shows no secret."""

from datetime import UTC, datetime
from typing import Any

import pytest

from flowmusic_contract.engine.exchange import Exchange, RequestIntent
from flowmusic_contract.engine.subjects import ClientCall, ConnectedRequest, RecordedRequest
from self_tests.samples import NOON, usage


def test_header_is_found_by_its_name() -> None:
    """A header is found by its name; the value of a missing one is None."""
    decoded = Exchange(RequestIntent(), 200, headers=(("z", "0"), ("a", "1"), ("b", "2"), ("b", "3")))

    assert ("2", None) == (decoded.header("b"), decoded.header("c"))


@pytest.mark.parametrize(
    ("date", "served_at"),
    [
        ("Wed, 03 Jun 2026 12:00:00 GMT", NOON),
        ("Wed, 03 Jun 2026 14:00:00 +0200", NOON),
        ("Wed, 03 Jun 2026 12:00:00 -0000", NOON),
        ("2026-06-03T12:00:00Z", None),
        ("Wed, 03 Jun 99999 12:00:00 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 GMT", None),
        ("Thu, 01 Jan 9001 00:00:00 GMT", None),
        ("Wed, 31 Dec 9000 23:59:59 GMT", datetime(9000, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("Wed, 31 Dec 1969 23:59:59 GMT", None),
        ("Fri, 01 Jan 0100 00:00:00 GMT", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", datetime(1970, 1, 1, tzinfo=UTC)),
        ("", None),
    ],
)
def test_time_of_the_server(date: str, served_at: datetime | None) -> None:
    """The header `Date` gives the server's time; other text gives none."""

    assert served_at == Exchange(RequestIntent(), 200, headers=(("date", date),)).served_at


def test_what_is_not_known_of_a_request() -> None:
    """A status and times that are not known are 0; an unknown response is final, and its connection stays open."""
    request = RecordedRequest("GET", "/", (), ())
    times = request.received_at, request.answered_at, request.seconds_to_wait

    assert (0, 0, 0, 0) == (request.status, *times)
    assert (True, False) == (request.is_final, request.has_body)
    assert not ConnectedRequest("127.0.0.1:50412", 200).is_closed


def test_call_shows_nothing_that_it_printed() -> None:
    """The repr of a call does not show what the client printed, which may contain a token."""
    call = ClientCall("/", "a@example.com", "", (), 200, {}, 200, {}, printed=b"secret")

    assert "secret" not in repr(call)


@pytest.mark.parametrize("secret", ["user:1-secret", "curl -H secret", "secret-key", "stranger@example.com"])
def test_exchange_shows_no_secret(secret: str) -> None:
    """The repr of an exchange shows no token, no command and no body."""
    question = RequestIntent(fingerprint=("secret-key",))
    kept: dict[str, Any] = {"tokens": ("user:1-secret",), "other_emails": ("stranger@example.com",)}
    decoded = Exchange(
        question, 200, body=b"secret-key", curl="curl -H secret", usage=usage(email="secret-key"), **kept
    )

    assert secret not in repr(decoded)

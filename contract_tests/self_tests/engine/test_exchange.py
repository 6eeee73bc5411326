"""A request and its response: what is read from them, and that nobody sees their secrets."""

from datetime import UTC, datetime
from typing import Any

import pytest

from flowmusic_contract.engine.exchange import Exchange, RequestIntent
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


@pytest.mark.parametrize("secret", ["user:1-secret", "curl -H secret", "secret-key", "stranger@example.com"])
def test_exchange_shows_no_secret(secret: str) -> None:
    """The repr of an exchange shows no token, no command and no body."""
    intent = RequestIntent(fingerprint=("secret-key",))
    kept: dict[str, Any] = {"tokens": ("user:1-secret",), "other_emails": ("stranger@example.com",)}
    decoded = Exchange(intent, 200, body=b"secret-key", curl="curl -H secret", usage=usage(email="secret-key"), **kept)

    assert secret not in repr(decoded)


def test_chosen_headers_are_not_shown() -> None:
    """The repr of a request does not show its headers, which may contain a token."""

    assert "user:1-secret" not in repr(RequestIntent(chosen_headers=(("authorization", "Bearer user:1-secret"),)))

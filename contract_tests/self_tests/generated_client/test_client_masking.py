"""The generated client masks its token in time that grows with the length of the text, however long the token is."""

import time
import traceback
from collections.abc import Callable

import httpx
import pytest

from flowmusic_usage import ApiConnectionError, ApiError, AuthenticatedClient, NotFoundError
from flowmusic_usage._masking import mask

EMAIL = "listener@example.com"
LONG = "ab1-" * 250


def refused(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("lost", request=request)


@pytest.mark.parametrize(
    ("handler", "kind"),
    [(lambda _: httpx.Response(404, content=LONG.encode()), NotFoundError), (refused, ApiConnectionError)],
    ids=["status", "no response"],
)
def test_long_token_does_not_break_an_error(
    handler: Callable[[httpx.Request], httpx.Response], kind: type[ApiError]
) -> None:
    """With a token of 1,000 characters, a failure has its class, and no frame that shows the token."""
    http = AuthenticatedClient(token=LONG, max_retries=0, transport=httpx.MockTransport(handler))
    with pytest.raises(kind) as caught:
        http.get_account_usage(EMAIL)
    frames = traceback.TracebackException.from_exception(caught.value, capture_locals=True)

    assert "ab1-ab1-" not in "".join(frames.format())
    assert caught.value.content in (b"***", b"")


@pytest.mark.parametrize("length", [8, 100, 1_000, 10_000])
@pytest.mark.parametrize("echo", ["ab1-", "x", "\\", "%25", "&#0", "\\u{0"])
def test_masking_is_quick(length: int, echo: str) -> None:
    """A body that is made to be searched slowly is searched in less than a second."""
    body = (echo * 65_536).encode()[:65_536]
    started = time.process_time()
    mask(body, ("ab1-" * length)[:length])

    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("secret", "text", "masked"),
    [
        (LONG, LONG[300:900], "***"),
        (LONG, f"<{LONG[4:].replace('-', '%2D')}>", "<***>"),
        ("mock:00001-flowmusic", "mock:00001-flowmusicmock:00001-flowmusic", "******"),
        ("mock:00001-flowmusic", r"\nmock:00001-flowmusic\n", r"\n***\n"),
        ("mock:00001-flowmusic", r"\\\u006dock\:00001\055flowmusic", "***"),
        ("mock:00001-flowmusic", "mock%3A00001=2Dflowmusic", "***"),
        ("4142434445464748", "?token=4142434445%3464748", "?token=***"),
        ("100%41bc%3d&amp;", "100%41bc%3d&amp;", "***"),
        ("100%41bc%3d-xyz", "100%2541bc%253d-xyz", "***"),
        ("short", "Short shor sshort", "*** shor s***"),
        ("mock:00001-flowmusic", "mock:0000", "mock:0000"),
    ],
    ids=range(11),
)
def test_parts_of_a_token_are_masked(secret: str, text: str, masked: str) -> None:
    """A half of the token or more is masked wherever it begins, escaped or not; also if the token looks escaped."""

    assert masked.encode() == mask(text.encode(), secret)

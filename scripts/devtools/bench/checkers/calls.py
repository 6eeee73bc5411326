"""The calls that a user makes every day, for the tools that watch traffic and send nothing themselves."""

from collections.abc import Generator, Sequence

import httpx

from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, OTHER_DEMO_EMAILS, OTHER_DEMO_TOKEN
from flowmusic_contract.server.target import ENDPOINT, UNKNOWN_EMAIL, UNKNOWN_TOKEN

_LISTENER, _NEWCOMER, _DUO = DEMO_EMAILS

CALLS: Sequence[tuple[str, str]] = (
    (_LISTENER, DEMO_TOKEN),
    (_NEWCOMER, DEMO_TOKEN),
    (_DUO, DEMO_TOKEN),
    (_LISTENER, DEMO_TOKEN),
    (OTHER_DEMO_EMAILS[0], OTHER_DEMO_TOKEN),
    (_LISTENER, OTHER_DEMO_TOKEN),
    (UNKNOWN_EMAIL, DEMO_TOKEN),
    (_LISTENER, UNKNOWN_TOKEN),
    (_DUO, DEMO_TOKEN),
    (_LISTENER, DEMO_TOKEN),
)
"""The email address and the token of each call: every account, both tenants, and a mistake of each kind."""

_SECONDS = 3


def exchanges(base_url: str) -> Generator[tuple[httpx.Request, httpx.Response]]:
    """Makes each call, and yields those that get a response."""
    with httpx.Client(timeout=_SECONDS) as http:
        for email, token in CALLS:
            request = http.build_request(
                "GET", base_url + ENDPOINT, params={"email": email}, headers={"Authorization": f"Bearer {token}"}
            )
            try:
                yield request, http.send(request)
            except httpx.HTTPError:
                continue

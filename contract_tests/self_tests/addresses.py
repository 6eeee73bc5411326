"""Where the server of a test listens."""

import httpx


def address_of(base_url: str) -> tuple[str, int]:
    """Returns the host and the port of a URL, as a socket takes them."""
    url = httpx.URL(base_url)
    return url.host, url.port or 80

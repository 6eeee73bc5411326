"""Lets web pages of other origins call the mock server from a browser, as the Fetch Standard (CORS) describes it."""

from flowmusic_contract.mock_server.api import Request, Response

ANY = "*"
"""Means every origin."""

_EXPOSED = "retry-after, www-authenticate, preference-applied, etag"
"""The headers of a response that a page may read, in addition to those that it always may."""

_SECONDS = "600"
"""How long a browser may keep the response to a preflight request."""

Origins = frozenset[str]


def preflight(request: Request, origins: Origins) -> Response | None:
    """Returns the response to the preflight request of a browser; None for other requests, and for other origins."""
    if request.method != "OPTIONS" or not request.header("access-control-request-method"):
        return None
    headers = [("access-control-allow-methods", "GET, HEAD"), ("access-control-max-age", _SECONDS)]
    headers += [("access-control-allow-headers", names) for names in request.header("access-control-request-headers")]
    return Response(204, tuple(headers), b"") if _is_allowed(request, origins) else None


def readable(request: Request, response: Response, origins: Origins) -> Response:
    """Returns the response with the headers that let the page read it, if the origin of the page is allowed."""
    if not origins:
        return response
    response = response.with_header("vary", "Origin")
    if not _is_allowed(request, origins):
        return response
    [origin] = request.header("origin")
    return response.with_header("access-control-allow-origin", origin).with_header(
        "access-control-expose-headers", _EXPOSED
    )


def _is_allowed(request: Request, origins: Origins) -> bool:
    sent = request.header("origin")
    return len(sent) == 1 and (ANY in origins or sent[0] in origins)

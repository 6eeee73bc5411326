"""Variations in compression. A compressed body cannot be changed further, so these come last."""

import gzip

from attrs import evolve

from flowmusic_contract.engine.fault import variation
from flowmusic_contract.mock_server import Handler, Request, Response


@variation
def compressed(handler: Handler) -> Handler:
    """The body is compressed if the client accepts gzip."""

    def handle(request: Request) -> Response:
        correct = handler(request)
        if request.method != "GET" or not any("gzip" in value for value in request.header("accept-encoding")):
            return correct
        headers = (*correct.headers, ("content-encoding", "gzip"))
        return evolve(correct, headers=headers, body=gzip.compress(correct.body))

    return handle

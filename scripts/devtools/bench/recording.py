"""A server that remembers its requests and responses."""

from attrs import field, frozen

from flowmusic_contract.mock_server import Handler, Request, Response


@frozen
class RecordingServer:
    """Responds as `handler` does, and remembers each request and its response."""

    handler: Handler
    requests: list[Request] = field(factory=list)
    responses: list[Response] = field(factory=list)

    def __call__(self, request: Request) -> Response:
        """Responds to a request."""
        response = self.handler(request)
        self.requests.append(request)
        self.responses.append(response)
        return response

# Generated from openapi.yaml by scripts/generate. Do not edit.
"""What the client uses of its HTTP library, which is httpx or has classes that work like those of httpx."""

from collections.abc import Awaitable, Mapping
from typing import Any, Protocol, runtime_checkable


@runtime_checkable
class HttpClient(Protocol):
    """An HTTP client that blocks, such as `httpx.Client`."""

    def build_request(self, *args: Any, **options: Any) -> Any:
        """Returns a request."""

    def send(self, *args: Any, **options: Any) -> Any:
        """Sends a request, and returns the response."""

    def close(self) -> None:
        """Closes the connections."""


@runtime_checkable
class AsyncHttpClient(Protocol):
    """An asynchronous HTTP client, such as `httpx.AsyncClient`."""

    def build_request(self, *args: Any, **options: Any) -> Any:
        """Returns a request."""

    def send(self, *args: Any, **options: Any) -> Awaitable[Any]:
        """Sends a request, and returns the response."""
        ...

    def aclose(self) -> Awaitable[None]:
        """Closes the connections."""
        ...


@runtime_checkable
class Transport(Protocol):
    """What sends the requests of an HTTP client that blocks, such as `httpx.HTTPTransport`."""

    def handle_request(self, request: Any, /) -> Any:
        """Sends a request, and returns the response."""


@runtime_checkable
class AsyncTransport(Protocol):
    """What sends the requests of an asynchronous HTTP client, such as `httpx.AsyncHTTPTransport`."""

    def handle_async_request(self, request: Any, /) -> Awaitable[Any]:
        """Sends a request, and returns the response."""
        ...


@runtime_checkable
class Timeout(Protocol):
    """Time limits for each part of a request, such as `httpx.Timeout`."""

    def as_dict(self) -> Mapping[str, float | None]:
        """Returns the limits by name."""
        ...

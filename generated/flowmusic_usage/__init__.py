"""A client library for accessing Flow Music account usage"""

from .client import AuthenticatedClient, Client
from .errors import (
    ApiError,
    InvalidResponseError,
    InvalidValueError,
    NotFoundError,
    StatusError,
    UnauthorizedError,
    UnexpectedStatusError,
)

__all__ = (
    "ApiError",
    "AuthenticatedClient",
    "Client",
    "InvalidResponseError",
    "InvalidValueError",
    "NotFoundError",
    "StatusError",
    "UnauthorizedError",
    "UnexpectedStatusError",
)

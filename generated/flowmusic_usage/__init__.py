# Generated from openapi.yaml by scripts/generate. Do not edit.
"""A client library for accessing Flow Music account usage"""

from .client import AuthenticatedClient
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
    "InvalidResponseError",
    "InvalidValueError",
    "NotFoundError",
    "StatusError",
    "UnauthorizedError",
    "UnexpectedStatusError",
)

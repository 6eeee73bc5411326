# Generated from openapi.yaml by scripts/generate. Do not edit.
"""A client library for accessing Flow Music account usage"""

from ._sending import set_up_log as _set_up_log
from .client import AuthenticatedClient, get_account_usage, get_account_usage_async
from .errors import (
    ApiConnectionError,
    ApiError,
    ApiTimeoutError,
    ConfigurationError,
    InvalidResponseError,
    InvalidValueError,
    NotFoundError,
    ResponseError,
    ResponseTooLargeError,
    StatusError,
    UnauthorizedError,
    UnexpectedStatusError,
)
from .models import AccountUsage, ConversationUsage, CreditsByType, TokensByType, UsageEvent, UsageSummary

__version__ = "0.1.0"

__all__ = (
    "AccountUsage",
    "ApiConnectionError",
    "ApiError",
    "ApiTimeoutError",
    "AuthenticatedClient",
    "ConfigurationError",
    "ConversationUsage",
    "CreditsByType",
    "InvalidResponseError",
    "InvalidValueError",
    "NotFoundError",
    "ResponseError",
    "ResponseTooLargeError",
    "StatusError",
    "TokensByType",
    "UnauthorizedError",
    "UnexpectedStatusError",
    "UsageEvent",
    "UsageSummary",
    "__version__",
    "get_account_usage",
    "get_account_usage_async",
)

_set_up_log()

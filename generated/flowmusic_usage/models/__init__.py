# Generated from openapi.yaml by scripts/generate. Do not edit.
"""Contains all the data models used in inputs/outputs"""

from .account_usage import AccountUsage
from .conversation_usage import ConversationUsage
from .credits_by_type import CreditsByType
from .tokens_by_type import TokensByType
from .usage_event import UsageEvent
from .usage_summary import UsageSummary

__all__ = (
    "AccountUsage",
    "ConversationUsage",
    "CreditsByType",
    "TokensByType",
    "UsageEvent",
    "UsageSummary",
)

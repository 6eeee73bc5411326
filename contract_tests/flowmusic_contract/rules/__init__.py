"""What must be true: pure functions, JSON in, expectations out. Listed by what they are asked about."""

from flowmusic_contract.rules import account, body, client, conversations, events, responses, schema, summary
from flowmusic_contract.rules.rule import Rule, rules_of

EXCHANGE_RULES = rules_of(responses, account)
BODY_RULES = rules_of(body)
DOCUMENT_RULES = rules_of(schema)
USAGE_RULES = rules_of(events, summary, conversations)

SERVER_RULES = [*EXCHANGE_RULES, *BODY_RULES, *DOCUMENT_RULES, *USAGE_RULES]
CLIENT_RULES = rules_of(client)
RULES = [*SERVER_RULES, *CLIENT_RULES]

__all__ = [
    "BODY_RULES",
    "CLIENT_RULES",
    "DOCUMENT_RULES",
    "EXCHANGE_RULES",
    "RULES",
    "SERVER_RULES",
    "USAGE_RULES",
    "Rule",
]

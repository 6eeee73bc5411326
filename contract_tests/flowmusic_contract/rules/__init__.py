"""What must be true: pure functions, JSON in, expectations out. What a rule is asked about is its argument's type."""

from flowmusic_contract.rules import (
    account,
    body,
    calls,
    client,
    conversations,
    events,
    responses,
    schema,
    summary,
    transport,
)
from flowmusic_contract.rules.exchange import Call
from flowmusic_contract.rules.rule import Rule, rules_of

RULES = rules_of(responses, account, transport, body, schema, events, summary, conversations, calls, client)
CLIENT_RULES = [rule for rule in RULES if rule.subject is Call]
SERVER_RULES = [rule for rule in RULES if rule.subject is not Call]

__all__ = ["CLIENT_RULES", "RULES", "SERVER_RULES", "Rule"]

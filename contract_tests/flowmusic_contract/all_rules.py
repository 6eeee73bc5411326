"""Every rule of every area."""

from flowmusic_contract.areas.accounts import rules as accounts
from flowmusic_contract.areas.authentication import rules as authentication
from flowmusic_contract.areas.body import rules as body
from flowmusic_contract.areas.client import connection_rules
from flowmusic_contract.areas.client import rules as client
from flowmusic_contract.areas.consistency import rules as consistency
from flowmusic_contract.areas.conversations import rules as conversations
from flowmusic_contract.areas.events import rules as events
from flowmusic_contract.areas.methods import rules as methods
from flowmusic_contract.areas.privacy import rules as privacy
from flowmusic_contract.areas.schema import rules as schema
from flowmusic_contract.areas.summary import rules as summary
from flowmusic_contract.areas.transport import rules as transport
from flowmusic_contract.engine.decoding import Body
from flowmusic_contract.engine.document import Document
from flowmusic_contract.engine.rule import rules_of
from flowmusic_contract.engine.subjects import ClientCall, ClientRun, ServedUsage
from flowmusic_contract.engine.usage import Usage

RULES = rules_of(
    authentication,
    accounts,
    methods,
    privacy,
    transport,
    body,
    schema,
    events,
    summary,
    conversations,
    consistency,
    client,
    connection_rules,
)
CLIENT_RULES = [rule for rule in RULES if rule.subject is ClientCall]
RUN_RULES = [rule for rule in RULES if rule.subject is ClientRun]
"""The rules on clients that make several calls in one process."""
SERVER_RULES = [rule for rule in RULES if rule.subject not in (ClientCall, ClientRun)]
DOCUMENT_RULES = [rule for rule in RULES if rule.subject in (Body, Document, Usage, ServedUsage)]
"""The rules that can be judged from a body alone."""

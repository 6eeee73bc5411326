"""Every fault of every area, and every variation."""

from flowmusic_contract.areas.accounts import email_faults, status_faults, tenant_faults
from flowmusic_contract.areas.accounts import faults as accounts
from flowmusic_contract.areas.authentication import faults as authentication
from flowmusic_contract.areas.authentication import (
    leak_faults,
    misplaced_token_faults,
    token_faults,
    trusted_caller_faults,
)
from flowmusic_contract.areas.body import content_type_faults
from flowmusic_contract.areas.body import faults as body
from flowmusic_contract.areas.client import connection_faults, request_faults, shape_faults, text_faults
from flowmusic_contract.areas.client import faults as client
from flowmusic_contract.areas.consistency import faults as consistency
from flowmusic_contract.areas.conversations import faults as conversations
from flowmusic_contract.areas.events import faults as events
from flowmusic_contract.areas.events import time_faults
from flowmusic_contract.areas.methods import faults as methods
from flowmusic_contract.areas.privacy import faults as privacy
from flowmusic_contract.areas.schema import faults as schema
from flowmusic_contract.areas.summary import event_faults, other_type_faults, total_faults
from flowmusic_contract.areas.summary import faults as summary
from flowmusic_contract.areas.transport import faults as transport
from flowmusic_contract.areas.variations import (
    amounts,
    compression,
    encoding,
    errors,
    fields,
    headers,
    repeated,
    requests,
    texts,
)
from flowmusic_contract.engine.client_fault import ClientFault, RunFault
from flowmusic_contract.engine.fault import Fault, faults_of

SERVER_FAULTS = faults_of(
    token_faults,
    misplaced_token_faults,
    trusted_caller_faults,
    authentication,
    leak_faults,
    status_faults,
    email_faults,
    tenant_faults,
    accounts,
    methods,
    privacy,
    transport,
    body,
    content_type_faults,
    schema,
    time_faults,
    events,
    event_faults,
    summary,
    total_faults,
    other_type_faults,
    conversations,
    consistency,
)
CLIENT_FAULTS = [
    fault
    for module in (request_faults, client, shape_faults, text_faults)
    for fault in vars(module).values()
    if isinstance(fault, ClientFault)
]
RUN_FAULTS = [fault for fault in vars(connection_faults).values() if isinstance(fault, RunFault)]
"""The faults of clients that make several calls in one process."""

VARIATIONS = faults_of(amounts, texts, fields, repeated, encoding, errors, headers, requests, compression)
"""In an order in which several can be combined: values before their encoding, compression last."""

FAULTS: list[Fault | ClientFault | RunFault] = [*SERVER_FAULTS, *CLIENT_FAULTS, *RUN_FAULTS]


def changes_by_id() -> dict[str, Fault]:
    """Returns every fault and variation of the mock server by its id."""
    return {change.id: change for change in (*SERVER_FAULTS, *VARIATIONS)}

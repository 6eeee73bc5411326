"""Judges a server in this process, without a socket."""

from collections.abc import Sequence

from flowmusic_contract.all_rules import SERVER_RULES
from flowmusic_contract.engine.judge import judge_server
from flowmusic_contract.engine.verdict import Verdict
from flowmusic_contract.mock_server import DEMO_TOKEN, Handler
from flowmusic_contract.server.connection import InProcessConnection
from flowmusic_contract.server.limits import Limits
from flowmusic_contract.server.session import ProbeSession
from flowmusic_contract.server.target import DEMO_TENANT, OTHER_DEMO_TENANT, Target, Tenant


def judged(handler: Handler, *emails: str, seconds: float = 10) -> list[Verdict]:
    """Returns the verdict on each server rule, with the demo tenants or with these accounts of the first one."""
    tenants = (Tenant(DEMO_TOKEN, emails), None) if emails else (DEMO_TENANT, OTHER_DEMO_TENANT)
    limits = Limits(seconds)
    session = ProbeSession(Target("http://mock/v1", *tenants), InProcessConnection(handler, limits), limits)
    return judge_server(session.run(), SERVER_RULES)


def broken(verdicts: Sequence[Verdict]) -> set[str]:
    """Returns the ids of the broken rules."""
    return {verdict.rule.id for verdict in verdicts if verdict.outcome == "broken"}

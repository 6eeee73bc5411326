"""The commands that check a rule."""

from typing import Any

from flowmusic_contract.all_rules import CLIENT_RULES, DOCUMENT_RULES, RUN_RULES
from flowmusic_contract.cli.program import program_name
from flowmusic_contract.engine.rule import Rule


def commands_of(rule: Rule[Any]) -> list[str]:
    """Returns the commands that check a rule, as the user can type them."""
    if rule in RUN_RULES:
        return [f"{program_name()} client --many-calls"]
    if rule in CLIENT_RULES:
        return [f"{program_name()} client"]
    names = ["server", "document"] if rule in DOCUMENT_RULES else ["server"]
    return [f"{program_name()} {name}" for name in names]

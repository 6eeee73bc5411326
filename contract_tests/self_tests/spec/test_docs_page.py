"""`docs_page.yaml` maps each statement of the docs page to the spec and to the rule or test that holds it."""

from pathlib import Path
from typing import Any

import pytest

from flowmusic_contract import spec
from flowmusic_contract.all_rules import RULES
from flowmusic_contract.yaml_text import from_yaml

HERE = Path(__file__).parent
STATEMENTS: list[dict[str, Any]] = from_yaml((HERE / "docs_page.yaml").read_bytes())
RULE_IDS = {rule.id for rule in RULES}
WITH_A_REASON = [statement for statement in STATEMENTS if "excluded" in statement]
HOLDERS = sorted({holder for statement in STATEMENTS for holder in statement.get("held_by", [])})


def exists(holder: str) -> bool:
    file, _, test = holder.partition("::")
    return f"\ndef {test}(" in (HERE / file).read_text(encoding="utf-8") if test else holder in RULE_IDS


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda statement: statement["states"])
def test_statement_is_in_the_spec(statement: dict[str, Any]) -> None:
    """A statement cites a part of the spec that exists."""

    assert spec.at(statement["spec"])


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda statement: statement["states"])
def test_statement_is_held_or_excluded(statement: dict[str, Any]) -> None:
    """A statement is held by something, or excluded for a reason."""

    assert {"states", "spec"} ^ statement.keys() in ({"held_by"}, {"excluded"})


@pytest.mark.parametrize("holder", HOLDERS)
def test_holder_exists(holder: str) -> None:
    """What holds a statement is a rule or a test of this folder."""

    assert exists(holder)


@pytest.mark.parametrize("statement", WITH_A_REASON, ids=lambda statement: statement["states"])
def test_reason_is_a_clause(statement: dict[str, Any]) -> None:
    """A reason for an exclusion is more than a word or two."""

    assert len(statement["excluded"].split()) >= 5


def test_every_documented_rule_holds_a_statement() -> None:
    """A rule is documented because the docs page states something."""

    assert [] == sorted({rule.id for rule in RULES if rule.basis == "documented"} - set(HOLDERS))

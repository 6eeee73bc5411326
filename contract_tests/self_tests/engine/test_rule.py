"""A rule is a function with a sentence."""

from flowmusic_contract.all_rules import CLIENT_RULES, RULES, RUN_RULES, SERVER_RULES
from flowmusic_contract.areas.accounts import rules as accounts


def test_rules_are_about_servers_or_clients() -> None:
    """Every rule is about servers or about clients."""

    assert [*SERVER_RULES, *CLIENT_RULES, *RUN_RULES] == RULES
    assert {"client"} == {rule.area for rule in (*CLIENT_RULES, *RUN_RULES)}


def test_a_rule_is_its_function() -> None:
    """A rule has the sentence of its docstring, and an id of its area and its name."""
    rule = accounts.configured_account_gets_200

    assert "accounts.configured-account-gets-200" == rule.id
    assert "A request with a valid API token for a configured account returns status 200." == rule.sentence

"""Each field of the spec has a case in which it is missing, and one in which it has a wrong type."""

import pytest

from flowmusic_contract.check import check_document
from flowmusic_contract.client.broken_fields import BrokenField, broken_fields
from flowmusic_contract.engine.fault import in_usage
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, Api, Request, Response, demo_ledger
from flowmusic_contract.spec import at

EVERY_FIELD = list(broken_fields([]))
MISSING, WRONG_TYPE = {"schema.every-documented-field-is-present"}, {"schema.every-field-has-its-documented-type"}


def served(broken: BrokenField) -> Response:
    server = in_usage(broken.change)(Api(demo_ledger()))
    return server(Request.get(DEMO_EMAILS[0]).authorized_by(DEMO_TOKEN))


@pytest.mark.parametrize("broken", EVERY_FIELD, ids=lambda broken: broken.id)
def test_broken_field_breaks_one_rule(broken: BrokenField) -> None:
    """A field that is missing, null or an object breaks the rule on its presence or the one on its type."""
    report = check_document("the usage report", served(broken).body, None)

    assert (MISSING if broken.is_missing else WRONG_TYPE) == {
        verdict.rule.id for verdict in report.verdicts if verdict.outcome == "broken"
    }


def test_every_required_field_is_broken_in_two_ways() -> None:
    """Every required field of the four schemas is missing in one case and has a wrong type in another."""
    names = ["AccountUsage", "UsageEvent", "UsageSummary", "ConversationUsage"]
    fields = sorted(field for name in names for field in at(f"#/components/schemas/{name}")["required"])

    assert fields == sorted(str(broken.path[-1]) for broken in EVERY_FIELD if broken.is_missing)
    assert fields == sorted(str(broken.path[-1]) for broken in EVERY_FIELD if not broken.is_missing)


@pytest.mark.parametrize(
    ("effects", "left_out"),
    [
        ({"$.email": '"a" -> absent'}, {"missing.email"}),
        ({"$.email": '"a" -> null', "duo $.email": '"b" -> null'}, {"types.null-email"}),
        (
            {"$.events[*]._account_email": '"a" -> absent', "$.events[*].a": 'absent -> "a"'},
            {"missing.events-account-email"},
        ),
        ({"$.events[0].conversation_title": "null -> object of 1"}, {"types.object-events-conversation-title"}),
        ({"$.email": '"a" -> absent', "$.events": "array of 10 -> absent"}, set()),
    ],
)
def test_known_fault_is_left_out(effects: dict[str, str], left_out: set[str]) -> None:
    """A change that is all that a known fault does is left out."""

    assert left_out == {each.id for each in EVERY_FIELD} - {each.id for each in broken_fields([effects])}

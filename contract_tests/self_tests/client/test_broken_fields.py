"""Each field of the spec has a case in which it is missing, and some in which it has a wrong type."""

from functools import reduce
from operator import getitem

import pytest

from flowmusic_contract.check import check_document
from flowmusic_contract.client.broken_fields import BrokenField, broken_fields
from flowmusic_contract.engine.fault import in_usage
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, Api, Request, Response, demo_ledger
from flowmusic_contract.spec import at

SERVER = Api(demo_ledger())
REQUEST = Request.get(DEMO_EMAILS[0]).authorized_by(DEMO_TOKEN)
USAGE = SERVER(REQUEST).json()
EVERY_FIELD = list(broken_fields(USAGE, []))
MISSING, WRONG_TYPE = {"schema.every-documented-field-is-present"}, {"schema.every-field-has-its-documented-type"}


def served(broken: BrokenField) -> Response:
    return in_usage(broken.change)(SERVER)(REQUEST)


@pytest.mark.parametrize("broken", EVERY_FIELD, ids=lambda broken: broken.id)
def test_broken_field_breaks_one_rule(broken: BrokenField) -> None:
    """A missing field breaks the rule on presence, and a field of a wrong type the rule on types."""
    report = check_document("the usage report", served(broken).body, None)

    assert (WRONG_TYPE if broken.wrong else MISSING) == {
        verdict.rule.id for verdict in report.verdicts if verdict.outcome == "broken"
    }


def test_every_required_field_is_broken() -> None:
    """Every required field of the four schemas is missing in one case, and has a wrong type in one or two others."""
    names = ["AccountUsage", "UsageEvent", "UsageSummary", "ConversationUsage"]
    fields = sorted(field for name in names for field in at(f"#/components/schemas/{name}")["required"])

    assert fields == sorted(str(broken.path[-1]) for broken in EVERY_FIELD if not broken.wrong)
    assert {*fields, "daily-free"} == {str(broken.path[-1]) for broken in EVERY_FIELD if broken.wrong}


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (("email",), [None]),
        (("events",), [None, USAGE["events"][0]]),
        (("events", 0, "amount"), [None, "720"]),
        (("events", 0, "conversation_title"), [{}]),
        (("summary", "by_type_credits"), [None, []]),
        (("summary", "by_type_credits", "daily-free"), [None, "120"]),
    ],
)
def test_wrong_values(path: tuple[str | int, ...], wrong: list[object]) -> None:
    """A field becomes null, or an object if it may be null, and also what looks like its type."""
    value = reduce(getitem, path, USAGE)

    assert wrong == [broken.wrong.of(value) for broken in EVERY_FIELD if broken.path == path and broken.wrong]


@pytest.mark.parametrize(
    ("effects", "left_out"),
    [
        ({"$.email": '"a" -> absent'}, {"missing.email"}),
        ({"$.email": '"a" -> null', "duo $.email": '"b" -> null'}, {"types.null-email"}),
        (
            {"$.events[*]._account_email": '"a" -> absent', "$.events[*].a": 'absent -> "a"'},
            {"missing.events-account-email"},
        ),
        ({"$.events[0].conversation_title": "null -> object of 0"}, {"types.object-events-conversation-title"}),
        ({"$.summary.by_type_tokens": "object of 5 -> array of 0"}, {"types.array-by-type-tokens"}),
        ({"$.summary.by_type_tokens": "object of 5 -> array of 5"}, set()),
        ({"$.email": '"a" -> absent', "$.events": "array of 10 -> absent"}, set()),
    ],
)
def test_known_fault_is_left_out(effects: dict[str, str], left_out: set[str]) -> None:
    """A change that is all that a known fault does is left out."""

    assert left_out == {each.id for each in EVERY_FIELD} - {each.id for each in broken_fields(USAGE, [effects])}

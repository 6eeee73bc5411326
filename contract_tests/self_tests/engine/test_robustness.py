"""No body, whatever its content, makes a rule crash."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from flowmusic_contract.check import check_document
from flowmusic_contract.reports.json_report import json_report
from flowmusic_contract.reports.redaction import redaction

TEXTS = st.text(max_size=8)
MAYBE = st.none() | TEXTS
NUMBERS = st.integers() | st.integers(-(10**307), 10**307) | st.floats(allow_nan=False, allow_infinity=False)
DAYS = st.sampled_from(["2026-06-01T00:00:00", "0001-01-01T00:00:00Z", "9999-12-31T00:00:00", "2026-02-30T00:00:00"])
MOMENTS = st.sampled_from(["2026-06-01T23:59:59.999999999Z", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00"])
TYPES = st.sampled_from(["producer-usage", "riffusion", "daily-free", "grant", "other", ""]) | TEXTS
EVENTS = st.fixed_dictionaries(
    {
        "type": TYPES,
        "amount": NUMBERS,
        "conversation_id": MAYBE,
        "conversation_title": MAYBE,
        "event_at": DAYS | TEXTS,
        "max_created_at": MOMENTS | DAYS | TEXTS,
        "_account_email": TEXTS,
    }
)
CONVERSATIONS = st.fixed_dictionaries(
    {"conversation_id": TEXTS, "title": MAYBE, "email": MAYBE, "tokens": NUMBERS, "credits": NUMBERS}
)
SUMMARIES = st.fixed_dictionaries(
    {
        "by_type_tokens": st.dictionaries(TYPES, NUMBERS, max_size=4),
        "by_type_credits": st.dictionaries(TYPES, NUMBERS, max_size=4),
        "total_charged_credits": NUMBERS,
        "total_received_tokens": NUMBERS,
        "per_conversation": st.lists(CONVERSATIONS, max_size=3),
    }
)
USAGES = st.fixed_dictionaries({"email": TEXTS, "events": st.lists(EVENTS, max_size=4), "summary": SUMMARIES})
JSON = st.recursive(MAYBE | NUMBERS | st.booleans(), lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner))


def report_on(body: bytes) -> dict[str, Any]:
    report = check_document("a body", body, "me")
    report_document: dict[str, Any] = json.loads(json_report(report, redaction("secret")))
    return report_document


@settings(max_examples=60, derandomize=True, database=None, deadline=None)
@given(usage=USAGES)
def test_any_usage_is_judged(usage: dict[str, Any]) -> None:
    """A usage report of the documented shape is judged, whatever its values."""

    assert "flowmusic-contract-report" == report_on(json.dumps(usage).encode())["format"]


@settings(max_examples=60, derandomize=True, database=None, deadline=None)
@given(document=JSON)
def test_any_document_is_judged(document: object) -> None:
    """JSON of any shape is judged."""

    assert report_on(json.dumps(document).encode())["conclusion"] in ("broken", "inconclusive")


@settings(max_examples=60, derandomize=True, database=None, deadline=None)
@given(body=st.binary())
def test_any_bytes_are_judged(body: bytes) -> None:
    """Bytes of any kind are judged."""

    assert "broken" == report_on(body)["conclusion"]

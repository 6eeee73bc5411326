"""The generated client accepts exactly the bodies that the spec allows, and says where another one differs."""

import copy
import json
import math
import pickle
from collections.abc import Callable, Iterator
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowmusic_contract import spec
from flowmusic_contract.all_faults import SERVER_FAULTS
from flowmusic_contract.engine.fault import Fault
from flowmusic_contract.mock_server import DEMO_TOKEN, Api, Request, demo_ledger, mock_transport
from flowmusic_usage import AuthenticatedClient, InvalidResponseError, InvalidValueError, types
from flowmusic_usage.api.accounts import get_account_usage
from flowmusic_usage.models import AccountUsage, TokensByType, UsageEvent
from self_tests.mutants.mutants import mutants

EMAIL = "listener@example.com"
USAGE = Api(demo_ledger())(Request.get(EMAIL).authorized_by(DEMO_TOKEN)).json()

EXEMPT = {
    "body.number-beyond-double": "the number is in an undocumented field; in a documented field it is rejected",
    "body.integer-of-400-digits": "integers have no limit in Python",
    "body.lone-surrogate": "Python strings may contain a lone surrogate",
    "body.duplicate-key": "Python's decoder keeps the last value, as most do",
    "body.content-type-is-missing": "nothing contradicts the body, which is JSON",
    "body.charset-is-utf-16": "the client reads JSON in UTF-8, whatever the charset",
    "body.charset-is-latin-1": "the client reads JSON in UTF-8, whatever the charset",
    "body.charset-is-unknown": "the client reads JSON in UTF-8, whatever the charset",
}
"""The faults in shape or encoding that the client may accept, with the reason."""

IN_SHAPE_OR_ENCODING = [
    fault for fault in SERVER_FAULTS if all(rule.startswith(("body.", "schema.")) for rule in fault.breaks)
]


def changed(*path: str | int, to: Any) -> Any:
    document = copy.deepcopy(USAGE)
    parent = document
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = to
    return document


def without(*path: str | int) -> Any:
    document = copy.deepcopy(USAGE)
    parent = document
    for step in path[:-1]:
        parent = parent[step]
    del parent[path[-1]]
    return document


def is_accepted(document: Any) -> bool:
    try:
        AccountUsage.from_dict(document)
    except InvalidValueError:
        return False
    return True


def schema_without_pattern() -> Any:
    components = copy.deepcopy(spec.at("#/components"))
    # The client checks a timestamp when it is read, not when the body is decoded.
    del components["schemas"]["UsageEvent"]["properties"]["event_at"]["pattern"]
    return {"$ref": "#/components/schemas/AccountUsage", "components": components}


VALIDATOR = jsonschema_rs.validator_for(schema_without_pattern(), validate_formats=False)


@pytest.fixture(params=["standard library", "msgspec"])
def decoder(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Decodes with or without the extra `fast`."""
    assert types.fast_decoder() is not None
    if request.param == "standard library":
        monkeypatch.setattr(types, "fast_decoder", lambda: None)


@pytest.mark.parametrize("fault", IN_SHAPE_OR_ENCODING, ids=lambda fault: fault.id)
@pytest.mark.usefixtures("decoder")
def test_faulty_body_is_rejected(fault: Fault) -> None:
    """A body with a fault in shape or encoding is rejected with the client's own error, except for harmless ones."""
    respond = fault(Api(demo_ledger()))
    with AuthenticatedClient(token=DEMO_TOKEN, transport=mock_transport(respond)) as client:
        emails = demo_ledger().emails(DEMO_TOKEN)
        refused = [email for email in emails if is_rejected(client, email)]

    assert (fault.id in EXEMPT) == (refused == [])


def is_rejected(client: AuthenticatedClient, email: str) -> bool:
    try:
        get_account_usage.sync_detailed(client=client, email=email)
    except InvalidResponseError:
        return True
    return False


def test_mutants_are_accepted_as_by_the_schema() -> None:
    """The client accepts a machine-made mutant if and only if the schema does."""
    made = list(mutants(USAGE))
    accepted = [mutant for mutant in made if is_accepted(mutant.document)]

    assert [mutant for mutant in made if VALIDATOR.is_valid(mutant.document)] == accepted
    assert 400 < len(accepted) < len(made) - 400


TEXT = st.text()
NUMBER = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
MAYBE = st.none() | TEXT
MORE: dict[Any, Any] = {"more": st.none() | st.lists(st.integers()), "": TEXT}
BY_TYPE = st.dictionaries(TEXT, NUMBER)
EVENT = dict.fromkeys(("type", "event_at", "max_created_at", "_account_email"), TEXT)
SONG: dict[Any, Any] = {"conversation_id": TEXT, "title": MAYBE, "email": MAYBE, "tokens": NUMBER, "credits": NUMBER}
SUMMARY: dict[Any, Any] = {
    "by_type_tokens": BY_TYPE,
    "by_type_credits": BY_TYPE,
    "total_charged_credits": NUMBER,
    "total_received_tokens": NUMBER,
    "per_conversation": st.lists(st.fixed_dictionaries(SONG, optional=MORE)),
}
EVENTS = st.lists(
    st.fixed_dictionaries(
        {**EVENT, "amount": NUMBER, "conversation_id": MAYBE, "conversation_title": MAYBE}, optional=MORE
    )
)
DOCUMENT: Any = st.fixed_dictionaries(
    {"email": TEXT, "events": EVENTS, "summary": st.fixed_dictionaries(SUMMARY, optional=MORE)}, optional=MORE
)


@given(document=DOCUMENT)
def test_allowed_documents_are_returned_unchanged(document: Any) -> None:
    """A document of the documented shape is accepted, and `to_dict` returns it unchanged."""

    assert VALIDATOR.is_valid(document)
    assert json.dumps(document, sort_keys=True) == json.dumps(
        AccountUsage.from_dict(document).to_dict(), sort_keys=True
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
)


@given(document=JSON)
def test_any_document_is_accepted_or_rejected(document: Any) -> None:
    """Any document is accepted or rejected with the client's own error."""

    assert not is_accepted(document)


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (changed("events", 7, "amount", to="60"), "$.events[7].amount: expected number, got str"),
        (changed("events", 0, "amount", to=True), "$.events[0].amount: expected number, got bool"),
        (changed("events", 0, "amount", to=None), "$.events[0].amount: expected number, got null"),
        (changed("events", 0, "amount", to=math.nan), "$.events[0].amount: expected number, got nan"),
        (changed("events", 0, "amount", to=-math.inf), "$.events[0].amount: expected number, got -inf"),
        (changed("events", 1, "type", to=1), "$.events[1].type: expected string, got int"),
        (
            changed("events", 1, "conversation_id", to=[]),
            "$.events[1].conversation_id: expected string or null, got list",
        ),
        (changed("events", 2, to=None), "$.events[2]: expected object, got null"),
        (changed("events", to={}), "$.events: expected array, got dict"),
        (changed("summary", to="no"), "$.summary: expected object, got str"),
        (
            changed("summary", "by_type_tokens", "grant", to="1"),
            "$.summary.by_type_tokens.grant: expected number, got str",
        ),
        (
            changed("summary", "by_type_tokens", "daily-free", to=None),
            "$.summary.by_type_tokens['daily-free']: expected number, got null",
        ),
        (changed("summary", "by_type_credits", to=[]), "$.summary.by_type_credits: expected object, got list"),
        (without("events", 3, "_account_email"), "$.events[3]._account_email: missing"),
        (without("summary", "per_conversation"), "$.summary.per_conversation: missing"),
        (without("summary", "per_conversation", 1, "title"), "$.summary.per_conversation[1].title: missing"),
        ([], "$: expected object, got list"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_problem_says_where(document: Any, problem: str) -> None:
    """The error has the JSON path of the problem."""
    with pytest.raises(InvalidValueError) as caught:
        AccountUsage.from_dict(document)

    assert problem == str(caught.value)
    assert problem == str(pickle.loads(pickle.dumps(caught.value)))  # noqa: S301 - our own pickle


def numbers() -> Iterator[float]:
    yield from (0, -1, 60, 60.0, 2**53 + 1, 10**30, 0.1, 1e308, 5e-324, 11.666666666666666)


@pytest.mark.parametrize("number", list(numbers()))
@pytest.mark.usefixtures("decoder")
def test_number_stays_what_it_is(number: float) -> None:
    """An integer of any size stays an integer, and a fraction keeps every digit."""
    decoded = types.decode(json.dumps(changed("events", 0, "amount", to=number)).encode(), [])
    amount = AccountUsage.from_dict(decoded).events[0].amount

    assert (number, type(number)) == (amount, type(amount))


@given(value=JSON)
def test_decoders_agree(value: Any) -> None:
    """The optional decoder reads what the standard library reads, including NaN."""
    body = json.dumps(value, ensure_ascii=False).encode(errors="surrogatepass")

    assert repr(json.loads(body)) == repr(types.decode(body, []))


def event(**changes: Any) -> UsageEvent:
    return UsageEvent.from_dict({**USAGE["events"][0], **changes})


@pytest.mark.parametrize("change", [repr, lambda row: row.additional_properties])
def test_models_are_equal_by_value(change: Callable[[UsageEvent], object]) -> None:
    """Two models of the same event are equal, also after their additional properties were read."""
    one, other = event(), event()
    change(other)

    assert one == other
    assert one != event(amount=1)
    assert one != event(more=1)


def test_models_survive_a_pickle() -> None:
    """A usage report survives pickling."""
    usage = AccountUsage.from_dict(USAGE)

    assert usage == pickle.loads(pickle.dumps(usage))  # noqa: S301 - our own pickle


def test_mapping_can_be_changed() -> None:
    """A total by type can be set and deleted, as in any mapping."""
    tokens = TokensByType({"grant": 1})
    tokens["gift"] = 2
    del tokens["grant"]

    assert {"gift": 2} == tokens.to_dict()

"""The generated client accepts exactly the bodies that the spec allows, and says where another one differs."""

import copy
import gc
import json
import math
import pickle
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, get_type_hints

import httpx
import jsonschema_rs
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from flowmusic_contract import spec
from flowmusic_contract.all_faults import SERVER_FAULTS
from flowmusic_contract.engine.fault import Fault
from flowmusic_contract.mock_server import DEMO_TOKEN, Api, Request, demo_ledger, mock_transport
from flowmusic_usage import AuthenticatedClient, InvalidResponseError, InvalidValueError, _decoding, types
from flowmusic_usage.api.accounts import get_account_usage
from flowmusic_usage.models import AccountUsage, ConversationUsage, TokensByType, UsageEvent, UsageSummary
from flowmusic_usage.types import RawResponse
from self_tests.mutants.mutants import mutants

EMAIL = "listener@example.com"
USAGE = Api(demo_ledger())(Request.get(EMAIL).authorized_by(DEMO_TOKEN)).json()

NAIVE = datetime(2026, 6, 1)  # noqa: DTZ001 - without a timezone on purpose

EXEMPT = {
    "body.integer-of-400-digits": "the number is in an undocumented field; in a documented field it is rejected",
    "body.duplicate-key": "Python's decoder keeps the last value, as most do",
    "body.content-type-is-missing": "nothing contradicts the body, which is JSON",
    "body.charset-is-utf-16": "the client reads JSON in UTF-8, whatever the charset",
    "body.charset-is-latin-1": "the client reads JSON in UTF-8, whatever the charset",
    "body.charset-is-unknown": "the client reads JSON in UTF-8, whatever the charset",
}
"""The faults in shape or encoding that the client may accept, with the reason."""

IN_SHAPE_OR_ENCODING = [
    fault
    for fault in SERVER_FAULTS
    if fault.id.startswith(("body.", "schema.")) and not fault.id.startswith("body.error-")
]
"""Of a 200 response: the body of an error may be anything."""


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


def nested(levels: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(levels - 1):
        value = [value]
    return value


def is_accepted(document: Any) -> bool:
    try:
        AccountUsage.from_dict(document)
    except InvalidValueError:
        return False
    return True


def schema_without_pattern() -> Any:
    components = copy.deepcopy(spec.at("#/components"))
    # The client takes any timestamp; that of a day is for the contract tests to judge.
    del components["schemas"]["UsageEvent"]["properties"]["event_at"]["pattern"]
    return {"$ref": "#/components/schemas/AccountUsage", "components": components}


VALIDATOR = jsonschema_rs.validator_for(schema_without_pattern(), validate_formats=False)


def is_allowed(document: Any) -> bool:
    """Whether the schema allows the document and its timestamps are some."""
    return VALIDATOR.is_valid(document) and all(
        is_timestamp(event[name]) for event in document["events"] for name in ("event_at", "max_created_at")
    )


def is_timestamp(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


@pytest.fixture(params=["standard library", "msgspec"])
def decoder(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Decodes with or without the extra `fast`."""
    assert types.fast_decoder() is not None
    assert _decoding.fast_readers()
    if request.param == "standard library":
        monkeypatch.setattr(_decoding, "fast_decoder", lambda: None)
        monkeypatch.setattr(_decoding, "fast_readers", dict)


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

    assert [mutant for mutant in made if is_allowed(mutant.document)] == accepted
    assert 400 < len(accepted) < len(made) - 400


def outcome(body: bytes) -> str:
    """Returns what comes of a body: the report, or the error."""
    try:
        return repr(RawResponse(200, httpx.Headers(), body).json(AccountUsage.from_dict))
    except InvalidResponseError as error:
        return str(error)


ODD_TEXTS = [
    (b"720", b"1e400"),
    (b"720", b"NaN"),
    (b"720", b"7" * 400),
    (b"720", b"7" * 5000),
    (b"720", b"-0.0"),
    (b'"grant"', rb'"\ud800"'),
    (b'"grant"', b'"\xff"'),
    (b"{", b'{"email": 1, '),
    (b"{", b'{"more": [[]], '),
    (b"{", b"\xef\xbb\xbf{"),
    (b"}", b"}}"),
    (b"T00:00:00", b"T23:59:60Z"),
    (b"T00:00:00", b"T24:00:00Z"),
]


def test_extra_fast_changes_no_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the extra `fast`, every mutant and every oddity gives the same report or the same error as without."""
    usual = json.dumps(USAGE).encode()
    bodies = [json.dumps(mutant.document).encode() for mutant in mutants(USAGE)]
    bodies += [usual.replace(old, new, 1) for old, new in ODD_TEXTS] + [usual]
    fast = [outcome(body) for body in bodies]
    monkeypatch.setattr(_decoding, "fast_decoder", lambda: None)
    monkeypatch.setattr(_decoding, "fast_readers", dict)

    assert [outcome(body) for body in bodies] == fast
    assert all(old in usual for old, _ in ODD_TEXTS)


@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        (rb"\ud83d\ude00", True),
        (rb"\uD83D\uDE00\\ud800", True),
        (rb"\\ud83d\ud83d\ude00", True),
        (rb"\ud800", False),
        (rb"\uDFFF", False),
        (rb"\ud83d\ud83d\ude00", False),
        (rb"\\\ud800", False),
        (rb"\ud83d\\ude00", False),
        (rb"\ude00\ud83d", False),
    ],
)
@pytest.mark.usefixtures("decoder")
def test_half_of_a_character_is_rejected(text: bytes, *, is_right: bool) -> None:
    """A string with a lone surrogate, which fails later when it is encoded, is rejected with both decoders."""
    body = json.dumps(USAGE).encode().replace(b"grant", text)
    found = outcome(body)

    assert is_right == ("half of a character" not in found)
    assert is_right == found.startswith("AccountUsage(")


@pytest.mark.parametrize("digits", [308, 309])
@pytest.mark.usefixtures("decoder")
def test_integer_fits_a_double(digits: int) -> None:
    """An amount can be divided: an integer beyond the range of a double is rejected with both decoders."""
    found = outcome(json.dumps(changed("events", 0, "amount", to=10**digits)).encode())

    assert (digits == 308) == found.startswith("AccountUsage(")


def test_large_body_pauses_the_collector(monkeypatch: pytest.MonkeyPatch) -> None:
    """While a large body is read, the garbage collector is paused; it is on again afterwards."""
    seen: list[bool] = []
    reader = {AccountUsage.from_dict: lambda _: seen.append(gc.isenabled())}
    monkeypatch.setattr(_decoding, "fast_readers", lambda: reader)
    for size in 99_999, 100_000:
        RawResponse(200, httpx.Headers(), bytes(size)).json(AccountUsage.from_dict)

    assert ([True, False], True) == (seen, gc.isenabled())


@pytest.mark.parametrize("index", [0, 499, 500, 501, 1199])
@pytest.mark.usefixtures("decoder")
def test_wrong_event_among_many_is_named(index: int) -> None:
    """The path names the event that is wrong, also in a long list, which is read part by part."""
    events = [USAGE["events"][0]] * 1200
    events[index] = {**events[index], "amount": "60"}

    assert f"$.events[{index}].amount: expected number" in outcome(json.dumps({**USAGE, "events": events}).encode())


def test_document_of_the_caller_stays_as_it_is() -> None:
    """`from_dict` does not change the document that it reads."""
    document = copy.deepcopy(USAGE)
    AccountUsage.from_dict(document)

    assert USAGE == document


TEXT = st.text()
NUMBER = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
MAYBE = st.none() | TEXT
MORE: dict[Any, Any] = {"more": st.none() | st.lists(st.integers()), "": TEXT}
BY_TYPE = st.dictionaries(TEXT, NUMBER)
TIMESTAMP = st.sampled_from(("2026-06-01T00:00:00", "2026-06-01T18:42:55.123456Z", "2026-06-01T02:00:00.1234567+02:00"))
EVENT = {"type": TEXT, "event_at": TIMESTAMP, "max_created_at": TIMESTAMP, "_account_email": TEXT}
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
        (
            changed("events", 0, "amount", to=-(10**400)),
            "$.events[0].amount: expected number, got an integer that no double can hold",
        ),
        (
            changed("summary", "by_type_tokens", "grant", to=10**309),
            "$.summary.by_type_tokens.grant: expected number, got an integer that no double can hold",
        ),
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
        (
            changed("events", 2, "event_at", to="yesterday"),
            "$.events[2].event_at: expected a timestamp, got 'yesterday'",
        ),
        (
            changed("events", 2, "max_created_at", to="2026-02-30T00:00:00Z"),
            "$.events[2].max_created_at: expected a timestamp, got '2026-02-30T00:00:00Z'",
        ),
        (changed("plan", to=nested(101)), "$: an undocumented field is nested deeper than 100 levels"),
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


def test_totals_by_type_are_a_dictionary() -> None:
    """Totals by type are a dictionary: in JSON, in their representation, in comparisons and when they are changed."""
    tokens = TokensByType({"grant": 1})
    tokens["gift"] = 2
    del tokens["grant"]

    assert ('{"gift": 2}', "{'gift': 2}") == (json.dumps(tokens), repr(tokens))
    assert {"gift": 2} == tokens == tokens.to_dict() == tokens.additional_properties


# Names, timestamps and representations


def test_natural_names() -> None:
    """`type` and `credits` are called so, and their names with an underscore keep working."""
    song = ConversationUsage.from_dict(USAGE["summary"]["per_conversation"][0])

    assert (event().type, song.credits) == (event().type_, song.credits_)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-06-01T00:00:00", datetime(2026, 6, 1, tzinfo=UTC)),
        ("2026-06-01T02:00:00+02:00", datetime(2026, 6, 1, tzinfo=UTC)),
        ("2026-06-01t00:00:00z", datetime(2026, 6, 1, tzinfo=UTC)),
        ("2026-06-30T23:59:60Z", datetime(2026, 7, 1, tzinfo=UTC)),
        ("2026-06-30T23:59:60.5+00:00", datetime(2026, 7, 1, 0, 0, 0, 500_000, tzinfo=UTC)),
        ("2026-06-01T00:00:00.123456789Z", datetime(2026, 6, 1, 0, 0, 0, 123_456, tzinfo=UTC)),
    ],
)
def test_timestamp_is_an_aware_datetime(text: str, expected: datetime) -> None:
    """A timestamp is an aware `datetime` in UTC under its own name; its exact text stays in `to_dict`."""
    row = event(max_created_at=text)

    assert (expected, UTC, expected) == (row.max_created_at, row.max_created_at.tzinfo, row.max_created_at_utc)
    assert text == row.to_dict()["max_created_at"]


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("2026-06-01T00:00:00", "2026-06-01T00:00:00"),
        (datetime(2026, 6, 1, tzinfo=UTC), "2026-06-01T00:00:00Z"),
        (datetime(2026, 6, 1, tzinfo=timezone(timedelta(hours=2))), "2026-06-01T00:00:00+02:00"),
    ],
)
def test_models_are_built_with_texts_or_datetimes(given: datetime | str, text: str) -> None:
    """A timestamp can be given as a string or as an aware `datetime`, when a model is built and later."""
    built = UsageEvent("grant", 1, None, None, given, given, "listener@example.com")
    changed_ = event()
    changed_.event_at = given

    assert [text, text, text] == [
        built.to_dict()["event_at"],
        built.to_dict()["max_created_at"],
        changed_.to_dict()["event_at"],
    ]


@pytest.mark.parametrize("given", [NAIVE, "yesterday"])
def test_models_are_not_built_with_other_timestamps(given: datetime | str) -> None:
    """A `datetime` without a timezone could mean local time, and any text could mean nothing: both are refused."""
    with pytest.raises(ValueError, match=r"timezone|timestamp"):
        UsageEvent("grant", 1, None, None, given, "2026-06-01T00:00:00Z", "listener@example.com")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"amount": "x"}, "$.amount: expected number, got str"),
        ({"type": None}, "$.type: expected string, got null"),
        ({"event_at": 5}, "$.event_at: expected datetime or string, got int"),
        ({"event_at": "nope"}, "$.event_at: expected a timestamp, got 'nope'"),
        ({"event_at": NAIVE}, "$.event_at: a datetime must have a timezone, such as datetime.UTC"),
        ({"additional_properties": {"x": [math.inf]}}, "$: expected finite numbers in undocumented fields, got inf"),
        ({"additional_properties": {"amount": "x"}}, "$.amount: expected number, got str"),
    ],
    ids=range(7),
)
def test_models_are_not_built_with_other_values(change: dict[str, Any], problem: str) -> None:
    """A changed copy of a model, or one that is built by hand, is checked like one that is read."""
    with pytest.raises(InvalidValueError) as caught:
        evolve(event(), **change)

    assert str(caught.value).startswith(problem)


def test_models_are_built_with_json_values() -> None:
    """A JSON object in the place of a model becomes that model, and a model stays the same object."""
    row = event()
    built = AccountUsage(EMAIL, [row], USAGE["summary"])
    raw: Any = [event().to_dict()]
    totals: Any = {"grant": 1}

    assert built.events[0] is row
    assert built.summary == UsageSummary.from_dict(USAGE["summary"])
    assert evolve(built, events=raw).events == [row]
    assert isinstance(evolve(built.summary, by_type_tokens=totals).by_type_tokens, TokensByType)


def test_written_document_is_independent() -> None:
    """A change of what `to_dict` returned does not change the model, even within an undocumented field."""
    row = event(more={"values": [1]})
    row.to_dict()["more"]["values"].append(2)

    assert {"more": {"values": [1]}} == row.additional_properties


@pytest.mark.parametrize("model", [AccountUsage, UsageEvent, UsageSummary, ConversationUsage])
def test_type_hints_are_found(model: type) -> None:
    """Libraries that read type hints at runtime find those of a model and of its constructor."""
    hints = get_type_hints(model), get_type_hints(vars(model)["__init__"])

    assert all(hints)


def test_representation_makes_an_equal_model() -> None:
    """The representation of a model is the call that makes an equal one, and shows no machinery."""
    row = event(more=1)
    shown = repr(row)

    assert shown.endswith("account_email='listener@example.com', additional_properties={'more': 1})")
    assert row == eval(shown, {"UsageEvent": UsageEvent})  # noqa: S307 - our own text
    assert "_additional" not in repr(event())


def test_changed_copy_keeps_undocumented_fields() -> None:
    """`attrs.evolve` keeps the undocumented fields, and the copy has its own."""
    row = event(more=1)
    copied = evolve(row, amount=7)
    copied.additional_properties["more"] = 2

    assert (7, {"more": 2}, {"more": 1}) == (copied.amount, copied.additional_properties, row.additional_properties)

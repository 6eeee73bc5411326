"""What a test can change about the mock server while it runs."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from attrs import evolve

from flowmusic_contract.all_faults import changes_by_id
from flowmusic_contract.mock_server import DEMO_TOKEN, FlowmusicMock, MockServer, Request, Response, demo_ledger
from flowmusic_contract.mock_server.changes import UnknownChangeError
from flowmusic_contract.mock_server.judgement import PendingJudgement
from flowmusic_contract.mock_server.rate_limit import RateLimit
from flowmusic_contract.mock_server.reading import InputError
from flowmusic_contract.mock_server.trouble import Trouble

LISTENER = Request.get("listener@example.com").authorized_by(DEMO_TOKEN)
ZERO = "summary.charged-total-is-zero"


@pytest.fixture
def mock_server() -> MockServer:
    return MockServer(demo_ledger(), changes_by_id, token=DEMO_TOKEN)


def statuses(mock_server: MockServer, times: int) -> list[int]:
    return [mock_server(LISTENER).status for _ in range(times)]


def total(response: Response) -> Any:
    return response.json()["summary"]["total_charged_credits"]


def preferring(*values: str) -> Request:
    return evolve(LISTENER, headers=(*LISTENER.headers, *(("prefer", value) for value in values)))


def test_outage_ends(mock_server: MockServer) -> None:
    """A change for the next requests ends after them."""
    mock_server.changes.apply("outage", Trouble(503), times=2)

    assert [503, 503, 200] == statuses(mock_server, 3)


def test_change_for_good_keeps_its_state(mock_server: MockServer) -> None:
    """A variation that counts requests goes on counting."""
    mock_server.changes.choose("variations.fifth-request-gets-429")

    assert [200, 200, 200, 200, 429, 200] == statuses(mock_server, 6)


def test_newest_change_is_on_top(mock_server: MockServer) -> None:
    """While the newer of two changes lasts, it decides; then the older one does."""
    mock_server.changes.choose(ZERO)
    mock_server.changes.apply("outage", Trouble(503), times=1)

    assert [503, 200] == statuses(mock_server, 2)
    assert 0 == total(mock_server(LISTENER))


def test_change_is_met_if_it_changes_a_response(mock_server: MockServer) -> None:
    """A change that alters nothing of a response has not been met, whatever the changes below it do."""
    zero, other = mock_server.changes.choose(ZERO), mock_server.changes.choose("transport.two-emails-get-500")
    mock_server(LISTENER)

    assert (1, 0) == (zero.met, other.met)


def test_unknown_change_is_refused(mock_server: MockServer) -> None:
    """A fault that does not exist is refused with the nearest one."""
    with pytest.raises(UnknownChangeError, match=f"no fault or variation {ZERO}e; did you mean {ZERO}?"):
        mock_server.changes.choose(f"{ZERO}e")


@pytest.mark.parametrize("status", [204, 304, 400, 401, 402, 418, 429, 500, 503, 520, 596, 999])
def test_preferred_status(mock_server: MockServer, status: int) -> None:
    """`Prefer: code=…` gives one response with that status, and says so."""
    response = mock_server(preferring(f"code={status}"))

    assert (status, ("preference-applied", f"code={status}")) == (response.status, response.headers[-2])
    assert [200] == statuses(mock_server, 1)


def test_status_200_is_the_usual_response(mock_server: MockServer) -> None:
    """`Prefer: code=200` and a change to this status give the report that other requests get."""
    usual = mock_server(LISTENER)
    preferred = mock_server(preferring("code=200"))
    mock_server.changes.cause(Trouble(200), times=1)

    assert [(200, usual.body)] * 2 == [(each.status, each.body) for each in (preferred, mock_server(LISTENER))]


@pytest.mark.parametrize(
    "value",
    [
        f"fault={ZERO}",
        f'fault="{ZERO}"',
        f"respond-async, wait=10, fault={ZERO}",
        f" fault = {ZERO} ",
        f"Fault={ZERO}",
        f"fault={ZERO}; x=1",
    ],
)
def test_preferred_fault(mock_server: MockServer, value: str) -> None:
    """`Prefer: fault=…` gives one faulty response. Other preferences are ignored."""

    assert 0 == total(mock_server(preferring(value)))
    assert 0 < total(mock_server(LISTENER))


@pytest.mark.parametrize("values", [("code=402, code=503",), ("code=402", "Code=nothing")])
def test_first_preference_of_a_name_counts(mock_server: MockServer, values: Sequence[str]) -> None:
    """Of several preferences with the same name, the first one counts, as in RFC 7240."""
    response = mock_server(preferring(*values))

    assert (402, ("preference-applied", "code=402")) == (response.status, response.headers[-2])


def test_preferred_variation_and_fault(mock_server: MockServer) -> None:
    """Several preferences are combined, in one header or in several."""
    response = mock_server(preferring("variation=variations.days-end-in-z", f"fault={ZERO}"))

    assert (0, "2026-06-01T00:00:00Z") == (total(response), response.json()["events"][0]["event_at"])


@pytest.mark.parametrize(
    "value",
    [
        "code=99",
        "code=abc",
        "code=1000",
        "code=²00",
        "code",
        "fault=nothing",
        "variation=",
        "fault=variations.days-end-in-z",
        f"variation={ZERO}",
    ],
)
def test_bad_preference_is_named(mock_server: MockServer, value: str) -> None:
    """A status or a fault that does not exist gets 400 with the reason: ignored, it would mislead a test."""
    response = mock_server(preferring(value))

    assert (400, True) == (response.status, response.json()["error"].startswith("Prefer: "))


def test_bad_preference_is_not_judged(mock_server: MockServer) -> None:
    """The API has no such header, so the refusal breaks no rule of the API; the page shows the reason."""
    mock_server.judge = no_judgement
    mock_server(preferring("fault=nothing"))

    assert (
        "The mock server refuses the request. Prefer: no fault nothing." == mock_server.judged[-1].judgement.not_judged
    )


def no_judgement(_request: Request, _response: Response) -> PendingJudgement:
    raise AssertionError("the judge was called")


def test_ledger_that_cannot_be_used(mock_server: MockServer, caplog: pytest.LogCaptureFixture) -> None:
    """If the file of a ledger can no longer be used, a request gets 500 with the reason, and no traceback is shown."""
    mock_server.ledger.select("DROP TABLE account")
    response = mock_server(LISTENER)

    assert (500, True) == (response.status, "cannot use this file as a ledger" in response.json()["error"])
    assert "Traceback" not in caplog.text


BAD: list[tuple[str, Callable[[FlowmusicMock], object], type[Exception], str]] = [
    ("status-99", lambda mock: mock.respond(99), ValueError, "status: expected a number from 200 to 999, got 99"),
    ("status-1000", lambda mock: mock.respond(1000), ValueError, "status: expected a number from 200 to 999, got 1000"),
    ("status-text", lambda mock: mock.respond("503"), TypeError, 'status: expected a whole number, got "503"'),  # type: ignore[arg-type]
    ("status-true", lambda mock: mock.respond(True), TypeError, "status: expected a whole number, got true"),  # noqa: FBT003
    ("no-status", lambda mock: mock.respond(None), ValueError, "expected a status, a delay or a lost connection"),  # type: ignore[arg-type]
    ("never", lambda mock: mock.respond(503, times=0), ValueError, "times: expected a number from 1 to 1000000000"),
    ("times-negative", lambda mock: mock.delay(1, times=-1), ValueError, "times: expected a number from 1 to"),
    ("times-half", lambda mock: mock.fault(ZERO, times=0.5), TypeError, "times: expected a whole number, got 0.5"),  # type: ignore[arg-type]
    ("two-lines", lambda mock: mock.respond(503, retry_after="a\nb"), ValueError, 'printable ASCII, got "a\\nb"'),
    ("snow", lambda mock: mock.respond(503, retry_after="☃"), ValueError, "retry_after: expected printable ASCII"),
    ("past", lambda mock: mock.respond(503, retry_after=-1), ValueError, "retry_after: expected a number from 0 to"),
    ("half", lambda mock: mock.respond(503, retry_after=0.5), TypeError, "number of seconds or a string, got 0.5"),  # type: ignore[arg-type]
    ("delay-negative", lambda mock: mock.delay(-1), ValueError, "delay: expected a number from 0 to 3600, got -1"),
    ("delay-text", lambda mock: mock.delay("x"), TypeError, 'delay: expected a number, got "x"'),  # type: ignore[arg-type]
    ("delay-nan", lambda mock: mock.delay(float("nan")), ValueError, "from 0 to 3600, got NaN"),
    ("delay-endless", lambda mock: mock.delay(float("inf")), ValueError, "from 0 to 3600, got Infinity"),
    (
        "oddity-as-fault",
        lambda mock: mock.fault("variations.days-end-in-z"),
        UnknownChangeError,
        "variations.days-end-in-z is a variation, not a fault",
    ),
    ("fault-as-oddity", lambda mock: mock.variation(ZERO), UnknownChangeError, f"{ZERO} is a fault, not a variation"),
    ("no-email", lambda mock: mock.account(""), ValueError, "email: expected a string that is not empty"),
    ("email-number", lambda mock: mock.account(5), TypeError, "email: expected a string, got 5"),  # type: ignore[arg-type]
    ("email-none", lambda mock: mock.account(None), TypeError, "email: expected a string, got null"),  # type: ignore[arg-type]
    ("half-a-pair", lambda mock: mock.account("\ud800"), ValueError, "email: not UTF-8: surrogates not allowed"),
    ("no-token", lambda mock: mock.account("a", ""), ValueError, "token: expected printable ASCII without spaces"),
    ("token-number", lambda mock: mock.account("a", 5), TypeError, "token: expected a string"),  # type: ignore[arg-type]
    ("time-number", lambda mock: mock.set_time(5), InputError, "expected a timestamp such as"),  # type: ignore[arg-type]
    (
        "title-number",
        lambda mock: mock.account("a").charge(5, tokens=1),  # type: ignore[arg-type]
        TypeError,
        "title: expected a string, got 5",
    ),
    (
        "type-number",
        lambda mock: mock.account("a").charge(tokens=1, type_=5),  # type: ignore[arg-type]
        TypeError,
        "type: expected a string, got 5",
    ),
    (
        "tokens-text",
        lambda mock: mock.account("a").charge(tokens="60"),  # type: ignore[arg-type]
        ValueError,
        'amount must be a finite number of tokens, got "60"',
    ),
    (
        "tokens-endless",
        lambda mock: mock.account("a").receive(tokens=10**5000),
        ValueError,
        "a value of type int that is too large to show",
    ),
    ("no-event", lambda mock: mock.account("a").add(5), TypeError, "expected a BillingEvent, got 5"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("call", "error", "message"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_bad_value_is_refused(
    mock_server: MockServer, call: Callable[[FlowmusicMock], object], error: type[Exception], message: str
) -> None:
    """A value that the command line or the control API would refuse is refused at the call, and changes nothing."""
    with pytest.raises(error) as raised:
        call(FlowmusicMock(mock_server))

    assert (True, []) == (message in str(raised.value), mock_server.changes.chosen)
    assert isinstance(raised.value, ValueError | TypeError)


@pytest.mark.parametrize("seconds", ["7", 7])
def test_retry_after_is_a_text_or_a_number(mock_server: MockServer, seconds: str | int) -> None:
    """The header `Retry-After` of an outage is given as a text, or as a number of seconds."""
    FlowmusicMock(mock_server).respond(503, retry_after=seconds)

    assert ("retry-after", "7") in mock_server(LISTENER).headers


def test_failed_request_is_logged(mock_server: MockServer, caplog: pytest.LogCaptureFixture) -> None:
    """An error of a change is a 500 in the form of the API's errors, with its reason in the log, and is logged."""

    def broken(_request: Request) -> Response:
        raise ZeroDivisionError

    mock_server.changes.apply("broken", lambda _handler: broken)
    response = mock_server(LISTENER)

    assert (500, 500) == (response.status, response.json()["code"])
    assert [(500, False)] == [(logged.status, logged.changed) for logged in mock_server.requests]
    assert "ZeroDivisionError" in caplog.text
    assert DEMO_TOKEN not in caplog.text


def test_rate_limit(mock_server: MockServer) -> None:
    """More requests than allowed get 429, and as many seconds later as `Retry-After` says there is one more."""
    seconds = [0]
    mock_server.rate = RateLimit(2, lambda: seconds[0])
    assert [200, 200, 429] == statuses(mock_server, 3)
    seconds += [int(value) for name, value in mock_server(LISTENER).headers if name == "retry-after"]
    seconds.pop(0)

    assert [200] == statuses(mock_server, 1)


@pytest.mark.parametrize(("rate", "allowed"), [(0.5, 30), (10, 600)])
def test_rate_limit_allows_its_rate(rate: float, allowed: int) -> None:
    """A client that never stops gets as many responses in a minute as the limit says, and the first ones at once."""
    times = (hundredth / 100 for hundredth in range(6000))
    limit = RateLimit(rate, lambda: next(times))
    granted = [limit.seconds_to_wait("token") for _ in range(6000)].count(0)

    assert allowed <= granted <= allowed + rate


def test_rate_limit_is_of_each_token() -> None:
    """One token does not use up the requests of another one."""
    limit = RateLimit(1, lambda: 0)

    assert [0, 0, 1] == [limit.seconds_to_wait(token) for token in ("one", "two", "one")]


def test_time_can_be_set(mock_server: MockServer) -> None:
    """What is billed without a time is billed at the time that is set, which is also in the header `Date`."""
    mock = FlowmusicMock(mock_server)
    mock.set_time("2026-06-01T23:59:59Z")
    account = mock.account("a@example.com").charge("Song", tokens=60)
    mock.set_time(datetime(2026, 6, 2, tzinfo=UTC))
    account.charge("Song", tokens=30)
    response = mock_server(LISTENER.for_account("a@example.com"))

    days = [(row["event_at"], row["amount"]) for row in response.json()["events"]]
    assert [("2026-06-01T00:00:00", 60), ("2026-06-02T00:00:00", 30)] == days
    assert ("date", "Tue, 02 Jun 2026 00:00:00 GMT") in response.headers


@pytest.mark.parametrize(
    ("time", "date"),
    [
        ("9999-12-31T23:59:59.999999Z", "Fri, 31 Dec 9999 23:59:59 GMT"),
        ("0001-01-01T00:00:00Z", "Mon, 01 Jan 0001 00:00:00 GMT"),
    ],
)
def test_first_and_last_time(mock_server: MockServer, time: str, date: str) -> None:
    """The first and the last time that can be set are in the header `Date`."""
    FlowmusicMock(mock_server).set_time(time)

    assert ("date", date) in mock_server(LISTENER).headers


def test_log_masks_tokens(mock_server: MockServer) -> None:
    """Each request is logged with its status; a token cannot be read from it, but distinguished."""
    mock_server(LISTENER)
    mock_server(LISTENER.authorized_by("another-token"))
    mock_server(Request.get("listener@example.com"))

    assert [200, 401, 401] == [logged.status for logged in mock_server.requests]
    assert 3 == len({logged.token for logged in mock_server.requests})
    assert not any(token in repr(mock_server.requests) + repr(mock_server) for token in (DEMO_TOKEN, "another-token"))


def test_reset(mock_server: MockServer) -> None:
    """After a reset, the mock server is as it was: accounts, changes, time, log and rate limit."""
    numbers = count(1)
    mock_server.fill = lambda ledger: ledger.configure(DEMO_TOKEN, f"number-{next(numbers)}@example.com")
    mock_server.changes.choose(ZERO)
    mock_server.clock.fixed = datetime(2026, 6, 1, tzinfo=UTC)
    mock_server.rate = RateLimit(1, lambda: 0)
    mock_server(LISTENER)
    mock_server.reset()

    assert (["number-1@example.com"], [], 0) == (
        mock_server.ledger.emails(DEMO_TOKEN),
        mock_server.changes.chosen,
        len(mock_server.requests),
    )
    assert None is mock_server.clock.fixed
    assert 404 == mock_server(LISTENER).status

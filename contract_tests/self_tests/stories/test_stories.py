"""Five things that happen to real servers and clients, and what the suite says about them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from attrs import evolve

from flowmusic_contract.all_rules import CLIENT_RULES, SERVER_RULES
from flowmusic_contract.areas.client.correct import correct
from flowmusic_contract.client.calls import call_all
from flowmusic_contract.engine.client_fault import ClientOutput
from flowmusic_contract.engine.exchange import Exchange, RequestIntent
from flowmusic_contract.engine.judge import judge_client, judge_server
from flowmusic_contract.mock_server import DEMO_TOKEN, Api, BillingEvent, Ledger, Request, Response, demo_ledger
from self_tests.judging import broken, judged

LISTENER = "listener@example.com"


def test_a_token_is_revoked_between_two_requests() -> None:
    """The first request of an account succeeds; later, the same request is refused."""
    api = Api(demo_ledger())
    seen: set[str] = set()

    def revoking(request: Request) -> Response:
        if request.method != "GET" or api(request).status != 200:
            return api(request)
        is_repeated = request.query in seen
        seen.add(request.query)
        return Response.of(401, {"error": "Unauthorized"}) if is_repeated else api(request)

    assert broken(judged(revoking)) == {
        "accounts.configured-account-gets-200",
        "consistency.same-request-gets-same-status",
    }


def test_a_day_ends_during_the_check() -> None:
    """Today's amount may change while the check runs. Once the day has ended, it may only grow."""
    noon = datetime(2026, 6, 1, 12, tzinfo=UTC)
    ledger = Ledger()
    ledger.configure(DEMO_TOKEN, LISTENER, BillingEvent("riffusion", 60, noon, "song", "Song"))

    def request(sent_at: datetime) -> Exchange:
        response = Api(ledger)(Request.get(LISTENER).authorized_by(DEMO_TOKEN))
        intent = RequestIntent(token="valid", account="configured", emails=(LISTENER,))
        return Exchange(intent, 200, response.headers, response.body, sent_at=sent_at)

    before = request(noon)
    ledger.configure(DEMO_TOKEN, LISTENER, BillingEvent("riffusion", 30, noon + timedelta(hours=1), "song", "Song"))
    after = request(noon + timedelta(hours=2))

    shrinking = [evolve(exchange, body=body) for exchange, body in ((before, after.body), (after, before.body))]

    assert broken(judge_server([before, after], SERVER_RULES)) == set()
    assert broken(judge_server(shrinking, SERVER_RULES)) == set()

    assert broken(judge_server(a_day_later(before, after), SERVER_RULES)) == set()
    assert broken(judge_server(a_day_later(*shrinking), SERVER_RULES)) == {"consistency.what-was-billed-stays"}


def a_day_later(*exchanges: Exchange) -> list[Exchange]:
    """Returns the exchanges as if they had been sent on the next day."""
    return [evolve(exchange, sent_at=exchange.sent_at + timedelta(days=1)) for exchange in exchanges]


def test_a_cache_forgets_whose_report_it_keeps() -> None:
    """A cache in front of the server ignores the header `Authorization`, so anyone gets the report of the last user."""
    api = Api(demo_ledger())
    cache: dict[str, Response] = {}

    def cached(request: Request) -> Response:
        response = api(request)
        if request.method == "GET" and response.status == 200:
            cache[request.query] = response
        return cache.get(request.query, response) if request.method == "GET" else response

    assert {
        "authentication.invalid-token-gets-401",
        "authentication.no-report-without-a-valid-token",
        "accounts.unknown-account-gets-404",
    } <= broken(judged(cached))


def test_a_server_rounds_its_credits() -> None:
    """The docs page names no rounding: two decimals are legal, one decimal is not."""
    api = Api(demo_ledger())

    def rounding_to(decimals: int, request: Request) -> Response:
        response = api(request)
        if response.status != 200:
            return response
        usage: dict[str, Any] = response.json()
        credits = usage["summary"]["by_type_credits"]
        usage["summary"]["by_type_credits"] = {name: round(value, decimals) for name, value in credits.items()}
        return response.with_json(usage)

    assert broken(judged(lambda request: rounding_to(2, request))) == set()
    assert broken(judged(lambda request: rounding_to(1, request))) == {"summary.credits-are-tokens-over-12"}


def test_a_client_moves_to_a_library_with_milliseconds() -> None:
    """After an update, a client stores timestamps in milliseconds. It still works, and one inferred rule says so."""

    def updated(base_url: str, email: str, token: str) -> ClientOutput:
        output = correct(base_url, email, token)
        for event in output.get("usage", {}).get("events", []):
            at = datetime.fromisoformat(event["max_created_at"])
            event["max_created_at"] = at.isoformat(timespec="milliseconds")
        return output

    assert broken(judge_client(call_all(updated), CLIENT_RULES)) == {"client.timestamps-keep-their-microseconds"}

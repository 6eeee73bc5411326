"""The first responses show whether the user made a mistake or the server has a fault."""

from collections.abc import Callable, Sequence
from itertools import islice
from weakref import ref

import httpx
import pytest
from attrs import frozen

from flowmusic_contract.all_faults import SERVER_FAULTS, VARIATIONS
from flowmusic_contract.engine.exchange import Exchange
from flowmusic_contract.engine.fault import Fault
from flowmusic_contract.mock_server import (
    DEMO_EMAILS,
    DEMO_TOKEN,
    Api,
    Handler,
    Request,
    Response,
    demo_ledger,
)
from flowmusic_contract.server.connection import InProcessConnection, Received
from flowmusic_contract.server.limits import Limits
from flowmusic_contract.server.preflight import SetupError, planned_requests, run_with_preflight
from flowmusic_contract.server.session import ProbeSession
from flowmusic_contract.server.target import DEMO_TENANT, OTHER_DEMO_TENANT, Target, Tenant

ACCOUNTS = len(DEMO_EMAILS)


def first_exchanges(handler: Handler, target: Target) -> Sequence[Exchange]:
    """Returns the exchanges of the configured accounts, after which the preflight is over."""
    return list(islice(run_with_preflight(ProbeSession(target, InProcessConnection(handler))), ACCOUNTS))


@pytest.mark.parametrize("change", [*SERVER_FAULTS, *VARIATIONS], ids=lambda change: change.id)
def test_no_fault_is_taken_for_a_mistake(change: Fault) -> None:
    """A server with any one fault or variation is judged."""
    target = Target("http://mock/v1", DEMO_TENANT, OTHER_DEMO_TENANT)

    assert ACCOUNTS == len(first_exchanges(change(Api(demo_ledger())), target))


def test_correct_server_gets_no_further_request() -> None:
    """Where nothing is wrong, the preflight sends nothing but the probes."""
    sent: list[Request] = []

    def recording(request: Request) -> Response:
        sent.append(request)
        return Api(demo_ledger())(request)

    session = ProbeSession(Target("http://mock/v1", DEMO_TENANT), InProcessConnection(recording))
    exchanges = list(run_with_preflight(session))

    assert len(exchanges) == len(sent) == session.sent


def test_judged_exchanges_take_no_memory() -> None:
    """An exchange is forgotten once the next one is there, so that large responses do not add up."""
    seen: list[ref[Exchange]] = []
    alive: list[int] = []
    connection = InProcessConnection(Api(demo_ledger()))
    session = ProbeSession(Target("http://mock/v1", DEMO_TENANT), connection, Limits(live_safe=True))
    for exchange in run_with_preflight(session):
        seen.append(ref(exchange))
        alive.append(sum(each() is not None for each in seen))

    assert len(seen) > 2 * ACCOUNTS
    assert max(alive) <= ACCOUNTS + 1  # those of the accounts are compared with each other


def test_one_account_among_several_that_is_not_configured() -> None:
    """A 404 for one account while another gets 200 may be a fault of the server, and is judged."""
    tenant = Tenant(DEMO_TOKEN, (*DEMO_EMAILS[:2], "nobody@example.com"))

    assert [200, 200, 404] == [
        exchange.status for exchange in first_exchanges(Api(demo_ledger()), Target("http://mock/v1", tenant))
    ]


def compares(key: Callable[[str], object]) -> Handler:
    """Returns a server that takes a token for the first tenant's if both have the same key."""
    api = Api(demo_ledger())

    def handle(request: Request) -> Response:
        token = request.bearer_token()
        is_taken_for_it = token is not None and key(token) == key(DEMO_TOKEN)
        return api(request.authorized_by(DEMO_TOKEN) if is_taken_for_it else request)

    return handle


def needs_an_encoded_at_sign(request: Request) -> Response:
    correct = Api(demo_ledger())(request)
    return Response.of(404, {}) if correct.status == 200 and "@" in request.query else correct


@pytest.mark.parametrize(
    "server", [compares(len), compares(lambda token: token[:8]), needs_an_encoded_at_sign], ids=["length", "start", "@"]
)
def test_misread_request_is_a_fault(server: Handler) -> None:
    """A server that takes the other tenant's token for this one's, or cannot read an at sign, is judged."""
    target = Target("http://mock/v1", DEMO_TENANT, OTHER_DEMO_TENANT)

    assert ACCOUNTS == len(first_exchanges(server, target))


def test_other_token_on_a_server_that_takes_any() -> None:
    """A server that finds the accounts of one tenant only, whatever the token, is judged: the base URL is right."""
    target = Target("http://mock/v1", DEMO_TENANT, OTHER_DEMO_TENANT)
    api = Api(demo_ledger())

    assert ACCOUNTS == len(first_exchanges(lambda request: api(request.authorized_by(DEMO_TOKEN)), target))


@pytest.mark.parametrize(
    ("base_url", "tenant", "message"),
    [
        ("http://mock/v1", Tenant("wrong", DEMO_EMAILS), "USEAPI_TOKEN: every account gets status 401"),
        ("http://mock/v1", Tenant(DEMO_TOKEN, ("a@b.example", "c@d.example")), "no account a@b.example, c@d.example"),
        ("http://mock", DEMO_TENANT, "Use --base-url http://mock/v1"),
        ("http://mock/v2", DEMO_TENANT, "Is the base URL right?"),
    ],
)
def test_mistake_is_named(base_url: str, tenant: Tenant, message: str) -> None:
    """The message says which setting is wrong, before anything is judged."""
    with pytest.raises(SetupError) as raised:
        first_exchanges(Api(demo_ledger()), Target(base_url, tenant))

    assert message in str(raised.value)
    assert tenant.token not in str(raised.value)


@frozen
class NeedsTls(InProcessConnection):
    """A server that refuses what is not encrypted. Its certificate may be unknown."""

    refusal: Received | None = None
    is_trusted: bool = True

    def receive(self, request: httpx.Request) -> Received:
        """Responds to a request if it is encrypted."""
        if request.url.scheme == "http":
            if self.refusal:
                return self.refusal
            raise httpx.ReadError("Connection reset by peer")
        if not self.is_trusted:
            raise httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED]")
        return super().receive(request)


@pytest.mark.parametrize("refusal", [None, Received(400, (), b"")])
@pytest.mark.parametrize("is_trusted", [True, False])
def test_server_that_needs_tls(refusal: Received | None, is_trusted: bool) -> None:  # noqa: FBT001
    """A server that responds only to encrypted requests is named with https."""
    connection = NeedsTls(Api(demo_ledger()), refusal=refusal, is_trusted=is_trusted)
    session = ProbeSession(Target("http://mock/v1", DEMO_TENANT), connection)
    with pytest.raises(SetupError, match=r"needs TLS\. Use --base-url https://mock/v1"):
        next(run_with_preflight(session))


def test_login_page() -> None:
    """A server that redirects every request to another place, such as the login of a hotel, is not judged."""
    portal = Response(302, (("location", "https://portal.example/login?next=/v1"),), b"")
    with pytest.raises(SetupError, match=r"redirects to https://portal\.example/login: status 302, with any token"):
        first_exchanges(lambda _: portal, Target("http://mock/v1", DEMO_TENANT))


@pytest.mark.parametrize("slash", ["", "/"])
def test_redirect_to_the_endpoint(slash: str) -> None:
    """A server that redirects every request to the endpoint itself is judged."""
    loop = Response(301, (("location", f"/v1/flowmusic/accounts/usage{slash}?email=a"),), b"")

    assert ACCOUNTS == len(first_exchanges(lambda _: loop, Target("http://mock/v1", DEMO_TENANT)))


def test_mistake_is_named_after_a_wait() -> None:
    """A server that first asks to wait does not hide a wrong token."""
    responses = iter([Response.of(429, {}, ("retry-after", "0"))])
    api = Api(demo_ledger())
    with pytest.raises(SetupError, match="every account gets status 401"):
        first_exchanges(lambda sent: next(responses, api(sent)), Target("http://mock/v1", Tenant("wrong", DEMO_EMAILS)))


def test_planned_requests() -> None:
    """The number of requests is known before the first one, for one tenant and for two."""
    for target in Target("http://mock/v1", DEMO_TENANT), Target("http://mock/v1", DEMO_TENANT, OTHER_DEMO_TENANT):
        session = ProbeSession(target, InProcessConnection(Api(demo_ledger())))
        concurrent = len(list(run_with_preflight(session))) - len(session.planned())

        assert session.sent == planned_requests(session) + concurrent

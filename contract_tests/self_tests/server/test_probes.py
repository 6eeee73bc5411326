"""The directed requests: their classes, their number, and what the seed changes."""

import re
from random import Random
from urllib.parse import parse_qs, unquote

import httpx
import pytest
from attrs import evolve

from flowmusic_contract.mock_server import Api, Handler, Request, Response, demo_ledger
from flowmusic_contract.server.all_probes import all_probes
from flowmusic_contract.server.connection import HttpConnection
from flowmusic_contract.server.email_probes import near_misses
from flowmusic_contract.server.limits import Limits
from flowmusic_contract.server.outgoing import request_of
from flowmusic_contract.server.probe import Probe, email_query, get
from flowmusic_contract.server.session import ProbeSession
from flowmusic_contract.server.target import DEMO_TENANT, OTHER_DEMO_TENANT, UNKNOWN_TOKEN, Target, Tenant
from flowmusic_contract.server.tenant_probes import tenants
from flowmusic_contract.server.token_probes import wrong_tokens
from self_tests.cli.running import faulty
from self_tests.judging import broken, judged

TARGET = Target("http://mock/v1", DEMO_TENANT, OTHER_DEMO_TENANT)
ONE_ACCOUNT = Target("http://mock/v1", evolve(DEMO_TENANT, emails=DEMO_TENANT.emails[:1]))
TOKEN = DEMO_TENANT.token
GETS_200 = "accounts.configured-account-gets-200"


def requested(target: Target, limits: Limits) -> list[httpx.Request]:
    """Returns the requests as they are sent."""
    requests: list[httpx.Request] = []

    def record(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(404)

    with httpx.Client(transport=httpx.MockTransport(record)) as http:
        list(ProbeSession(target, HttpConnection(http, limits), limits).run())
    return requests


def sent_tokens(tenant: Tenant, seed: int = 1) -> list[str]:
    return [
        dict(probe.headers)["Authorization"].removeprefix("Bearer ") for probe in wrong_tokens(tenant, Random(seed))
    ]


def test_tokens_are_mixed() -> None:
    """The beginning of each token is sent with the secret of the other, unless that is a token."""
    one, other = Tenant("user:1-abc", ("a@example.com",)), Tenant("user:2-def", ("b@example.com",))
    tokens = {dict(probe.headers).get("Authorization") for probe in tenants(Target("http://mock/v1", one, other))}

    assert {"Bearer user:1-def", "Bearer user:2-abc"} <= tokens


def test_number_of_requests() -> None:
    """A check of one account sends at most 282 requests; one of a live server at most 60."""

    assert 120 < len(requested(ONE_ACCOUNT, Limits())) <= 282
    assert 40 < len(requested(TARGET, Limits(live_safe=True))) <= 60


def test_live_server_gets_harmless_requests() -> None:
    """A live server gets GET requests only, none with a token in its URL."""
    requests = requested(TARGET, Limits(live_safe=True))

    assert {"GET"} == {request.method for request in requests}
    assert not any(TOKEN[:8] in str(request.url) for request in requests)


@pytest.mark.parametrize("number", [1, 2, 20, 200])
def test_live_server_gets_few_requests_for_many_accounts(number: int) -> None:
    """For each account, a live server gets one request more, and not two."""
    emails = tuple(f"account-{each}@example.com" for each in range(number))
    target = Target("http://mock/v1", Tenant(TOKEN, emails))

    assert len(requested(target, Limits(live_safe=True))) <= 50 + number


def test_token_in_a_form() -> None:
    """One GET request has the token in a form in its body, and not in its headers."""
    [request] = [each for each in requested(ONE_ACCOUNT, Limits()) if b"access_token=" in each.content]
    form = parse_qs(request.content.decode())

    assert ("GET", [TOKEN]) == (request.method, form["access_token"])
    assert TOKEN not in str(request.headers.raw)


def test_seed_gives_the_same_requests() -> None:
    """The same seed gives the same requests, and another seed others."""
    first, same, other = ([*all_probes(TARGET, seed)] for seed in (1, 1, 2))

    assert first == same
    assert first != other


def test_no_wrong_token_is_right() -> None:
    """Whatever the token, no wrong token is the right one, and none is sent twice."""
    for token in "x", "ab", "%", "null", "AAAAAAAA", "user:12345-abcdefghij", "______", '"', "x" * 300:
        sent = sent_tokens(Tenant(token, ("a@example.com",)))

        assert token not in sent
        assert len(sent) == len(set(sent)) > 15


def test_every_position_of_a_token_is_changed() -> None:
    """The seeds together change every character of a token, and each seed the first and the last one."""
    changed: set[int] = set()
    for seed in range(40):
        at = {
            position
            for token in sent_tokens(DEMO_TENANT, seed)
            if len(token) == len(TOKEN)
            for position, (before, after) in enumerate(zip(TOKEN, token, strict=True))
            if before != after and token[:position] + token[position + 1 :] == TOKEN[:position] + TOKEN[position + 1 :]
        }
        assert {0, len(TOKEN) - 1} <= at
        changed |= at

    assert {*range(len(TOKEN))} == changed


def test_no_near_miss_is_an_account() -> None:
    """No request for a near miss names an account of either tenant, and none is sent twice."""
    near = [parse_qs(probe.query)["email"][0] for probe in near_misses(TARGET, Random(1))]

    assert not {*near} & {*DEMO_TENANT.emails, *OTHER_DEMO_TENANT.emails}
    assert len(near) == len({*near}) > 50
    assert {"lístener@example.com", "rival+contract@example.com"} <= {*near}


def test_no_near_miss_is_likely_to_be_configured() -> None:
    """The address without its tag, or without its dots, may be another account of the user: it is not requested."""
    target = Target("http://mock/v1", Tenant(TOKEN, ("some.one+music@example.com",)))
    queries = [probe.query for probe in all_probes(target, 1)]

    assert "email=some.one%2Bmusic@example.com" in queries
    assert not {"email=some.one@example.com", "email=someone%2Bmusic@example.com"} & set(queries)


def test_header_name_is_sent_as_it_is_written() -> None:
    """The name of the header `Authorization` is also sent in lower case."""
    names = [raw for request in requested(TARGET, Limits()) for raw, _ in request.headers.raw]

    assert {b"authorization", b"Authorization"} <= {*names}


def test_special_requests_are_described() -> None:
    """A finding says what is special about its request, and shows nothing of a token."""
    without_hyphens = TOKEN.replace("-", "")

    def careless(request: Request) -> Response:
        is_short = request.bearer_token() == without_hyphens
        return Api(demo_ledger())(request.authorized_by(TOKEN) if is_short else request)

    [verdict] = [each for each in judged(careless) if each.outcome == "broken"]
    [finding] = verdict.findings

    assert "with the token without its hyphens  -> 200" in finding.source
    assert without_hyphens not in finding.source + finding.curl
    assert "authorization: ***" in finding.curl


@pytest.mark.parametrize(
    ("probe", "described"),
    [
        (get("a@b.example", TOKEN), ""),
        (get("a@b.example", UNKNOWN_TOKEN), " with an invalid token"),
        (get("a@b.example", None), " with no header Authorization"),
        (get("a@b.example", None, note="a cookie"), " with a cookie, no header Authorization"),
        (get("a@b.example", TOKEN[:-1], note="the token cut"), " with the token cut"),
        (Probe("email=a@b.example", (("Authorization", ""),), note="an empty header"), " with an empty header"),
    ],
)
def test_token_is_described(probe: Probe, described: str) -> None:
    """A finding says whether its request has a token, and whether that is a wrong one."""

    assert f"GET /v1/flowmusic/accounts/usage?email=a@b.example{described}" == request_of(probe, TARGET).line


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_body_is_part_of_the_curl_line(method: str) -> None:
    """A curl line sends the body of the request, line ends included, with the method of the request."""
    probe = Probe("email=a@b.example", (), method, body=b"{}\r\n")

    assert rf"-X {method} --data-binary $'{{}}\r\n' " in request_of(probe, TARGET).curl


def test_made_up_token_is_shown() -> None:
    """A token that has nothing of a real one is shown, so that the request can be sent again."""
    [request] = [
        request_of(probe, TARGET)
        for probe in all_probes(TARGET, 1)
        if ("Authorization", "Bearer null") in probe.headers
    ]

    assert request.line.endswith('with the token "null"')
    assert "-H 'authorization: Bearer null'" in request.curl


def test_curl_line_can_be_pasted() -> None:
    """A curl line has the tokens as variables of the shell."""
    [verdict] = [each for each in judged(faulty("accounts.authorized-request-gets-503")) if each.rule.id == GETS_200]
    lines = [finding.curl for finding in verdict.findings]

    assert 'curl -H "authorization: Bearer $USEAPI_TOKEN" ' in lines[0]
    assert not any(TOKEN in line for line in lines)


def without_header(name: str, status: int) -> Handler:
    """Returns a server that refuses requests without a header."""
    api = Api(demo_ledger())
    return lambda request: api(request) if request.header(name) else Response.of(status, {})


def with_header(name: str, value: str, status: int) -> Handler:
    """Returns a server that refuses requests with a header of this value."""
    api = Api(demo_ledger())
    return lambda request: Response.of(status, {}) if value in "".join(request.header(name)) else api(request)


@pytest.mark.parametrize(
    "server",
    [
        without_header("user-agent", 403),
        without_header("accept", 406),
        with_header("accept", "application/json,", 406),
        with_header("accept-encoding", "identity", 406),
        with_header("accept-language", "de", 500),
        with_header("content-type", "json", 400),
        with_header("cache-control", "no-cache", 504),
        with_header("if-none-match", "contract", 304),
        with_header("if-modified-since", "1970", 304),
        with_header("connection", "close", 400),
        with_header("user-agent", "curl/", 403),
        with_header("user-agent", "python-requests/", 403),
        lambda request: Response.of(431, {}) if len(str(request.headers)) > 1024 else Api(demo_ledger())(request),
    ],
)
def test_usual_headers_change_nothing(server: Handler) -> None:
    """A server that refuses what real clients send breaks a rule."""

    assert GETS_200 in broken(judged(server))


def test_no_probe_shows_its_headers() -> None:
    """The `repr` of a probe shows no token."""
    shown = "".join(repr(probe) for probe in all_probes(TARGET, 1))

    assert TOKEN not in shown
    assert isinstance(next(all_probes(TARGET, 1)), Probe)


@pytest.mark.parametrize("email", ["a", "ab", "@", "a@", "@b", "a@b", "é@ü", "listener@example.com"])
@pytest.mark.parametrize("token", ["a", "ab", "üñ", "a:b-c", TOKEN])
def test_short_tokens_and_addresses(email: str, token: str) -> None:
    """Any token and any address have neighbours, which are not the token or the address itself."""
    target = Target("http://mock/v1", Tenant(token, (email,)), Tenant("other", (email,)))
    for seed in range(5):
        for probe in near_misses(target, Random(seed)):
            assert email_query(email) != probe.query
        assert token not in [
            dict(probe.headers)["Authorization"] for probe in wrong_tokens(target.tenant, Random(seed))
        ]


@pytest.mark.parametrize("seed", range(20))
def test_short_names_are_not_changed(seed: int) -> None:
    """An address with a short name keeps it: `a` with another letter may be an account."""
    target = Target("http://mock/v1", Tenant(TOKEN, ("a@example.com",)))
    emails = [unquote(probe.query.removeprefix("email=")) for probe in near_misses(target, Random(seed))]

    assert [] == [email for email in emails if re.fullmatch(r"[b-z]@example\.com", email)]

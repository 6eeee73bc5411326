"""The attacks of `scripts/bench mock` in small: no server error, little memory, and right answers meanwhile."""

from random import Random

from attrs import evolve

from devtools.bench.load import hostile
from devtools.bench.load.fuzzed import fuzzed
from devtools.bench.load.generator import Step
from devtools.bench.load.hostile import UNANSWERED, WAITING
from devtools.bench.load.requests import HEAD, LAST, ordinary
from devtools.bench.load.watching import Address, attacked
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, MockServer, Request, Response, running
from self_tests.addresses import address_of


def test_many_connections(address: Address) -> None:
    """Two hundred connections that are open at the same time get right answers."""
    seen = attacked(address, ordinary(), hostile.many_connections(ordinary(), 200, 2))

    assert {200: 400} == seen.outcomes


def test_slow_loris(address: Address) -> None:
    """A request that comes byte by byte is waited for, and keeps nobody from an answer."""
    seen = attacked(address, ordinary(), hostile.slow_loris(HEAD, 1, 0.3))

    assert {WAITING: 1} == seen.outcomes
    assert seen.slowest < 5


def test_large_header(address: Address) -> None:
    """A header of a megabyte is refused."""
    seen = attacked(address, ordinary(), hostile.sent([HEAD + b"x: " + b"a" * 1_000_000 + b"\r\n\r\n"], 1))

    assert {431: 1} == seen.outcomes


def test_pipeline_that_is_longer_than_the_limit_of_a_head(address: Address) -> None:
    """Requests of 200 kB in one go are answered in order: the limit is on each head, not on all of them."""
    seen = attacked(address, ordinary(), hostile.pipelined(ordinary(), 200_000 // len(ordinary().request)))

    assert [200] == list(seen.outcomes)


def test_client_that_reads_nothing() -> None:
    """A server does not go on to answer a client that reads no answer."""
    answers: list[Request] = []
    body = b"x" * 100_000

    def handler(request: Request) -> Response:
        answers.append(request)
        return evolve(Response.of(200, {}), body=body)

    with running(handler) as base_url:
        attack = hostile.unread(ordinary().request, 1, 2000)
        attacked(address_of(base_url), Step(ordinary().request, 200, body), attack)

    assert len(answers) < 500


def test_fuzzed_requests(address: Address) -> None:
    """Five hundred random requests cause no server error, and whole ones are answered."""
    random = Random(1)
    seen = attacked(address, ordinary(), hostile.fuzz((fuzzed(random) for _ in range(500)), 100, LAST))

    assert (0, 0) == (seen.server_errors, seen.outcomes[UNANSWERED])
    assert seen.outcomes[200] > 125


def test_fuzzed_requests_follow_from_the_seed() -> None:
    """The same seed gives the same requests, and another one gives others."""
    [first, again, other] = [[fuzzed(random) for _ in range(20)] for random in map(Random, (1, 1, 2))]

    assert first == again
    assert first != other


def test_log_keeps_the_start_of_a_long_url(mock_server: MockServer) -> None:
    """What the log takes does not grow with the length of URLs, and requests are answered by the whole of them."""
    request = evolve(Request.get(DEMO_EMAILS[0]), query="x=" + "a" * 60_000 + f"&email={DEMO_EMAILS[0]}")

    assert 200 == mock_server(request.authorized_by(DEMO_TOKEN)).status
    assert 2000 == len(mock_server.requests[-1].query)

"""The accounts of the server, each with its own responses, and what the server remembers of the requests."""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from attrs import evolve, field, frozen

from devtools.bench.features.calls import MARKER, TOKEN, Call, Setting, Surroundings
from flowmusic_contract.client.cases import Case, all_cases
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, Api, Handler, Request, Response, demo_ledger

WAIT = 2
"""Seconds that a short `Retry-After` names."""

LONG_WAIT = 100

REPORT = Api(demo_ledger())(Request.get(DEMO_EMAILS[0]).authorized_by(DEMO_TOKEN))
_OTHER_HOST = "localhost"

Answer = Response | Handler


@frozen
class Scenario:
    """One call of each client: the account that it requests, and how the server answers."""

    name: str
    answers: tuple[Answer, ...]
    """To the first request, the second and so on; the last one is also for all later requests."""
    setting: Setting = Setting.DEFAULT
    surroundings: Surroundings = Surroundings.PLAIN
    has_token: bool = True
    is_reachable: bool = True

    @property
    def call(self) -> Call:
        """What the process of a client has to do."""
        return Call(self.name, self.setting, self.has_token, self.is_reachable)

    def with_setting(self, setting: Setting) -> "Scenario":
        """Returns the same scenario for a client with another setting."""
        return evolve(self, name=f"{self.name}-{setting.name.lower()}", setting=setting)


@frozen
class Received:
    """A request as the server received it."""

    at: float
    """Seconds since the epoch."""
    request: Request
    response: Response

    @property
    def not_before(self) -> float:
        """The earliest time for the next request that the response allows."""
        value = dict(self.response.headers).get("retry-after", "0")
        return self.at + float(value) if value.isdigit() else parsedate_to_datetime(value).timestamp()


@frozen
class ScenarioServer:
    """Answers as the scenario says whose name is in the email address, and remembers the requests."""

    scenarios: Mapping[str, Scenario]
    received: dict[str, list[Received]] = field(factory=dict[str, list[Received]])

    def __call__(self, request: Request) -> Response:
        """Responds to a request."""
        name = "".join(request.emails()).partition("@")[0]
        if name not in self.scenarios:
            return Response.of(404, {"error": "no scenario has this name"})
        earlier = self.received.setdefault(name, [])
        answers = self.scenarios[name].answers
        answer = answers[min(len(earlier), len(answers) - 1)]
        response = answer(request) if callable(answer) else answer
        earlier.append(Received(time.time(), request, response))
        return response


def always(name: str, *answers: Answer) -> Scenario:
    """Returns a scenario with the usual settings."""
    return Scenario(name, answers)


def _thrice(name: str, *answers: Answer) -> tuple[Scenario, ...]:
    """Returns three equal scenarios of a client that repeats requests, because the waits of some clients are random."""
    return tuple(Scenario(f"{name}-{number}", answers, Setting.RETRIES) for number in range(3))


def with_status(status: int, *headers: tuple[str, str]) -> Response:
    """Returns an error response. Its body has an object, because stripe-python cannot read a text there."""
    return Response.of(status, {"error": {"message": f"An error with status {status}"}}, *headers)


def _with_body(body: bytes, content_type: str = "application/json") -> Response:
    return Response(200, (("content-type", content_type),), body)


def _with_event(**fields: object) -> Response:
    usage = REPORT.json()
    return REPORT.with_json({**usage, "events": [{**event, **fields} for event in usage["events"]]})


def _busy_until_date(_: Request) -> Response:
    date = datetime.fromtimestamp(math.ceil(time.time()) + WAIT, UTC)
    return with_status(503, ("retry-after", format_datetime(date, usegmt=True)))


def _redirect(request: Request) -> Response:
    [host] = request.header("host")
    name, _, port = host.partition(":")
    location = f"http://{_OTHER_HOST}:{port}{request.path}?{request.query}"
    return REPORT if name == _OTHER_HOST else Response(302, (("location", location),), b"")


def goes_to_other_host(received: Received) -> bool:
    """Returns whether a request was sent to the host that the redirect names."""
    return received.request.header("host")[0].startswith(_OTHER_HOST)


CALL = always("report", REPORT)
CALL_ASYNCIO = CALL.with_setting(Setting.ASYNCIO)
CALL_WITH_OWN_HTTP = CALL.with_setting(Setting.OWN_HTTP)
CALL_WITHOUT_TOKEN = Scenario("no-token", (REPORT,), surroundings=Surroundings.VARIABLES, has_token=False)
CALL_WITH_LOG = Scenario("log", (REPORT,), surroundings=Surroundings.VARIABLES)
CALL_WITH_DEBUG_LOG = Scenario("debug-log", (REPORT,), surroundings=Surroundings.DEBUG_LOG)
DOCUMENTED_ERRORS = tuple(always(f"status-{status}", with_status(status)) for status in (401, 402, 404))
NAMELESS_STATUS = always("status-596", with_status(596))
UNREACHABLE = Scenario("unreachable", (), is_reachable=False)
RESET = always("reset", evolve(REPORT, reset=True))
HTML = always("html", _with_body(b"<!doctype html><title>Maintenance</title>", "text/html"))
NO_BODY = always("no-body", _with_body(b""))
HALF = always("half", _with_body(REPORT.body[: len(REPORT.body) // 2]))
CUT = always("cut", evolve(REPORT, truncated=True))
NO_FIELDS = always("no-fields", REPORT.with_json({}))
TEXT_AMOUNT = always("text-amount", _with_event(amount="720"))
NAN = always("nan", _with_event(amount=float("nan")))
UNDOCUMENTED = always("undocumented", _with_event(note=MARKER))
BUSY = always("busy", with_status(503))
BUSY_FOR_SECONDS = _thrice("seconds", with_status(503, ("retry-after", str(WAIT))), REPORT)
BUSY_UNTIL_DATE = _thrice("date", _busy_until_date, REPORT)
BUSY_FOR_LONG = Scenario("long", (with_status(503, ("retry-after", str(LONG_WAIT))), REPORT), Setting.RETRIES)
REDIRECT = always("redirect", _redirect)
REQUEST_ID = always("request-id", with_status(404, ("request-id", MARKER), ("x-request-id", MARKER)))
_REFUSED = with_status(401)
_EXPIRED = f"the token {TOKEN} has expired"
ECHO_IN_HEADER = always("echo-header", _REFUSED.with_header("x-token", TOKEN))
ECHOES = (
    always("echo-text", _REFUSED.with_json({"error": _EXPIRED})),
    always("echo-object", _REFUSED.with_json({"error": {"message": _EXPIRED}})),
    always("echo-instead-of-json", _with_body(_EXPIRED.encode())),
    ECHO_IN_HEADER,
)
ECHO_IN_DEBUG_LOG = evolve(ECHO_IN_HEADER, name="debug-echo", surroundings=Surroundings.DEBUG_LOG)


def broken_responses(kind: str, setting: Setting = Setting.DEFAULT) -> Sequence[Scenario]:
    """Returns a scenario for each broken response of a kind that the cases for clients have."""
    scenarios = [always(case.id, _of_case(case)) for case in all_cases() if case.kind == kind]
    return scenarios if setting == Setting.DEFAULT else [each.with_setting(setting) for each in scenarios]


def _of_case(case: Case) -> Callable[[Request], Response]:
    api = case.serve()
    return lambda request: api(request.for_account(case.email).authorized_by(case.token))

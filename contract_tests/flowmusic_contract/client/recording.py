"""Records what a client under test does in one case."""

import time
import traceback
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs

from attrs import Factory, evolve, field, frozen

from flowmusic_contract.client.case_servers import OTHER_HOST
from flowmusic_contract.client.cases import Case
from flowmusic_contract.client.programs import ClientFailedError, ClientTimeoutError, NotRunnableError
from flowmusic_contract.engine.client_fault import ClientOutput
from flowmusic_contract.engine.contents import text_contains_token
from flowmusic_contract.engine.expectation import ABSENT
from flowmusic_contract.engine.retry_after import seconds_to_wait
from flowmusic_contract.engine.subjects import ClientCall, RecordedRequest
from flowmusic_contract.mock_server import Handler, Request, Response
from flowmusic_contract.mock_server.api import PATH

_FINAL = (200, 401, 402, 404)
"""The documented statuses, and that of an expired subscription: the same request would get the same response."""

_MASK = "***"
"""What a message shows of a token."""

_LEAST_HIDDEN = 4
"""The number of characters at the end of a message that can be the start of a token, and not a word by chance."""


def record_call(case: Case, call: Callable[[Handler], ClientOutput]) -> ClientCall:
    """Runs one case. `call` gets the server of the case, and returns what the client reported.

    Raises:
        NotRunnableError: if the client's command cannot be started.
    """
    recorder = Recorder(case)
    try:
        output = call(recorder)
    except NotRunnableError:
        raise
    except Exception as error:  # noqa: BLE001 - a client may reject a response in any way
        return recorder.failed_call(error)
    return recorder.call(output)


def failure_in(output: ClientOutput, token: str) -> str:
    """Returns how a call failed, without the token, if that is what the client reported; otherwise nothing."""
    if "status" in output or "error" not in output:
        return ""
    return _masked(str(output["error"]) or "an error", token)


def usage_in(response: Response) -> object:
    """Returns the JSON of a 200 response; ABSENT if it has another status, or if its body is not JSON."""
    try:
        return response.json() if response.status == 200 else ABSENT
    except ValueError:
        return ABSENT


def _masked(text: str, token: str) -> str:
    """Returns a message without the token, or its start if the message was cut in the middle of it."""
    masked = text.replace(token, _MASK)
    shown = [length for length in range(_LEAST_HIDDEN, len(token)) if masked.endswith(token[:length])]
    return masked[: -shown[-1]] + _MASK if shown else masked


def _messages(error: BaseException) -> bytes:
    """Returns what Python prints of an exception that nothing handles, without the code that it shows."""
    return "".join(traceback.format_exception(error, limit=0)).encode(errors="replace")


@frozen
class Recorder:
    """Serves one case, and records the requests and the responses."""

    case: Case
    requests: list[RecordedRequest] = field(factory=list, init=False)
    responses: list[Response] = field(factory=list, init=False)
    """The responses to `requests`."""
    requests_elsewhere: list[RecordedRequest] = field(factory=list, init=False)
    _handler: Handler = field(init=False, default=Factory(lambda self: self.case.serve(), takes_self=True))

    def __call__(self, request: Request) -> Response:
        """Responds as the server of the case."""
        received_at = time.monotonic()
        response = self._handler(request)
        recorded = RecordedRequest(
            method=request.method,
            path=request.path,
            emails=tuple(parse_qs(request.query, keep_blank_values=True).get("email", [])),
            authorizations=tuple(request.header("authorization")),
            is_final=response.status in _FINAL and not self.case.is_broken,
            other_places_of_token=tuple(_other_places_of(self.case.token, request)),
            status=response.status,
            has_body=_announces_a_body(request),
            received_at=received_at,
            answered_at=time.monotonic(),
            seconds_to_wait=seconds_to_wait(dict(response.headers).get("retry-after", "")) or 0,
        )
        if any(host.partition(":")[0] == OTHER_HOST for host in request.header("host")):
            self.requests_elsewhere.append(recorded)
        else:
            self.requests.append(recorded)
            self.responses.append(response)
        return response

    def call(self, output: ClientOutput) -> ClientCall:
        """Returns the call of a client that reported `output`."""
        response = self.responses[-1] if self.responses else Response(0, (), b"")
        case = self.case
        return ClientCall(
            path=PATH,
            email=case.email,
            token=case.token,
            requests=tuple(self.requests),
            served_status=0 if response.reset else response.status,
            served_usage=ABSENT if case.is_broken else usage_in(response),
            reported_status=output.get("status", ABSENT),
            reported_usage=output.get("usage", ABSENT),
            requests_elsewhere=tuple(self.requests_elsewhere),
            is_response_broken=case.is_broken,
            failure=failure_in(output, case.token),
            printed=output.get("printed", b""),
            case=case.id,
            source=f"{case.id}: {case.sentence} Requested account: {case.email}",
        )

    def failed_call(self, error: Exception) -> ClientCall:
        """Returns the call of a client that reported nothing and raised `error`."""
        return evolve(
            self.call({}),
            failure=_masked(str(error) or type(error).__name__, self.case.token),
            timed_out=isinstance(error, ClientTimeoutError),
            is_silent=isinstance(error, ClientFailedError) and error.is_exit_code_0,
            printed=error.printed if isinstance(error, ClientFailedError) else _messages(error),
        )


def _other_places_of(token: str, request: Request) -> Iterator[str]:
    """Yields where a request contains the token, except in the header `Authorization`."""
    headers = ((f"header {name}", value) for name, value in request.headers if name.lower() != "authorization")
    for place, text in ("path", request.path), ("query", request.query), *headers:
        if text_contains_token(text.encode(errors="replace"), token):
            yield place


def _announces_a_body(request: Request) -> bool:
    lengths = request.header("content-length")
    return bool(request.header("transfer-encoding")) or any(length.strip("0") for length in lengths)

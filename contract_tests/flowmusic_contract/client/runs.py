"""Runs the cases of clients that make several calls in one process."""

from collections.abc import Callable, Iterator, Sequence

from attrs import evolve, field, frozen

from flowmusic_contract.client.calls import Plan, call_all
from flowmusic_contract.client.cases import Case
from flowmusic_contract.client.recording import failure_in, usage_in
from flowmusic_contract.client.run_cases import RunCase, run_cases
from flowmusic_contract.engine.client_fault import CallMany, ClientOutput
from flowmusic_contract.engine.expectation import ABSENT
from flowmusic_contract.engine.subjects import ClientCall, ClientRun, ConnectedRequest, RecordedRequest
from flowmusic_contract.mock_server import Handler, Request, Response


def run_all(
    client: CallMany, cases: Sequence[RunCase] | None = None, on_progress: Callable[[int], None] = lambda _done: None
) -> list[ClientRun]:
    """Runs these cases, or all cases, one after the other.

    Raises:
        NotRunnableError: if the client's command cannot be started.
    """
    runs: list[ClientRun] = []
    for case in run_cases() if cases is None else cases:
        runs.append(_run(client, case))
        on_progress(len(runs))
    return runs


def _run(client: CallMany, case: RunCase) -> ClientRun:
    recorder = _Recorder(case.serve())
    outputs: list[ClientOutput] = []

    def call(base_url: str, _email: str, token: str) -> ClientOutput:
        outputs.extend(client(base_url, case.emails, token))
        return {}

    # All that was sent and printed is first recorded as if it were one call.
    as_one = Case(case.id, case.sentence, case.emails[0], case.token, lambda: recorder)
    [recorded] = call_all(call, Plan([as_one], jobs=1))
    return ClientRun(
        calls=tuple(_calls(case, recorded, recorder.responses, outputs)),
        requests=tuple(recorder.connected),
        case=case.id,
        source=f"{case.id}: {case.sentence} Requested accounts: {', '.join(case.emails)}",
    )


def _calls(
    case: RunCase, recorded: ClientCall, responses: Sequence[Response], outputs: Sequence[ClientOutput]
) -> Iterator[ClientCall]:
    sent = sorted((*recorded.requests, *recorded.requests_elsewhere), key=lambda request: request.received_at)
    exchanges = list(zip(_numbers(case.emails, sent), sent, responses, strict=True))
    for number, email in enumerate(case.emails):
        output = outputs[number] if outputs else {}
        of_call = [(request, response) for of, request, response in exchanges if of == number]
        response = of_call[-1][1] if of_call else Response(0, (), b"")
        usage = usage_in(response)
        is_broken = response.status == 200 and usage is ABSENT
        yield evolve(
            recorded,
            email=email,
            requests=tuple(evolve(each, is_final=each.is_final and not is_broken) for each, _ in of_call),
            served_status=response.status,
            served_usage=usage,
            reported_status=output.get("status", ABSENT),
            reported_usage=output.get("usage", ABSENT),
            is_response_broken=is_broken,
            failure=recorded.failure or failure_in(output, case.token),
            printed=output.get("printed", recorded.printed),
            source=f"{case.id}, call {number + 1}: {case.sentence} Requested account: {email}",
        )


def _numbers(emails: Sequence[str], requests: Sequence[RecordedRequest]) -> Iterator[int]:
    """Yields the number of the call that each request belongs to.

    If there are as many requests as calls, one belongs to each, whatever account it names. Otherwise a request belongs
    to the next call that names its account, or else to the same call as the one before.
    """
    if len(requests) == len(emails):
        yield from range(len(emails))
        return
    current = 0
    for request in requests:
        if len(request.emails) == 1 and request.emails[0] in emails[current:]:
            current = emails.index(request.emails[0], current)
        yield current


@frozen
class _Recorder:
    handler: Handler
    responses: list[Response] = field(factory=list)
    connected: list[ConnectedRequest] = field(factory=list)

    def __call__(self, request: Request) -> Response:
        response = self.handler(request)
        self.responses.append(response)
        is_closed = _is_closed_by_server(request, response)
        self.connected.append(ConnectedRequest(request.connection, response.status, is_closed))
        return response


def _is_closed_by_server(request: Request, response: Response) -> bool:
    # uvicorn closes each connection with HTTP/1.0, even if the client asks it not to.
    asks_to_keep = any("keep-alive" in value.lower() for value in request.header("connection"))
    return (request.http_version == "1.0" and asks_to_keep) or ("connection", "close") in response.headers

"""The judgement on a response of the mock server. The judge is passed in, because the mock server knows no rules."""

from collections.abc import Callable, Sequence

from attrs import frozen

from flowmusic_contract.mock_server.api import Request, Response


@frozen
class BrokenRule:
    """A rule that a response breaks, and the comparisons that show it."""

    id: str
    sentence: str
    basis: str
    findings: Sequence[str]


@frozen
class Judgement:
    """What a judge says about one request and its response. It contains no token."""

    request: str
    """The request line, for people."""
    held: int = 0
    """The number of rules that the response keeps."""
    broken: Sequence[BrokenRule] = ()
    not_judged: str = ""
    """Why no rule was applied; empty if rules were applied."""


PendingJudgement = Callable[[], Judgement]
"""Judges a response when it is called: most responses are never looked at."""

Judge = Callable[[Request, Response], PendingJudgement]
"""From an exchange to its judgement. The judge notes at once which accounts exist, because they can change."""


def no_judge(request: Request, _response: Response) -> PendingJudgement:
    """Judges nothing, for a mock server that was started without a judge."""
    line = f"{request.method} {request.path}"
    return lambda: Judgement(line, not_judged="This mock server was started without the rules.")

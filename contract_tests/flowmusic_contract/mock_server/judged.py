"""What a judge says about an answer of the mock server. The judge is passed in: the mock server knows no rules."""

from collections.abc import Callable, Sequence

from attrs import frozen

from flowmusic_contract.mock_server.api import Request, Response


@frozen
class BrokenRule:
    """A rule that an answer breaks, and the comparisons that show it."""

    id: str
    sentence: str
    basis: str
    findings: Sequence[str]


@frozen
class Judgement:
    """What a judge says about one request and its response. Nothing in it is a token."""

    request: str
    """The request line, for people."""
    held: int = 0
    """The number of rules that the answer keeps."""
    broken: Sequence[BrokenRule] = ()
    not_judged: str = ""
    """Why no rule was applied, if that is so."""


Verdict = Callable[[], Judgement]
"""Judges an answer when somebody wants to know."""

Judge = Callable[[Request, Response], Verdict]
"""From an exchange to its verdict. What the request asks for is decided at once, because the accounts can change."""


def no_judge(request: Request, _response: Response) -> Verdict:
    """Is the judge of a mock server without one."""
    line = f"{request.method} {request.path}"
    return lambda: Judgement(line, not_judged="This mock server was started without the rules.")

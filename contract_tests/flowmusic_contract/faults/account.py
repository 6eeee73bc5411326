"""Servers that mix up accounts."""

from attrs import evolve

from flowmusic_contract.faults.fault import answer_fault
from flowmusic_contract.mock_server import Answer, Request, Respond


@answer_fault(breaks=["account.the-account-reported-on-is-the-one-asked-for"])
def another_account(request: Request, respond: Respond) -> Answer:
    """One account is answered with another one's usage."""
    if request.emails() == ["listener@example.com"]:
        return respond(evolve(request, query="email=duo%2Blive%40example.com"))
    return respond(request)

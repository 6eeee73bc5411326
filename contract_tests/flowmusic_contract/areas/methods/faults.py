"""Servers on which other methods succeed."""

from attrs import evolve

from flowmusic_contract.areas.methods import rules
from flowmusic_contract.engine.fault import response_fault
from flowmusic_contract.mock_server import Handler, Request, Response


@response_fault(breaks=[rules.unsafe_methods_do_not_succeed], effects={"POST": "405 -> 200"})
def post_is_treated_as_get(request: Request, handler: Handler) -> Response:
    """POST is treated as GET."""
    return handler(evolve(request, method="GET") if request.method == "POST" else request)


@response_fault(breaks=[rules.unsafe_methods_do_not_succeed], effects={"DELETE": "405 -> 204"})
def delete_gets_204(request: Request, handler: Handler) -> Response:
    """DELETE gets a 204 response."""
    return Response(204, (), b"") if request.method == "DELETE" else handler(request)

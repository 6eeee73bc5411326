"""Servers on which other methods succeed."""

from attrs import evolve

from flowmusic_contract.areas.methods import rules
from flowmusic_contract.engine.fault import response_fault
from flowmusic_contract.mock_server import Handler, Request, Response


@response_fault(breaks=[rules.unsafe_methods_do_not_succeed])
def post_is_get(request: Request, handler: Handler) -> Response:
    """POST is answered as GET is."""
    return handler(evolve(request, method="GET")) if request.method == "POST" else handler(request)


@response_fault(breaks=[rules.unsafe_methods_do_not_succeed])
def delete_succeeds(request: Request, handler: Handler) -> Response:
    """DELETE is answered with 204."""
    return Response(204, (), b"") if request.method == "DELETE" else handler(request)

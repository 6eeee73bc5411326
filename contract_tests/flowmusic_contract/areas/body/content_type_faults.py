"""Servers that send a usage report with a wrong content type."""

from attrs import evolve

from flowmusic_contract.areas.body import rules
from flowmusic_contract.engine.fault import Breaks, Effects, Fault, fault_row
from flowmusic_contract.mock_server import Handler, Request, Response


def _changed_type(id_: str, sentence: str, content_type: str | None, *, breaks: Breaks, effects: Effects) -> Fault:
    """Returns the fault of a server that sends a usage report with another content type, or without one."""
    headers = (("content-type", content_type),) if content_type else ()

    def respond(request: Request, handler: Handler) -> Response:
        correct = handler(request)
        return evolve(correct, headers=headers) if correct.status == 200 else correct

    return fault_row(id_, sentence, respond, breaks=breaks, effects=effects)


CONTENT_TYPES = [
    _changed_type(
        "body.content-type-is-html",
        "The content type is HTML.",
        "text/html",
        breaks=[rules.content_type_is_json],
        effects={
            "every 200 content-type": "application/json -> text/html",
            "HEAD content-type": "application/json -> text/html",
        },
    ),
    _changed_type(
        "body.charset-is-utf-16",
        "The content type says that the usage report is in UTF-16.",
        "application/json; charset=utf-16",
        breaks=[rules.charset_matches_the_body],
        effects={
            "every 200 content-type": "application/json -> application/json; charset=utf-16",
            "HEAD content-type": "application/json -> application/json; charset=utf-16",
        },
    ),
    _changed_type(
        "body.charset-is-latin-1",
        "The content type says that the usage report is in Latin-1.",
        "application/json; charset=ISO-8859-1",
        breaks=[rules.charset_matches_the_body],
        effects={
            "every 200 content-type": "application/json -> application/json; charset=ISO-8859-1",
            "HEAD content-type": "application/json -> application/json; charset=ISO-8859-1",
        },
    ),
    _changed_type(
        "body.charset-is-unknown",
        "The content type says that the usage report is in a charset that does not exist.",
        "application/json; charset=utf-9",
        breaks=[rules.charset_matches_the_body],
        effects={
            "every 200 content-type": "application/json -> application/json; charset=utf-9",
            "HEAD content-type": "application/json -> application/json; charset=utf-9",
        },
    ),
    _changed_type(
        "body.content-type-is-missing",
        "The content type is missing.",
        None,
        breaks=[rules.content_type_is_json],
        effects={
            "every 200 content-type": "application/json -> absent",
            "HEAD content-type": "application/json -> absent",
        },
    ),
]

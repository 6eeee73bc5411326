"""Servers that send a usage report with a wrong content type."""

from attrs import evolve, frozen

from flowmusic_contract.areas.body import rules
from flowmusic_contract.engine.fault import Breaks, Effects, Fault, for_each_request, ids_of
from flowmusic_contract.mock_server import Handler, Request, Response


@frozen
class ChangedType:
    """A row of the next table: a server that sends a usage report with other headers."""

    name: str
    sentence: str
    headers: tuple[tuple[str, str], ...]
    breaks: Breaks
    effects: Effects

    def respond(self, request: Request, handler: Handler) -> Response:
        """Returns the response of the faulty server."""
        correct = handler(request)
        return evolve(correct, headers=self.headers) if correct.status == 200 else correct


_ROWS = [
    ChangedType(
        "content-type-is-html",
        "The content type is HTML.",
        (("content-type", "text/html"),),
        breaks=[rules.content_type_is_json],
        effects={
            "every 200 content-type": "application/json -> text/html",
            "HEAD content-type": "application/json -> text/html",
        },
    ),
    ChangedType(
        "charset-is-utf-16",
        "The content type says that the usage report is in UTF-16.",
        (("content-type", "application/json; charset=utf-16"),),
        breaks=[rules.charset_matches_the_body],
        effects={
            "every 200 content-type": "application/json -> application/json; charset=utf-16",
            "HEAD content-type": "application/json -> application/json; charset=utf-16",
        },
    ),
    ChangedType(
        "charset-is-latin-1",
        "The content type says that the usage report is in Latin-1.",
        (("content-type", "application/json; charset=ISO-8859-1"),),
        breaks=[rules.charset_matches_the_body],
        effects={
            "every 200 content-type": "application/json -> application/json; charset=ISO-8859-1",
            "HEAD content-type": "application/json -> application/json; charset=ISO-8859-1",
        },
    ),
    ChangedType(
        "charset-is-unknown",
        "The content type says that the usage report is in a charset that does not exist.",
        (("content-type", "application/json; charset=utf-9"),),
        breaks=[rules.charset_matches_the_body],
        effects={
            "every 200 content-type": "application/json -> application/json; charset=utf-9",
            "HEAD content-type": "application/json -> application/json; charset=utf-9",
        },
    ),
    ChangedType(
        "content-type-is-missing",
        "The content type is missing.",
        (),
        breaks=[rules.content_type_is_json],
        effects={
            "every 200 content-type": "application/json -> absent",
            "HEAD content-type": "application/json -> absent",
        },
    ),
]

CONTENT_TYPES = [
    Fault(f"body.{row.name}", row.sentence, ids_of(row.breaks), for_each_request(row.respond), row.effects)
    for row in _ROWS
]

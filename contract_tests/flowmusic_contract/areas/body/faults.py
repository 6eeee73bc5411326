"""Servers whose response is not usable JSON."""

import codecs
import gzip
from collections.abc import Callable

from attrs import evolve

from flowmusic_contract.areas.body import rules
from flowmusic_contract.engine.fault import Breaks, Effects, Fault, fault_row, is_report, replacement
from flowmusic_contract.mock_server import Handler, Request, Response

_NOT_ONE_DOCUMENT = [rules.body_is_one_json_document]


def _changed_body(
    id_: str, sentence: str, change: Callable[[bytes], bytes], *, breaks: Breaks, effects: Effects
) -> Fault:
    """Returns the fault of a server that changes the bytes of a usage report."""

    def respond(request: Request, handler: Handler) -> Response:
        correct = handler(request)
        return evolve(correct, body=change(correct.body)) if is_report(request, correct) else correct

    return fault_row(id_, sentence, respond, breaks=breaks, effects=effects)


def _with_member(member: bytes) -> Callable[[bytes], bytes]:
    return lambda body: body.replace(b"{", b"{" + member + b",", 1)


BODIES = [
    _changed_body(
        "body.last-byte-is-missing",
        "The last byte of the body is missing.",
        lambda body: body[:-1],
        breaks=_NOT_ONE_DOCUMENT,
        effects={"every 200 body": "} -> nothing"},
    ),
    _changed_body(
        "body.empty",
        "The body is empty.",
        lambda _: b"",
        breaks=_NOT_ONE_DOCUMENT,
        effects={"listener body": '{"email":"listener@e … 666664}]}} -> nothing'},
    ),
    _changed_body(
        "body.html",
        "The body is an HTML page.",
        lambda _: b"<!doctype html><title>Please wait</title>",
        breaks=_NOT_ONE_DOCUMENT,
        effects={"listener body": '{"email":"listener@e … 666664}]}} -> <!doctype html><title>Please wait</title>'},
    ),
    _changed_body(
        "body.nan",
        "A number is NaN, which is not JSON.",
        _with_member(b'"more":NaN'),
        breaks=_NOT_ONE_DOCUMENT,
        effects={"every 200 body": 'nothing -> "more":NaN,'},
    ),
    _changed_body(
        "body.infinity",
        "A number is -Infinity, which is not JSON.",
        _with_member(b'"more":-Infinity'),
        breaks=_NOT_ONE_DOCUMENT,
        effects={"every 200 body": 'nothing -> "more":-Infinity,'},
    ),
    _changed_body(
        "body.latin-1",
        "The body is encoded in Latin-1.",
        lambda body: _with_member('"é":1'.encode())(body).decode().encode("latin-1", "replace"),
        breaks=_NOT_ONE_DOCUMENT,
        effects={"listener body": 'nothing -> "\\xe9":1,'},
    ),
    _changed_body(
        "body.utf-16",
        "The body is encoded in UTF-16.",
        lambda body: body.decode().encode("utf-16"),
        breaks=_NOT_ONE_DOCUMENT,
        effects={"listener body": '{"email":"listener@e … 666664}]}} -> \\xff\\xfe{\\u0000"\\u00 … 000}\\u0000'},
    ),
    _changed_body(
        "body.sent-twice",
        "The document is sent twice.",
        lambda body: body + body,
        breaks=_NOT_ONE_DOCUMENT,
        effects={"listener body": 'nothing -> {"email":"listener@e … 666664}]}}'},
    ),
    _changed_body(
        "body.trailing-comma",
        "A comma follows the last member.",
        lambda body: body[:-1] + b",}",
        breaks=_NOT_ONE_DOCUMENT,
        effects={"every 200 body": "nothing -> ,"},
    ),
    _changed_body(
        "body.warning-before-the-document",
        "A warning comes before the document.",
        lambda body: b"Warning: deprecated call\n" + body,
        breaks=_NOT_ONE_DOCUMENT,
        effects={"every 200 body": "nothing -> Warning: deprecated call\\n"},
    ),
    _changed_body(
        "body.jsonp",
        "The document is the argument of a JavaScript callback.",
        lambda body: b"callback(" + body + b")",
        breaks=_NOT_ONE_DOCUMENT,
        effects={"listener body": '{"email":"listener@e … 666664}]}} -> callback({"email":"l … 66664}]}})'},
    ),
    _changed_body(
        "body.comment",
        "A comment follows the document.",
        lambda body: body + b" // usage",
        breaks=_NOT_ONE_DOCUMENT,
        effects={"every 200 body": "nothing ->  // usage"},
    ),
    _changed_body(
        "body.byte-order-mark",
        "The body starts with a byte order mark.",
        lambda body: codecs.BOM_UTF8 + body,
        breaks=[rules.body_has_no_byte_order_mark],
        effects={"every 200 body": "nothing -> \\ufeff"},
    ),
    _changed_body(
        "body.number-beyond-double",
        "A number exceeds the range of a double.",
        _with_member(b'"more":1e999'),
        breaks=[rules.every_number_fits_a_double],
        effects={"every 200 body": 'nothing -> "more":1e999,'},
    ),
    _changed_body(
        "body.integer-of-400-digits",
        "An integer has four hundred digits.",
        _with_member(b'"more":' + b"9" * 400),
        breaks=[rules.every_number_fits_a_double],
        effects={"every 200 $.more": "absent -> 99999999999999999999 … 9999999999"},
    ),
    _changed_body(
        "body.lone-surrogate",
        "A string contains a lone surrogate.",
        _with_member(b'"more":"\\ud83c"'),
        breaks=[rules.every_string_is_valid_unicode],
        effects={"every 200 body": 'nothing -> "more":"\\ud83c",'},
    ),
    _changed_body(
        "body.duplicate-key",
        "An object has the same key twice, with different values.",
        lambda body: body.replace(b'"events":', b'"events":[],"events":', 1),
        breaks=[rules.object_keys_are_unique],
        effects={"every 200 body": 'nothing -> ,"events":[]'},
    ),
]

_PAGE = b"<!doctype html><title>Unauthorized</title>"

ERRORS = [
    replacement(
        "body.error-is-a-web-page-of-type-json",
        "A 401 response is a web page, and its content type says that it is JSON.",
        when=lambda _, correct: correct.status == 401,
        by=evolve(Response.of(401, {}), body=_PAGE),
        breaks=[rules.error_of_type_json_is_json],
        effects={
            "every 401 body": f'{{"error":"Unauthorized","code":401}} -> {_PAGE.decode()}',
            "every 401 www-authenticate": "Bearer -> absent",
        },
    ),
    replacement(
        "body.error-is-compressed-without-saying-so",
        "A 404 response is compressed, and does not say so.",
        when=lambda _, correct: correct.status == 404,
        by=evolve(Response.of(404, {}), body=gzip.compress(b"{}", mtime=0)),
        breaks=[rules.error_of_type_json_is_json],
        effects={
            "every 404 body": '{"error":"Account is not configured","code":404} -> '
            r"\u001f\x8b\b\u0000\u … 0000\u0000"
        },
    ),
]

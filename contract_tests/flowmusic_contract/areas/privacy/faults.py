"""Servers that reveal or permit too much."""

import posixpath
from collections.abc import Callable
from urllib.parse import urlsplit

from attrs import evolve

from flowmusic_contract.areas.accounts import rules as accounts
from flowmusic_contract.areas.privacy import rules
from flowmusic_contract.engine.fault import Fault, fault_row, is_report, response_fault
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, OTHER_DEMO_TOKEN, Handler, Request, Response
from flowmusic_contract.mock_server.api import PATH

_PYTHON = 'Traceback (most recent call last):\n  File "/srv/app/usage.py", line 12, in usage\nValueError: email'
_JAVA = "java.lang.IllegalArgumentException\n\tat com.example.Usage.find(Usage.java:12)"
_NODE = "Error: email\n    at find (/srv/app/usage.js:12:7)\n    at node:internal/main/run_main:22:9"


def _from_origin(origin: str) -> Request:
    return Request.get(DEMO_EMAILS[0], ("origin", origin)).authorized_by(DEMO_TOKEN)


@response_fault(
    breaks=[rules.no_response_contains_a_stack_trace],
    effects={"every 400 $.detail": 'absent -> "Traceback (most rec … or: email"'},
)
def error_contains_a_python_stack_trace(request: Request, handler: Handler) -> Response:
    """A 400 response contains a Python stack trace."""
    correct = handler(request)
    return correct.with_fields(detail=_PYTHON) if correct.status == 400 else correct


@response_fault(
    breaks=[rules.no_response_contains_a_stack_trace],
    effects={
        "every 404 body": '{"error":"Account is not configured","code":404} -> <title>DoesNotExist< …  settings.',
        "every 404 content-type": "application/json -> text/html",
    },
)
def unknown_account_gets_a_debug_page(request: Request, handler: Handler) -> Response:
    """A 404 response is the page on which Django shows its settings to developers."""
    correct = handler(request)
    page = b"<title>DoesNotExist</title><p>This page is here because <code>DEBUG = True</code> in your Django settings."
    return evolve(correct, body=page, headers=(("content-type", "text/html"),)) if correct.status == 404 else correct


@response_fault(
    breaks=[rules.no_response_contains_a_stack_trace],
    effects={"every 404 x-error": f"absent -> {_JAVA.splitlines()[1].strip()}"},
)
def header_contains_a_java_stack_trace(request: Request, handler: Handler) -> Response:
    """A header of a 404 response contains a line of a Java stack trace."""
    correct = handler(request)
    return correct.with_header("x-error", _JAVA.splitlines()[1].strip()) if correct.status == 404 else correct


@response_fault(
    breaks=[rules.no_response_contains_a_stack_trace],
    effects={"every 200 $.debug": 'absent -> "Error: email\\n    a … main:22:9"'},
)
def report_contains_a_javascript_stack_trace(request: Request, handler: Handler) -> Response:
    """A usage report contains a JavaScript stack trace in an undocumented field."""
    correct = handler(request)
    return correct.with_fields(debug=_NODE) if is_report(request, correct) else correct


@response_fault(
    breaks=[rules.no_response_contains_credentials],
    effects={"every 404 $.database": 'absent -> "postgres://usage:hunter2@db/usage"'},
)
def error_contains_the_database_password(request: Request, handler: Handler) -> Response:
    """A 404 response contains the URL of the database with its password."""
    correct = handler(request)
    return correct.with_fields(database="postgres://usage:hunter2@db/usage") if correct.status == 404 else correct


@response_fault(
    breaks=[rules.markup_in_a_request_is_escaped],
    effects={
        "markup in email body": '{"error":"Account is not configured","code":404} -> '
        "<h1>No account <b>nobody</b>@example.com</h1>",
        "markup in email content-type": "application/json -> text/html; charset=utf-8",
    },
)
def error_page_repeats_markup(request: Request, handler: Handler) -> Response:
    """The error for an email address with markup is an HTML page that repeats it unescaped."""
    correct = handler(request)
    if correct.status != 404 or not any("<" in email for email in request.emails()):
        return correct
    page = f"<h1>No account {request.emails()[0]}</h1>".encode()
    return Response(404, (("content-type", "text/html; charset=utf-8"),), page)


@response_fault(
    breaks=[rules.shared_caches_do_not_keep_reports],
    effects={"every 200 cache-control": "absent -> public, max-age=60"},
)
def reports_are_public(request: Request, handler: Handler) -> Response:
    """A shared cache may keep a usage report for a minute."""
    return _with_headers(request, handler, ("cache-control", "public, max-age=60"))


@response_fault(
    breaks=[rules.shared_caches_do_not_keep_reports],
    effects={"every 200 cache-control": "absent -> private", "every 200 cdn-cache-control": "absent -> max-age=60"},
)
def reports_are_kept_near_the_client(request: Request, handler: Handler) -> Response:
    """A content delivery network may keep a usage report for a minute, although `Cache-Control` says private."""
    return _with_headers(request, handler, ("cache-control", "private"), ("cdn-cache-control", "max-age=60"))


@response_fault(
    breaks=[rules.shared_caches_do_not_keep_reports],
    effects={"every 200 cache-control": "absent -> max-age=0, s-maxage=60"},
)
def reports_have_a_shared_age(request: Request, handler: Handler) -> Response:
    """A shared cache, but no browser, may keep a usage report for a minute."""
    return _with_headers(request, handler, ("cache-control", "max-age=0, s-maxage=60"))


@response_fault(
    breaks=[rules.shared_caches_do_not_keep_reports],
    effects={"every 200 cache-control": "absent -> max-age=60, must-revalidate"},
)
def reports_are_kept_until_they_are_old(request: Request, handler: Handler) -> Response:
    """Every cache may keep a usage report for a minute, and must ask for another one then."""
    return _with_headers(request, handler, ("cache-control", "max-age=60, must-revalidate"))


@response_fault(
    breaks=[rules.shared_caches_do_not_keep_refusals],
    effects={"every 404 cache-control": "absent -> public, max-age=60"},
)
def refusals_are_public(request: Request, handler: Handler) -> Response:
    """A shared cache may keep a 404 response for a minute."""
    correct = handler(request)
    return correct.with_header("cache-control", "public, max-age=60") if correct.status == 404 else correct


@response_fault(
    breaks=[rules.other_origins_get_no_credentials],
    effects={
        "every 200 access-control-allow-credentials": "absent -> true",
        "other origin access-control-allow-origin": "absent -> https://example.org",
    },
    requests={"other origin": _from_origin("https://example.org")},
)
def every_origin_is_repeated(request: Request, handler: Handler) -> Response:
    """A usage report allows the web origin of its request, whatever it is, to send credentials."""
    allowed = [("access-control-allow-origin", origin) for origin in request.header("origin")]
    return _with_headers(request, handler, *allowed, ("access-control-allow-credentials", "true"))


@response_fault(
    breaks=[rules.other_origins_get_no_credentials],
    effects={
        "origin that begins alike access-control-allow-credentials": "absent -> true",
        "origin that begins alike access-control-allow-origin": "absent -> https://useapi.net.example.org",
    },
    requests={"origin that begins alike": _from_origin("https://useapi.net.example.org")},
)
def origin_is_compared_by_its_beginning(request: Request, handler: Handler) -> Response:
    """A usage report allows every web origin that begins like that of the service to send credentials."""
    return _allowing(request, handler, lambda origin: origin.startswith("https://useapi.net"))


@response_fault(
    breaks=[rules.other_origins_get_no_credentials],
    effects={
        "origin that ends alike access-control-allow-credentials": "absent -> true",
        "origin that ends alike access-control-allow-origin": "absent -> https://example-useapi.net",
    },
    requests={"origin that ends alike": _from_origin("https://example-useapi.net")},
)
def origin_is_compared_by_its_end(request: Request, handler: Handler) -> Response:
    """A usage report allows every web origin that ends like that of the service to send credentials."""
    return _allowing(request, handler, lambda origin: origin.endswith("useapi.net"))


@response_fault(
    breaks=[rules.other_origins_get_no_credentials],
    effects={
        "origin null access-control-allow-credentials": "absent -> true",
        "origin null access-control-allow-origin": "absent -> null",
    },
    requests={"origin null": _from_origin("null")},
)
def origin_null_is_allowed(request: Request, handler: Handler) -> Response:
    """A usage report allows the origin `null`, which every web page can have, to send credentials."""
    return _allowing(request, handler, lambda origin: origin == "null")


@response_fault(
    breaks=[rules.other_origins_get_no_credentials],
    effects={
        "every 200 access-control-allow-credentials": "absent -> true",
        "every 200 access-control-allow-origin": "absent -> *",
    },
)
def every_origin_is_allowed(request: Request, handler: Handler) -> Response:
    """A usage report allows every web origin to send credentials."""
    allowed = ("access-control-allow-origin", "*"), ("access-control-allow-credentials", "true")
    return _with_headers(request, handler, *allowed)


def _with_headers(request: Request, handler: Handler, *headers: tuple[str, str]) -> Response:
    correct = handler(request)
    return evolve(correct, headers=(*correct.headers, *headers)) if is_report(request, correct) else correct


@response_fault(
    breaks=[rules.no_response_contains_a_database_error],
    effects={"quote in email $.error": '"Account is not configured" -> "near \\"\'\\": syntax error"'},
)
def quote_shows_a_database_error(request: Request, handler: Handler) -> Response:
    """The error for an email address with a quote is an SQLite error message."""
    correct = handler(request)
    is_quoted = correct.status == 404 and any("'" in email for email in request.emails())
    return correct.with_fields(error='near "\'": syntax error') if is_quoted else correct


@response_fault(
    breaks=[rules.no_refusal_contains_a_report, accounts.refusals_do_not_reveal_other_tenants],
    effects={"account of another tenant $.email": 'absent -> "rival@example.com"'},
)
def refusal_contains_the_report_of_another_tenant(request: Request, handler: Handler) -> Response:
    """The refusal of an account of another tenant contains its usage report."""
    correct = handler(request)
    if correct.status != 404:
        return correct
    report = handler(request.authorized_by(OTHER_DEMO_TOKEN))
    return evolve(report, status=404) if report.status == 200 else correct


@response_fault(breaks=[rules.no_refusal_contains_a_report], effects={"OPTIONS": "405 -> 200"})
def options_needs_no_token(request: Request, handler: Handler) -> Response:
    """OPTIONS gets the usage report, and needs no token."""
    is_options = request.method == "OPTIONS"
    return handler(evolve(request, method="GET").authorized_by(DEMO_TOKEN) if is_options else request)


def _open_path(name: str, description: str, path: str, read: Callable[[str], str]) -> Fault:
    """Returns the fault of a server that takes a path for the documented one, as `read` does, after it checked tokens.

    `description` is what is special about the path, and `path` an example.
    """

    def respond(request: Request, handler: Handler) -> Response:
        is_other = request.path != PATH == read(request.path)
        return handler(evolve(request, path=PATH).authorized_by(DEMO_TOKEN) if is_other else request)

    return fault_row(
        f"privacy.path-needs-no-token-{name}",
        f"The path {description} gets the usage report, and needs no token.",
        respond,
        breaks=[rules.no_refusal_contains_a_report],
        effects={name: "404 -> 200"},
        requests={name: evolve(Request.get(DEMO_EMAILS[0]), path=path)},
    )


OTHER_PATHS = [
    _open_path("slash", "with a slash at its end", f"{PATH}/", lambda path: path.removesuffix("/")),
    _open_path("capitals", "in capitals", PATH.upper(), str.lower),
    _open_path(
        "doubled-slashes", "with doubled slashes", PATH.replace("/", "//"), lambda path: path.replace("//", "/")
    ),
    _open_path("parameter", "with a parameter", f"{PATH};v=1", lambda path: path.partition(";")[0]),
    _open_path("dots", "with dots between slashes", PATH.replace("/", "/./"), posixpath.normpath),
    _open_path("host", "after a scheme and a host", f"http://mock{PATH}", lambda path: urlsplit(path).path),
    _open_path("suffix", "with `.json` at its end", f"{PATH}.json", lambda path: path.removesuffix(".json")),
    _open_path(
        "address",
        "with an email address at its end",
        f"{PATH}/{DEMO_EMAILS[0]}",
        lambda path: path.partition("/l")[0],
    ),
]


@response_fault(
    breaks=[rules.no_refusal_contains_a_report],
    effects={"rewritten path": "404 -> 200"},
    requests={"rewritten path": evolve(Request.get(DEMO_EMAILS[0], ("x-original-url", PATH)), path="/")},
)
def path_in_a_header_needs_no_token(request: Request, handler: Handler) -> Response:
    """The path in the header `X-Original-URL` gets the usage report, and needs no token."""
    rewritten = "".join(request.header("x-original-url")).partition("?")[0]
    is_open = request.path != PATH == rewritten
    return handler(evolve(request, path=PATH).authorized_by(DEMO_TOKEN) if is_open else request)


@response_fault(
    breaks=[rules.no_refusal_contains_a_report],
    effects={"FLOWMUSIC, no token $.email": 'absent -> "listener@example.com"'},
    requests={"FLOWMUSIC, no token": evolve(Request.get(DEMO_EMAILS[0]), method="FLOWMUSIC")},
)
def unknown_method_needs_no_token(request: Request, handler: Handler) -> Response:
    """A refusal of a method that no standard defines contains the usage report, and needs no token."""
    if request.method != "FLOWMUSIC":
        return handler(request)
    return evolve(handler(evolve(request, method="GET").authorized_by(DEMO_TOKEN)), status=405)


def _allowing(request: Request, handler: Handler, is_allowed: Callable[[str], bool]) -> Response:
    origins = [origin for origin in request.header("origin") if is_allowed(origin)]
    allowed = [("access-control-allow-origin", origin) for origin in origins]
    credentials = [("access-control-allow-credentials", "true")] if origins else []
    return _with_headers(request, handler, *allowed, *credentials)

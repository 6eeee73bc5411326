"""Stack traces and credentials are recognized in the forms of common languages, and ordinary text is not."""

import json
import time
from typing import Any

import pytest

from flowmusic_contract.engine.leaks import credentials_in, database_error_in, own_text, stack_trace_in
from self_tests.samples import event, exchange, usage

PYTHON = 'Traceback (most recent call last):\n  File "/srv/app.py", line 3, in f'


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (PYTHON, "Python"),
        ('  File "/srv/app.py", line 3, in f', "Python"),
        ("\tat com.example.Usage$Row.find(Usage.java:12)", "Java"),
        ('Exception in thread "main" java.lang.Error', "Java"),
        ("    at find (/srv/app/usage.js:12:7)", "JavaScript"),
        ("    at file:///srv/app/usage.mjs:12:7", "JavaScript"),
        ("    at node:internal/main/run_main:22:9", "JavaScript"),
        ("PHP Fatal error:  Uncaught Error", "PHP"),
        ("Stack trace:\n#0 {main}", "PHP"),
        ("in <b>/srv/usage.php</b> on line <b>12</b>", "PHP"),
        ("/srv/usage.rb:12:in `find'", "Ruby"),
        ("/srv/usage.rb:12:in 'Usage#find'", "Ruby"),
        ("goroutine 7 [running]:\nmain.find()", "Go"),
        ("panic: runtime error: index out of range", "Go"),
        ("   at Usage.Find(String email) in /src/Usage.cs:line 12", ".NET"),
        ("   at System.Linq.Enumerable.First()", ".NET"),
        ("thread 'main' (7) panicked at src/main.rs:3:5", "Rust"),
        ("no such account at /srv/usage.pl line 12.", "Perl"),
        ("No account at flowmusic/accounts/usage.", None),
        ("Invalid email at position 12: see https://example.com/errors.js", None),
        ("Meet us at 12:30:15 on line 3 in Ruby's café", None),
        ("<script src='/static/app.js'></script>", None),
    ],
)
def test_stack_trace(text: str, language: str | None) -> None:
    """A stack trace names its language."""

    assert language == stack_trace_in(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("-----BEGIN RSA PRIVATE KEY-----", "a private key"),
        ("AKIAIOSFODNN7EXAMPLE", "an access key"),
        ("postgres://usage:hunter2@db/usage", "a URL with a password"),
        ("mongodb+srv://usage:hunter2@db", "a URL with a password"),
        ("DATABASE_URL=sqlite", "a setting with a secret"),
        ('"SECRET_KEY": "x"', "a setting with a secret"),
        ("SECRET_KEY is not set", None),
        ("http://localhost:8080/usage?email=listener@example.com", None),
        ("http://localhost:8080?email=listener@example.com", None),
        ("https://listener@example.com", None),
        ("-----BEGIN CERTIFICATE-----", None),
    ],
)
def test_credentials(text: str, kind: str | None) -> None:
    """Credentials are named by their kind, and never shown."""

    assert kind == credentials_in(text)


@pytest.mark.parametrize("part", ["at a ", "a+", "at x.", "SECRET_KEY "])
def test_hostile_text_is_searched_in_time(part: str) -> None:
    """A text that almost matches at each of its characters takes seconds at most, not minutes."""
    text = part * (100_000 // len(part))
    started = time.process_time()

    assert (None, None) == (stack_trace_in(text), credentials_in(text))
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"detail": PYTHON}),
        json.dumps({"detail": json.dumps({"detail": '  File "/srv/app.py", line 3'})}),
        '{"detail": "NullPointerException\\n\\tat com.example.Usage.find(Usage.java:48)"}',
        '{"detail": "Stack trace:\\n#0 \\/srv\\/usage.php(3)"}',
        "<pre>File &quot;/srv/app.py&quot;, line 3</pre>",
    ],
)
def test_escaped_stack_trace(body: str) -> None:
    """A stack trace is recognized behind the escapes of JSON and HTML."""

    assert stack_trace_in(own_text(exchange(500, body=body.encode())))


@pytest.mark.parametrize(
    ("document", "is_own"),
    [
        (usage(event(conversation_title=PYTHON)), False),
        (usage(event()) | {"debug": PYTHON}, True),
        (usage(event(), debug=PYTHON), True),
    ],
)
def test_titles_are_not_the_words_of_the_server(document: Any, is_own: bool) -> None:  # noqa: FBT001 - a table
    """A song may be called like a stack trace; an undocumented field may not hold one."""
    text = own_text(exchange(200, body=json.dumps(document).encode(), usage=document))

    assert is_own == (stack_trace_in(text) == "Python")


def test_undocumented_field_of_a_report_in_any_alphabet() -> None:
    """A stack trace in an undocumented field is recognized if its names are not ASCII."""
    document: Any = usage(event()) | {"debug": "at com.exámple.Usage.find(Usage.java:12)"}

    assert "Java" == stack_trace_in(own_text(exchange(200, usage=document)))


@pytest.mark.parametrize(("before", "language"), [(0, "Go"), (1, None)])
def test_only_the_beginning_of_a_body_is_searched(before: int, language: str | None) -> None:
    """The first 200,000 bytes are searched."""
    trace = "panic: runtime error"
    body = trace.rjust(200_000 + before)

    assert language == stack_trace_in(own_text(exchange(500, body=body.encode())))


def test_many_backslashes_cost_little_time() -> None:
    """A body of backslashes does not make the search slow, and what they escape is found."""
    body = b"\\" * 150_000 + b"nFile " + b"\\" * 40_000 + b'"a.py' + b"\\" * 3 + b'", line 1'
    started = time.process_time()
    text = own_text(exchange(500, body=body))

    assert time.process_time() - started < 2
    assert "Python" == stack_trace_in(text)


@pytest.mark.parametrize(
    ("text", "database"),
    [
        ("sqlite3.OperationalError: no such column", "SQLite"),
        ('near "\'": syntax error', "SQLite"),
        ('ERROR: syntax error at or near "\'"', "PostgreSQL"),
        ("SQLSTATE[42000]: Syntax error", "MySQL"),
        ("You have an error in your SQL syntax; check the manual", "MySQL"),
        ("Unclosed quotation mark after the character string ''.", "SQL Server"),
        ("ORA-01756: quoted string not properly terminated", "Oracle"),
        ("MongoServerError: unknown operator: $ne", "MongoDB"),
        ("SELECT * FROM accounts WHERE email = ''", "a database"),
        ("Select an account from the list where you are a member", None),
        ("the address has a syntax error", None),
        ("near the end: syntax", None),
    ],
)
def test_database_errors(text: str, database: str | None) -> None:
    """Error messages of databases and queries are found, and ordinary sentences are not."""

    assert database == database_error_in(text)

"""Stack traces, database errors and credentials in a response, by the forms in which programs write them."""

import html
import json
import re
from collections.abc import Mapping

from flowmusic_contract.engine.exchange import Exchange
from flowmusic_contract.engine.remembering import remember_short
from flowmusic_contract.engine.usage import Usage, UsageSummary

# Each repetition has a limit: a hostile body must not make a search slow.
_STACK_TRACES = {
    "Python": r"Traceback \(most recent call last\)|File \"[^\"\n]{1,300}\.py\", line \d+",
    "Java": r"\bat [\w.$/<>]{1,300}\([\w$]{1,100}\.(?:java|kt|scala):\d+\)|Exception in thread \"",
    "JavaScript": r"\bat [^\n]{0,300}?(?:\.[cm]?[jt]sx?|node:[\w/]{1,100}):\d+:\d+",
    "PHP": r"PHP (?:Fatal|Parse) error|Stack trace:\s{0,9}#0|\.php(?:</b>)? on line (?:<b>)?\d+",
    "Ruby": r"\.rb:\d+:in [`']",
    "Go": r"\bgoroutine \d+ \[|\bpanic: runtime error",
    ".NET": (
        r"\bat [\w.<>`+]{1,300}\([^)\n]{0,300}\) in [^\n]{1,300}\.\w+:line \d+"
        r"|\bat (?:System|Microsoft)\.[\w.]{1,200}\("
    ),
    "Rust": r"thread '[^'\n]{0,300}'[^\n]{0,30} panicked at",
    "Perl": r"\bat /[^\s]{1,300}\.p[lm] line \d+",
    # Pages for developers:
    "Django": r"\bDEBUG = True\b",
    "Flask": r"\bWerkzeug Debugger\b",
    "Laravel": r"\bWhoops, looks like something went wrong\b",
    "Rails": r"\bAction Controller: Exception caught\b",
    "ASP.NET": r"\bServer Error in '[^'\n]{0,300}' Application\b",
}
_DATABASE_ERRORS = {
    "SQLite": r"\bsqlite3?\.(?:\w{1,30}Error|OperationalError)|SQLITE_ERROR\b|near \"[^\"\n]{0,100}\": syntax error",
    "PostgreSQL": r"\bpsycopg2?\.\w|syntax error at or near \"|unterminated quoted string at or near",
    "MySQL": r"You have an error in your SQL syntax|\bSQLSTATE\[\w{5}\]|\bER_PARSE_ERROR\b",
    "SQL Server": r"Unclosed quotation mark after the character string|Incorrect syntax near '",
    "Oracle": r"\bORA-\d{5}:",
    "MongoDB": r"\bMongo(?:Server)?Error:|unknown top level operator: \$",
    "a database": r"\bSELECT\b[^\n]{1,300}\bFROM\b[^\n]{1,300}\bWHERE\b",
}
_SEARCHED = 200_000
"""Bytes of a body. What a server says in its own words is short."""

_CREDENTIALS = {
    "a private key": r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----",
    "an access key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_\w{36}|\bsk_live_\w{16}|\bxox[abpr]-\w{10}",
    "a URL with a password": r"\b[a-z][a-z0-9+]{0,30}://[^\s:/?#&@\"<>]{1,200}:[^\s:/?#&@\"<>]{1,200}@",
    "a setting with a secret": (
        r"\b(?:DATABASE_URL|DB_PASSWORD|SECRET_KEY|SECRET_KEY_BASE|AWS_SECRET_ACCESS_KEY|POSTGRES_PASSWORD)"
        r"[\"']?\s{0,9}(?:=>?|:)\s{0,9}[\"']?\w"
    ),
}


@remember_short
def stack_trace_in(text: str) -> str | None:
    """Returns the language of a stack trace in a text."""
    return _first_match(_STACK_TRACES, text)


@remember_short
def database_error_in(text: str) -> str | None:
    """Returns the database whose error message, or a query, is in a text."""
    return _first_match(_DATABASE_ERRORS, text)


@remember_short
def credentials_in(text: str) -> str | None:
    """Returns what kind of credentials a text contains."""
    return _first_match(_CREDENTIALS, text)


def own_text(exchange: Exchange) -> str:
    """Returns what the server says in its own words: not the documented part of a usage report, such as a title."""
    headers = "\n".join(value for _, value in exchange.headers or ())
    if exchange.usage is not None:
        return f"{headers}\n{_unescaped(json.dumps(_undocumented(exchange.usage), ensure_ascii=False))}"
    return f"{headers}\n{_unescaped(exchange.body[:_SEARCHED].decode('utf-8', 'replace'))}"


def _undocumented(usage: Usage) -> list[object]:
    return [*_without(usage, Usage), *_without(usage["summary"], UsageSummary)]


def _without(members: Mapping[str, object], documented: type) -> list[object]:
    return [value for name, value in members.items() if name not in documented.__annotations__]


def _first_match(patterns: Mapping[str, str], text: str) -> str | None:
    return next((name for name, pattern in patterns.items() if re.search(pattern, text)), None)


@remember_short
def _unescaped(text: str) -> str:
    """Returns a text without the escapes of JSON and HTML that patterns would miss."""
    # Each search begins with the first of many backslashes, or it would take time that grows with their square.
    plain = text
    for escaped, character in (r"([\"/])", r"\1"), ("n", "\n"), ("[rt]", " "):
        plain = re.sub(rf"(?<!\\)\\++{escaped}", character, plain)
    return html.unescape(plain)

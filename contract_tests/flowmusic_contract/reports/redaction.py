"""What a report must not say: tokens never, e-mails not in full."""

import html
import json
import re
from collections.abc import Callable
from urllib.parse import quote

Redact = Callable[[str], str]

_EMAIL = re.compile(r"(?<![\w.+%-])([\w.+%-])[\w.+%-]*(?:@|%40|\\u0040)([\w-]+(?:\.[\w-]+)+)")


def redaction(*secrets: str) -> Redact:
    """Returns a function that masks the secrets, however they are spelled, and every e-mail in a text."""
    spelled = {spelling for secret in secrets if secret for spelling in _spellings(secret)}
    longest_first = sorted(spelled, key=len, reverse=True)
    known = re.compile("|".join(map(re.escape, longest_first)) or "(?!)", re.IGNORECASE)

    def redact(text: str) -> str:
        return _EMAIL.sub(r"\1…@\2", known.sub("***", text))

    return redact


def _spellings(secret: str) -> set[str]:
    # A server may echo a token in a URL or a page, and a finding shows values as JSON and commands for a shell.
    return {
        secret,
        quote(secret),
        quote(secret, safe=""),
        html.escape(secret),
        json.dumps(secret)[1:-1],
        repr(secret)[1:-1],
        secret.replace("'", "'\"'\"'"),
    }

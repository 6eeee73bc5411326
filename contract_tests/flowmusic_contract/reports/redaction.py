"""What a report must not say: tokens never, e-mails not in full."""

import html
import re
from collections.abc import Callable

Redact = Callable[[str], str]

_EMAIL = re.compile(r"(?<![\w.+%-])([\w.+%-])[\w.+%-]*(?:@|%40|\\u0040)([\w-]+(?:\.[\w-]+)+)")


def redaction(*secrets: str, show_emails: bool = False) -> Redact:
    """Returns a function that masks the secrets, however they are escaped, and every e-mail unless it may be shown."""
    longest_first = sorted((secret for secret in secrets if secret), key=len, reverse=True)
    known = re.compile("|".join(map(_however_escaped, longest_first)) or "(?!)", re.IGNORECASE)

    def redact(text: str) -> str:
        masked = known.sub("***", text)
        return masked if show_emails else _EMAIL.sub(r"\1…@\2", masked)

    return redact


def _however_escaped(secret: str) -> str:
    # A server may echo a token in a URL or a page, and a finding shows values as JSON and commands for a shell.
    return r"\\*".join(map(_letter, secret))


def _letter(letter: str) -> str:
    if letter.isalnum():
        return letter
    longest_first = [
        rf"%(?:25)*{ord(letter):02x}",
        rf"\\u{ord(letter):04x}",
        r"&(?:amp;)*" if letter == "&" else re.escape(html.escape(letter)),
        r"""'\\*"'\\*"'""" if letter == "'" else re.escape(letter),
        re.escape(letter),
    ]
    return f"(?:{'|'.join(longest_first)})"

"""What the environment provides: the API tokens, and how output masks them."""

import os
from collections.abc import Iterable

from flowmusic_contract.errors import CannotRunError
from flowmusic_contract.reports.redaction import Redact, redaction
from flowmusic_contract.server.variables import OTHER_TOKEN, TOKEN

DEBUG = "FLOWMUSIC_CONTRACT_DEBUG"

_LONGEST_TOKEN = 4096


def token_of(variable: str) -> str:
    """Returns the API token in an environment variable.

    Raises:
        CannotRunError: if the variable is empty, or a header cannot contain the token.
    """
    token = os.environ.get(variable, "")
    if not token:
        raise CannotRunError(f"no API token: set the environment variable {variable}")
    if not token.isascii() or not token.isprintable() or " " in token:
        raise CannotRunError(f"{variable} must be printable ASCII, without spaces, line ends or the word Bearer")
    if len(token) > _LONGEST_TOKEN:
        raise CannotRunError(f"{variable} is longer than {_LONGEST_TOKEN} characters, so it is not an API token")
    return token


def redaction_of(*, show_emails: bool, emails: Iterable[str] = ()) -> Redact:
    """Returns a function that masks both tokens and, unless they may be shown, email addresses.

    The parts of the given `emails` are masked too.
    """
    # Without the white space around a token, which a file of settings may have added: blanks hide nothing.
    secrets = (os.environ.get(variable, "").strip() for variable in (TOKEN, OTHER_TOKEN))
    return redaction(*secrets, emails=emails, show_emails=show_emails)

"""Strict decoding of a body: RFC 8259, nothing else."""

import json
from typing import NoReturn


class NotJsonError(Exception):
    """The body is not one JSON document; says why."""


def decode(body: bytes) -> object:
    """Returns the JSON document that the body is.

    Raises:
        NotJsonError: if it is none.
    """
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_refuse)
    except UnicodeDecodeError as error:
        raise NotJsonError(f"no UTF-8 at byte {error.start}") from None
    except json.JSONDecodeError as error:
        raise NotJsonError(f"{error.msg} at line {error.lineno} column {error.colno}" if body else "nothing") from None
    except RecursionError:
        raise NotJsonError("arrays or objects nested too deeply") from None
    except ValueError as error:  # an integer of too many digits
        raise NotJsonError(str(error)) from None


def _refuse(constant: str) -> NoReturn:
    raise NotJsonError(f"{constant}, which is no JSON")

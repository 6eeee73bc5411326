"""Why a check cannot run."""


class CannotRunError(Exception):
    """The check cannot run; the message is one line that says why and what to do."""

"""The error that the example raises."""


class ToolError(Exception):
    """A tool failed; the client of the server gets the text."""

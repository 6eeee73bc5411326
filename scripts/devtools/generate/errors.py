"""The error of a spec that no complete client can be generated from."""


class InvalidSpecError(ValueError):
    """A spec lacks what a client needs, or has something that the generator does not support."""

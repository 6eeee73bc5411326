"""The version that every report names."""

from flowmusic_contract.spec import spec


def suite_version() -> str:
    """Returns the version of the suite, which is the version of the spec."""
    return str(spec()["info"]["version"])

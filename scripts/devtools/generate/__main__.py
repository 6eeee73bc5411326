"""The command `scripts/generate`."""

import sys

import click


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if generated/ is out of date.")
def main(check: bool) -> None:  # noqa: FBT001 - click passes a flag as a boolean
    """Write generated/ from openapi.yaml: the Python client, and the spec in OpenAPI 3.0."""
    # Imported late, so that --help answers at once.
    from devtools.generate.command import check_generated, write_generated  # noqa: PLC0415

    sys.exit(check_generated() if check else write_generated())


if __name__ == "__main__":
    main(prog_name="scripts/generate")

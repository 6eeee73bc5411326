"""The command `scripts/generate`."""

import sys

import click


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if generated/ is out of date.")
def main(check: bool) -> None:  # noqa: FBT001 - click passes a flag as a boolean
    """Write generated/ (Python client, OpenAPI 3.0 form) from openapi.yaml."""
    # Importing this lasts most of a second, and `--help` does not need it.
    from devtools.generate.command import check_generated, write_generated  # noqa: PLC0415

    sys.exit(check_generated() if check else write_generated())


if __name__ == "__main__":
    main(prog_name="scripts/generate")

"""`flowmusic-contract`, `python -m flowmusic_contract` and `scripts/contract`."""

import sys


def main() -> int:
    """Runs the command line, or says how to install what it needs."""
    try:
        from flowmusic_contract.cli import main as run  # noqa: PLC0415 - the extra may not be installed
    except ModuleNotFoundError as error:
        if str(error.name).startswith("flowmusic_"):
            raise
        message = f"the module {error.name} is missing: install flowmusic-usage[contract]"
        print(f"flowmusic-contract: {message}", file=sys.stderr)  # noqa: T201 - click may be what is missing
        return 2
    return run()


if __name__ == "__main__":
    sys.exit(main())

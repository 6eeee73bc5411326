"""The command `flowmusic-contract`, and `python -m flowmusic_contract`."""

import sys


def main() -> int:
    """Runs the command line; returns 2 if a package that it needs is not installed, and 130 after Ctrl-C."""
    try:
        from flowmusic_contract.cli import main as run  # noqa: PLC0415 - without the extra, this fails

        return run()
    except KeyboardInterrupt:  # while the command line was imported
        return 130
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing == "flowmusic_contract":
            raise
        install = "pip install 'flowmusic-usage[contract]'"
        sys.stderr.write(f"flowmusic-contract: the package {missing} is not installed; run: {install}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())

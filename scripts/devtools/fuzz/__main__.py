"""The command line of scripts/fuzz."""

import sys

import click

_READERS = ("bodies", "responses", "contents", "documents", "baselines", "outputs")
"""Written here as well, so that --help answers at once."""


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--inputs",
    type=click.IntRange(min=1, max=1_000_000_000),
    default=1_000_000,
    metavar="N",
    help="Try N inputs in all. Default: a million, which takes some minutes.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0, max=2**32 - 1),
    default=1,
    metavar="S",
    help="Try other inputs. The same seed makes the same inputs. Default: 1.",
)
@click.option(
    "--reader", type=click.Choice(_READERS), metavar="NAME", help=f"Try only this reader: {', '.join(_READERS)}."
)
@click.option(
    "--number", type=click.IntRange(min=0), metavar="K", help="Try only input K of --reader, as a failure names it."
)
def main(*, inputs: int, seed: int, reader: str | None, number: int | None) -> None:
    """Give hostile input to everything that reads what others wrote.

    The readers are: response bodies with every rule, whole HTTP responses, encoded contents, the command `document`,
    known failures, and the output of client programs. A reader may refuse an input only with an error that it
    documents, within the time limit, and with little memory. Needs Linux.

    \b
    Exit code 0: no reader failed.
    Exit code 1: a reader failed; the smallest input that was found is in .cache/fuzz/.
    Exit code 2: an option is wrong.
    """  # noqa: D301 - for click, this backslash is a backspace
    if number is not None and reader is None:
        raise click.UsageError("--number needs --reader")
    # Imported late, so that --help answers at once.
    from devtools.fuzz.command import fuzz, shares  # noqa: PLC0415

    if reader and number is not None:
        sys.exit(fuzz({reader: range(number, number + 1)}, seed, processes=1))
    sys.exit(fuzz(shares(inputs, reader), seed))


if __name__ == "__main__":
    main(prog_name="scripts/fuzz")

"""The command line of scripts/mutate."""

import os
import sys
from collections.abc import Sequence

import click

from devtools.mutate.targets import targets


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--file",
    "files",
    multiple=True,
    type=click.Choice(targets()),
    metavar="MODULE",
    help="Mutate only this module, such as areas/summary/rules.py. May be repeated.",
)
@click.option(
    "--processes",
    type=click.IntRange(min=1),
    default=os.cpu_count() or 1,
    metavar="N",
    help="Run N mutants at a time. Default: the number of cores.",
)
def main(files: Sequence[str], processes: int) -> None:
    """Change the rules and the engine in every way that cosmic-ray knows, and report the changes that no test notices.

    The tests are the kill matrix, the tests of the areas and of the engine, and those of the spec. A mutant that no
    test notices must be explained in scripts/devtools/mutate/survivors.txt. One module takes minutes, and all of them
    take hours.

    \b
    Exit code 0: every mutant is killed or explained.
    Exit code 1: a mutant that survives is not explained, or an explanation is stale.
    Exit code 2: the mutants could not be judged.
    """  # noqa: D301 - for click, this backslash is a backspace
    # Imported late, so that --help answers at once.
    from devtools.mutate.command import mutate  # noqa: PLC0415

    sys.exit(mutate(files or targets(), processes))


if __name__ == "__main__":
    main(prog_name="scripts/mutate")

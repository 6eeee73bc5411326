"""Makes a client of each language from openapi.yaml, holds it to the contract and writes generated/LANGUAGES.md.

Exit 0: every client keeps the contract but for its known failures; 1: one does not; 2: one cannot be tried here.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from page import PAGE, page
from progress import progress
from results import Result, folder
from rows import Row, rows
from tools import install
from trial import log, result_of

BROKEN, NOT_RUN = 1, 2


def main() -> int:
    """Returns the exit code."""
    options = _options()
    try:
        chosen = rows(options.names)
    except ValueError as problem:
        print(f"languages: {problem}", file=sys.stderr)
        return NOT_RUN
    for row in chosen if options.again else ():
        (folder(row) / "result.json").unlink(missing_ok=True)
        (folder(row) / "made_from").unlink(missing_ok=True)
    install(chosen)
    results = try_all(chosen, options.jobs)
    exit_code = BROKEN if any(result.is_broken for _, result in results) else 0
    if options.names:
        return exit_code or (NOT_RUN if any(result.not_run for _, result in results) else 0)
    return conclude(results, exit_code, check=options.check)


def try_all(chosen: list[Row], jobs: int) -> list[tuple[Row, Result]]:
    """Returns what comes of each row; several are tried at a time."""
    with progress(len(chosen)) as told, ThreadPoolExecutor(jobs) as pool:

        def of(row: Row) -> Result:
            result = result_of(row, told.doing)
            told.done(row.name, result.in_words, log(row) if result.is_broken else None)
            return result

        return list(zip(chosen, pool.map(of, chosen), strict=True))


def conclude(results: Sequence[tuple[Row, Result]], exit_code: int, *, check: bool) -> int:
    """Writes the page of the matrix, or compares it; returns the exit code."""
    kept = sum(result.is_kept for _, result in results)
    not_run = sum(bool(result.not_run) for _, result in results)
    print(f"{len(results)} rows: {kept} kept, {len(results) - kept - not_run} broken, {not_run} not run")
    text = page(results)
    if not check:
        PAGE.write_text(text)
    elif text != PAGE.read_text():
        print("generated/LANGUAGES.md is not what came of this run; to mend it, run: scripts/languages")
        return exit_code or (NOT_RUN if not_run else BROKEN)
    return exit_code


def _options() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(prog="scripts/languages", description=__doc__)
    option = arguments.add_argument
    option("names", nargs="*", metavar="NAME", help="rows to try; all if none is named, and then the page is written")
    option("--check", action="store_true", help="write nothing; exit 1 if generated/LANGUAGES.md says otherwise")
    option("--again", action="store_true", help="use no result that is kept from an earlier run")
    option("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="how many rows at a time; the cores")
    return arguments.parse_args()


if __name__ == "__main__":
    sys.exit(main())

"""Types of option values, and the options that several commands share."""

import math
from collections.abc import Callable
from typing import Any, TypeVar

import click

DEFAULT_PORT = 8612
"""The port of the mock server."""

Function = TypeVar("Function", bound=Callable[..., Any])

REPORTS = {
    "json": "JSON",
    "junit": "JUnit XML",
    "sarif": "SARIF",
    "html": "HTML",
    "markdown": "Markdown",
}
"""The kinds of report that are written to files, with the name of each format."""

EXIT_CODES = "Exit codes: 0 if the contract is kept, 1 if it is broken, 2 if the check could not run or saw too little."
"""What the help of each command that judges ends with."""


def number(low: float, high: float, unit: str, suffix: str = "") -> Callable[[str], float]:
    """Returns the type of a finite number within a range."""

    def convert(text: str) -> float:
        try:
            value = float(text.removesuffix(suffix))
        except ValueError:
            value = math.nan
        if not low <= value <= high:  # NaN is not
            raise click.BadParameter(f"expected a number of {unit} from {low} to {high}, got {text!r}")
        return value

    return convert


def count(low: int, high: int) -> Callable[[str], int]:
    """Returns the type of a whole number within a range."""

    def convert(text: str) -> int:
        # Longer texts are out of every range; Python refuses to convert some of them.
        value = int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else -1
        if not low <= value <= high:
            raise click.BadParameter(f"expected a whole number from {low} to {high}, got {text!r}")
        return value

    return convert


SECONDS = number(0.01, 3600, "seconds")
TOTAL_SECONDS = number(0.01, 86_400, "seconds")
RATE = number(0.01, 10_000, "requests per second", "/s")
SEED = count(0, 2**32 - 1)
GENERATED = count(1, 100_000)


def judging(*names: str, pattern: str = "summary.*") -> Callable[[Function], Function]:
    """Adds the options of each command that judges.

    `names` are further names of --baseline, and `pattern` is an example of --rule.
    """

    def add(function: Function) -> Function:
        for option in reversed(list(_judging(names, pattern))):
            function = option(function)
        return function

    return add


def _judging(names: tuple[str, ...], pattern: str) -> "list[Callable[[Any], Any]]":
    baseline = "Accept the known failures that this file lists with their reasons."
    return [
        click.option("--strict", is_flag=True, help="Also fail if an inferred rule is broken."),
        click.option(
            "--rule",
            multiple=True,
            metavar="ID",
            help=f"Check only this rule, or rules such as '{pattern}'.",
        ),
        click.option(
            "--require",
            multiple=True,
            metavar="ID",
            help=f"Exit with 2 if this rule, or one such as '{pattern}', was not exercised.",
        ),
        click.option("--baseline", *names, "baseline", metavar="F", help=baseline),
        *(
            click.option(f"--{name}", metavar="F", help=f"Also write the report to this file as {form}.")
            for name, form in REPORTS.items()
        ),
        click.option("--show-emails", is_flag=True, help="Show email addresses in reports instead of masking them."),
    ]

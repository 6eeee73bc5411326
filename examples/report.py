"""Prints the tokens of one account per day and type: `python report.py listener@example.com --chart usage.png`.

The chart is optional. It is a PNG, SVG or PDF, depending on the name of the file.
The token is in $USEAPI_TOKEN. Needs `pip install '.[report]'`.
"""

import argparse
import itertools
import sys
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

try:
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table
except ImportError:
    sys.exit("report.py needs rich and matplotlib: pip install '.[report]'")

from flowmusic_usage import ApiError, AuthenticatedClient
from flowmusic_usage.models import AccountUsage

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.typing import ColorType

KINDS = {"producer-usage": "charged", "riffusion": "charged", "daily-free": "received", "grant": "received"}
"""The set of types is open: any other type is of the kind `other`."""

Tokens = dict[str, dict[date, float]]
"""Tokens by type, charged types first, and by UTC day."""


def kind(type_: str) -> str:
    return KINDS.get(type_, "other")


def tokens_by_type_and_day(usage: AccountUsage) -> Tokens:
    tokens: defaultdict[str, defaultdict[date, float]] = defaultdict(lambda: defaultdict(int))
    for event in usage.events:
        tokens[event.type][event.event_at.date()] += event.amount
    order = ("charged", "received", "other")
    return {type_: dict(tokens[type_]) for type_ in sorted(tokens, key=lambda name: (order.index(kind(name)), name))}


def table(email: str, tokens: Tokens) -> Table:
    table = Table(title=f"Tokens of {email}", box=SIMPLE, show_footer=True, pad_edge=False)
    table.add_column("UTC day", "total", no_wrap=True)
    for type_, by_day in tokens.items():
        table.add_column(f"{type_}\n{kind(type_)}", f"{sum(by_day.values()):,}", justify="right", overflow="fold")
    for day in sorted({day for by_day in tokens.values() for day in by_day}):
        cells = (by_day.get(day) for by_day in tokens.values())
        table.add_row(day.isoformat(), *("" if amount is None else f"{amount:,}" for amount in cells))
    return table


def save_chart(email: str, tokens: Tokens, file: str) -> None:
    import matplotlib as mpl  # noqa: PLC0415 - slow to import, and only a chart needs it
    from matplotlib.figure import Figure  # noqa: PLC0415

    mpl.rcParams["text.parse_math"] = False  # a dollar sign in a title is not math
    days = every_day({day for by_day in tokens.values() for day in by_day})
    palette = mpl.color_sequences["petroff10"]
    known = dict(zip(KINDS, palette, strict=False))  # a type has the same colour for every account
    others = itertools.cycle(palette[len(KINDS) :])
    colours = {type_: known.get(type_) or next(others) for type_ in tokens}
    kinds = list(dict.fromkeys(map(kind, tokens)))
    figure = Figure(figsize=(min(12, 6 + len(days) / 10), 1 + 2.5 * len(kinds)), layout="constrained")
    figure.suptitle(f"Tokens of {email}")
    # Each kind has its own scale: next to a grant, a day's spend would be too small to see.
    panels = figure.subplots(len(kinds), sharex=True, squeeze=False)[:, 0]
    for name, panel in zip(kinds, panels, strict=True):
        stack(panel, days, {type_: by_day for type_, by_day in tokens.items() if kind(type_) == name}, colours)
        panel.set_ylabel(f"{name} tokens")
    step = -(-len(days) // 8)
    panels[-1].set_xticks(range(0, len(days), step), [day.isoformat() for day in days[::step]])
    panels[-1].set_xlabel("UTC day")
    figure.savefig(file, dpi=150)


def stack(panel: "Axes", days: list[date], tokens: Tokens, colours: Mapping[str, "ColorType"]) -> None:
    drawn: list[list[float]] = []
    for type_, by_day in tokens.items():
        heights = [by_day.get(day, 0) for day in days]
        # Positive amounts are stacked upwards, negative ones downwards.
        bottoms = [sum(low for low in lows if low * top > 0) for top, *lows in zip(heights, *drawn, strict=True)]
        panel.bar(range(len(days)), heights, bottom=bottoms, label=type_, color=colours[type_])
        drawn.append(heights)
    panel.yaxis.set_major_formatter("{x:,.10g}")
    panel.grid(axis="y", alpha=0.3)
    panel.set_axisbelow(True)
    panel.margins(x=0.01)
    panel.spines[["top", "right"]].set_visible(False)
    panel.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False)


def every_day(days: set[date]) -> list[date]:
    first = min(days)
    return [first + timedelta(days=count) for count in range((max(days) - first).days + 1)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("email")
    parser.add_argument("--chart", metavar="FILE")
    arguments = parser.parse_args()
    try:
        with AuthenticatedClient() as client:
            usage = client.get_account_usage(arguments.email)
        tokens = tokens_by_type_and_day(usage)
        if not tokens:
            sys.exit(f"{usage.email} has no events.")
        Console(markup=False, emoji=False, highlight=False).print(table(usage.email, tokens))
        if arguments.chart:
            save_chart(usage.email, tokens, arguments.chart)
    except (ApiError, OSError, ValueError) as error:
        sys.exit(f"{type(error).__name__}: {error}")


main()

"""Prints the tokens of one account per day and type: `python report.py listener@example.com --chart usage.png`.

The chart is optional. It is a PNG, SVG or PDF, depending on the name of the file.
Reads the token from $USEAPI_TOKEN. Needs `pip install '.[report]'`.
"""

import argparse
import colorsys
import sys
from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING
from zlib import crc32

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

KINDS = {"producer-usage": "charged", "riffusion": "charged", "daily-free": "received", "grant": "received"}
"""The set of types is open: any other type is of the kind `other`."""

COLOURS = {"producer-usage": "#3f6fb5", "riffusion": "#e08a2c", "daily-free": "#4c9f70", "grant": "#a9d18e"}

MOST_DAYS = 92
"""A chart of more days shows months."""

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


def chart(name: str) -> str:
    if not name.lower().endswith((".png", ".svg", ".pdf")):
        raise argparse.ArgumentTypeError(f"the name must end in .png, .svg or .pdf, got {name!r}")
    return name


def save_chart(email: str, tokens: Tokens, file: str) -> None:
    import matplotlib as mpl  # noqa: PLC0415 - slow to import, and only a chart needs it
    from matplotlib.figure import Figure  # noqa: PLC0415

    mpl.rcParams["text.parse_math"] = False  # a dollar sign in a title is not math
    days = {day for by_day in tokens.values() for day in by_day}
    by_month = (max(days) - min(days)).days >= MOST_DAYS
    if by_month:
        tokens = tokens_by_month(tokens)
    periods = every_period({day for by_day in tokens.values() for day in by_day}, by_month=by_month)
    kinds = list(dict.fromkeys(map(kind, tokens)))
    width = min(12, 6 + len(periods) / 10)
    figure = Figure(figsize=(width, 1 + 2.5 * len(kinds)), layout="constrained")
    figure.suptitle(f"Tokens of {email}")
    # Each kind has its own scale: next to a grant, a day's spend would be too small to see.
    panels = figure.subplots(len(kinds), sharex=True, squeeze=False)[:, 0]
    for name, panel in zip(kinds, panels, strict=True):
        stack(panel, periods, {type_: by_day for type_, by_day in tokens.items() if kind(type_) == name})
        panel.set_ylabel(f"{name} tokens")
    step = -(-len(periods) // int(width - 2.5))  # a date is an inch wide, and the legend is beside the panels
    shown = [f"{day:%Y-%m}" if by_month else day.isoformat() for day in periods[::step]]
    panels[-1].set_xticks(range(0, len(periods), step), shown)
    panels[-1].set_xlabel("UTC month" if by_month else "UTC day")
    figure.savefig(file, dpi=150)


def stack(panel: "Axes", periods: list[date], tokens: Tokens) -> None:
    drawn: list[list[float]] = []
    for type_, by_period in tokens.items():
        heights = [by_period.get(period, 0) for period in periods]
        # Positive amounts are stacked upwards, negative ones downwards.
        bottoms = [sum(low for low in lows if low * top > 0) for top, *lows in zip(heights, *drawn, strict=True)]
        bars = panel.bar(range(len(periods)), heights, bottom=bottoms, label=type_, color=colour(type_))
        for bar in bars:
            bar.set(edgecolor="white", linewidth=0.3)
        drawn.append(heights)
    panel.yaxis.set_major_formatter("{x:,.10g}")
    panel.grid(axis="y", alpha=0.3)
    panel.set_axisbelow(True)
    panel.axhline(color="black", linewidth=0.8)
    middle, width = (len(periods) - 1) / 2, max(len(periods), 3)  # one or two bars do not fill the panel
    panel.set_xlim(middle - width / 2, middle + width / 2)
    panel.spines[["top", "right"]].set_visible(False)
    panel.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False, reverse=True)  # from top to bottom, as drawn


def colour(type_: str) -> str | tuple[float, float, float]:
    """Returns the colour of a type, which is the same in every chart; that of an unknown type follows from its name."""
    number = crc32(type_.encode(errors="replace"))
    return COLOURS.get(type_) or colorsys.hls_to_rgb(number % 360 / 360, (0.3, 0.5, 0.7)[number // 360 % 3], 0.5)


def tokens_by_month(tokens: Tokens) -> Tokens:
    months: Tokens = {type_: defaultdict(int) for type_ in tokens}
    for type_, by_day in tokens.items():
        for day, amount in by_day.items():
            months[type_][day.replace(day=1)] += amount
    return months


def every_period(periods: set[date], *, by_month: bool) -> list[date]:
    first = min(periods)
    days = [first + timedelta(days=count) for count in range((max(periods) - first).days + 1)]
    return [day for day in days if day.day == 1 or not by_month]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("email")
    parser.add_argument("--chart", type=chart, metavar="FILE")
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

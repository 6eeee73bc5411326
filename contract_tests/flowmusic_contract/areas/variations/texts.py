"""Variations in the texts of an account's events: titles, IDs and types."""

import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime

from flowmusic_contract.areas.variations.changing import with_events
from flowmusic_contract.engine.fault import variation
from flowmusic_contract.mock_server import BillingEvent, Handler

_DAY = datetime(2026, 6, 3, tzinfo=UTC)

_OF_EACH_CATEGORY = {unicodedata.category(character): character for character in map(chr, range(0x2029, 0x7F, -1))}
"""The first character after ASCII of each general category of Unicode, from currency signs to soft hyphens."""

_PUNCTUATION = "".join(map(chr, range(0x2000, 0x2065)))
"""Spaces of every width, quotation marks, marks of direction: the block General Punctuation."""

_TITLES = (
    "",
    "  Two spaces  ",
    "first line\nsecond\tline",
    "first line\r\nsecond line\n",
    'a "quoted" \\ title',
    "Rock &amp; <b>Roll</b>",
    "100%25",
    "007",
    "null",
    "2026-06-01",
    "$HOME ${HOME} {{title}} {0} %s",
    "\N{ZERO WIDTH NO-BREAK SPACE}Sample Song",
    "Cafe\N{COMBINING ACUTE ACCENT}",
    "".join(character for category, character in _OF_EACH_CATEGORY.items() if category != "Cn"),
    _PUNCTUATION,
    "long " * 60,
)


@variation
def titles_are_unusual(handler: Handler) -> Handler:
    """Titles are empty or long, have line ends, spaces around them or every kind of character, or look like data."""
    return _with_titles(handler, _TITLES)


@variation
def titles_are_long_and_not_ascii(handler: Handler) -> Handler:
    """Titles are long and not ASCII, so that a piece of the usage report can end within a character."""
    return _with_titles(handler, [character * 900 for character in "歌🎻é" * 20])


@variation
def songs_look_alike(handler: Handler) -> Handler:
    """Songs have the same title, day and amount, and IDs that differ only in letter case."""
    ids = "Song", "SONG", "song"
    return with_events(handler, *(BillingEvent("riffusion", 60, _DAY, id_, "Same Song") for id_ in ids))


@variation
def types_look_alike(handler: Handler) -> Handler:
    """Undocumented event types differ only in letter case, a space or an underscore."""
    types = "Stem-Export", "STEM_EXPORT", "stem export"
    return with_events(handler, *(BillingEvent(type_, 60, _DAY, "song", "Sample Song") for type_ in types))


def _with_titles(handler: Handler, titles: Sequence[str]) -> Handler:
    events = (BillingEvent("riffusion", 60, _DAY, f"song {number}", title) for number, title in enumerate(titles))
    return with_events(handler, *events)

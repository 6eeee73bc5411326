"""The page of the matrix, generated/LANGUAGES.md."""

from collections.abc import Iterator, Sequence

from results import KNOWN_FAILURES, Result
from rows import ROOT, Row

from flowmusic_contract.reports import baseline

PAGE = ROOT / "generated" / "LANGUAGES.md"

_HEAD = """\
# One spec, every language

Written by `scripts/languages`: each row is a client that another generator makes from `openapi.yaml`, compiled or
type-checked, and started in every case of `scripts/contract client`. A case is kept if no rule is broken in it. What a
client is known to break stands below with its reason, and has to be removed once it does not.

| client | language | generator | generates | compiles | cases kept | precision lost | known failures |
| --- | --- | --- | --- | --- | --- | --- | --- |
"""

_LOST = {"client.moments-keep-their-microseconds": "microseconds"}
"""What is lost if a rule is broken."""


def page(results: Sequence[tuple[Row, Result]]) -> str:
    """Returns the page."""
    lines = [_line(row, result) for row, result in results]
    known = [text for row, _ in results for text in _known(row)]
    missing = [f"- `{row.name}` was not run: {result.not_run}." for row, result in results if result.not_run]
    sections = ["\n## Known failures", *known] if known else []
    sections += ["\n## Not run\n", *missing] if missing else []
    return _HEAD + "\n".join([*lines, *sections]) + "\n"


def known_failures(row: Row) -> tuple[baseline.Accepted, ...]:
    """Returns what a row's client is known to break."""
    file = row.adapter / KNOWN_FAILURES
    return baseline.read(file.read_text()) if file.exists() else ()


def _line(row: Row, result: Result) -> str:
    cells = [
        f"[`{row.name}`](../examples/clients/{row.name})",
        row.language,
        row.generated_by,
        *(["not run"] * 3 if result.not_run else _outcome(row, result)),
        ", ".join(lost for rule, lost in _LOST.items() if rule in result.broken) or "·",
        str(result.cases - result.kept or "·"),
    ]
    return f"| {' | '.join(cells)} |"


def _outcome(row: Row, result: Result) -> list[str]:
    words = {None: "·", True: "yes", False: "**no**"}
    cases = f"{result.kept} of {result.cases}" + ("" if result.is_kept else ", **broken**")
    compiles = f"yes: {row.checked_by}" if result.compiles else words[result.compiles]
    return [words[result.generates], compiles, cases if result.compiles else "·"]


def _known(row: Row) -> Iterator[str]:
    places: dict[tuple[str, str], list[str]] = {}
    for entry in known_failures(row):
        places.setdefault((entry.rule, entry.reason), []).append(f"`{entry.place}`")
    if places:
        yield f"\n`{row.name}`\n"
    for (rule, reason), where in places.items():
        yield f"- `{rule}`: {reason}. In {', '.join(where)}."

"""Keeps tokens and email addresses out of everything that is printed or written, however a target escapes them."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from flowmusic_contract.reports.escapes import DecodedText, Span, decoded_views

Redact = Callable[[str], str]

_RUN = 6
"""This many characters of a token in a row are never shown."""

_LONGEST = 8_000
"""Characters of a text that are examined and kept. A report shows fewer."""

_PUBLIC = "/flowmusic/accounts/usage authorization: bearer user:0-not-a-token"
"""Public words. They are shown even if a token shares a part of them."""

_WORD_END = frozenset("=&?;,<>()[]{}|/@")
_LOCAL_PART = r"[^\s=&?;,<>()\[\]{}|/@:]"
_ADDRESS = re.compile(rf"(?<!{_LOCAL_PART}){_LOCAL_PART}++@(?=[\w-]+(?:\.[\w-]+)+)")
_PARAMETER = re.compile(rf"(?<=email=){_LOCAL_PART}++(?!@)")

_Runs = dict[int, frozenset[str]]
"""Runs of characters that are never shown, by their length."""


def redaction(*tokens: str, emails: Iterable[str] = (), show_emails: bool = False) -> Redact:
    """Returns a function that masks tokens and email addresses, and what resembles them.

    A word that shares a run of characters with a token is masked as a whole. Of an email address, only the first
    character and the domain are shown. Of the given `emails`, the part before the `@` is masked even on its own.
    """
    names = [email.rpartition("@")[0].lower() for email in emails if "@" in email]
    of_tokens = _runs_by_view(filter(None, tokens))
    of_names = _runs_by_view(name for name in names if len(name) > _RUN)

    @lru_cache(maxsize=4096)  # every format shows the same texts
    def masked(text: str) -> str:
        shown = _replaced(text, ((span, "***") for span in _shared_words(text, of_tokens)))
        return shown if show_emails else _replaced(shown, _email_masks(shown, names, of_names))

    return lambda text: masked(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")


def _runs_by_view(secrets: Iterable[str]) -> list[_Runs]:
    """Returns the runs of all secrets, for each view of a text."""
    decoded = [decoded_views(secret) for secret in secrets]
    return [_runs(view.text for view in views) for views in zip(*decoded, strict=True)]


def _runs(secrets: Iterable[str]) -> _Runs:
    runs: _Runs = {}
    for secret in secrets:
        # A secret without one of its characters is masked, too, unless it is too short to be one.
        length = min(_RUN, len(secret) - 1) if len(secret) > 4 else len(secret)
        private = _parts(secret, length) - _parts(_PUBLIC, length)
        for text in private or {secret} - {""}:
            runs[len(text)] = runs.get(len(text), frozenset()) | {text}
    return runs


def _parts(text: str, length: int) -> frozenset[str]:
    return frozenset(text[start : start + length] for start in range(len(text) - length + 1))


def _shared_words(text: str, runs_by_view: Sequence[_Runs]) -> Iterator[Span]:
    """Yields the parts of a text that share a run of characters with a secret, each widened to a whole word."""
    if runs_by_view:
        for view, runs in zip(decoded_views(text), runs_by_view, strict=True):
            yield from (view.source_of(start, end) for start, end in _words_with(view, runs))


def _words_with(view: DecodedText, runs: _Runs) -> Iterator[Span]:
    end = 0
    for start in range(len(view.text)):
        found = max((length for length, texts in runs.items() if view.text[start : start + length] in texts), default=0)
        if found and start + found > end:
            begin = start
            while begin > end and _is_inside_word(view, begin):
                begin -= 1
            end = start + found
            while end < len(view.text) and _is_inside_word(view, end):
                end += 1
            yield begin, end


def _is_inside_word(view: DecodedText, index: int) -> bool:
    before, after = view.text[index - 1], view.text[index]
    return view.is_joined(index) and not any(letter in _WORD_END or letter.isspace() for letter in (before, after))


def _email_masks(text: str, names: Sequence[str], runs_by_view: Sequence[_Runs]) -> Iterator[tuple[Span, str]]:
    as_is, decoded, _ = decoded_views(text)
    for view in as_is, decoded:
        for match in _ADDRESS.finditer(view.text):
            yield _initial(text, view.source_of(*match.span()), "@")
    for match in _PARAMETER.finditer(decoded.text):
        if any(match[0] in name or name in match[0] for name in names):
            yield _initial(text, decoded.source_of(*match.span()))
    for span in _shared_words(text, runs_by_view):
        yield _initial(text, span)


def _initial(text: str, span: Span, end: str = "") -> tuple[Span, str]:
    """Returns a part of a text, and the mask that shows only its first character."""
    as_it_is = text[span[0]]
    return span, f"{'' if as_it_is in '%&=' else as_it_is}…{end}"


def _replaced(text: str, masks: Iterable[tuple[Span, str]]) -> str:
    """Returns the text with a mask in place of each span. Of spans that overlap, the first and longest decides."""
    pieces: list[str] = []
    shown = 0
    for (start, end), mask in sorted(masks, key=lambda found: (found[0][0], -found[0][1])):
        if start >= shown:
            pieces += text[shown:start], mask
        shown = max(shown, end)
    return "".join([*pieces, text[shown:]])

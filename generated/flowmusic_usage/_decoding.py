# Generated from openapi.yaml by scripts/generate. Do not edit.
"""Decodes and reads JSON, with msgspec if the extra `fast` is installed."""

import gc
import json
import re
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")

_LARGE_BODY = 100_000
"""The size in bytes from which a body is large."""

_WITHOUT_LONE_SURROGATES = (
    rb"(?:[^\\]++|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\(?!u[dD][89a-fA-F]).)*+"
)
"""A JSON text in which every escaped surrogate is one of a pair."""


class _Document(threading.local):
    """The document that this thread reads."""

    is_ours: bool = False


_document = _Document()


def is_ours() -> bool:
    """Whether this thread reads a document that it decoded itself, whose lists it may overwrite to free memory early."""
    return _document.is_ours


def read_json(content: bytes, read: Callable[[Any], T]) -> T:
    """Decodes a JSON document, and returns what `read` makes of it.

    Raises:
        InvalidValueError: If `read` refuses it.
        ValueError: If it is not a JSON document in UTF-8.
        RecursionError: If it is nested too deep.
    """
    with paused_collection(len(content)):
        read_fast: Callable[[bytes], T] | None = fast_readers().get(read)
        if read_fast is not None:
            try:
                return read_fast(content)
            except (ValueError, RecursionError):
                pass  # something is unusual: the other reader decides, and says what
        return _read_json(content, read)


def _read_json(content: bytes, read: Callable[[Any], T]) -> T:
    non_json_constants: list[str] = []
    _document.is_ours = True
    try:
        parsed = read(decode(content, non_json_constants))
    finally:
        _document.is_ours = False
    if non_json_constants:
        raise ValueError(non_json_constants[0])
    return parsed


@contextmanager
def paused_collection(size: int) -> Generator[None]:
    """Pauses the garbage collector for a large body: it would keep searching the new objects and find nothing."""
    if size < _LARGE_BODY or not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@cache
def fast_readers() -> Mapping[Callable[[Any], Any], Callable[[bytes], Any]]:
    """Returns the readers of bodies that need the extra `fast`; none if it is not installed."""
    try:
        from ._fast import READERS
    except ImportError:
        return {}
    return READERS


@cache
def fast_decoder() -> Callable[[bytes], Any] | None:
    """Returns msgspec's decoder, if the extra `fast` is installed. It is imported on first use."""
    try:
        from msgspec.json import decode
    except ImportError:
        return None
    return decode


def decode(content: bytes, non_json_constants: list[str]) -> Any:
    """Decodes a JSON document and adds to `non_json_constants` those that JSON does not have, such as NaN.

    Integers of any size stay integers.

    Raises:
        ValueError: If it is not a JSON document in UTF-8.
    """
    decode_fast = fast_decoder()
    if decode_fast is not None:
        try:
            return decode_fast(content)
        except (ValueError, RecursionError):
            pass  # the standard library decides, and its messages say more

    # Most bodies have no backslash, and one character is found much faster than three.
    if b"\\" in content and not re.fullmatch(_WITHOUT_LONE_SURROGATES, content, re.DOTALL):
        raise ValueError("a string has half of a character, which no encoding can express")

    def read_constant(name: str) -> float:
        non_json_constants.append(name)
        return float(name)

    return json.loads(content.decode(), parse_constant=read_constant)

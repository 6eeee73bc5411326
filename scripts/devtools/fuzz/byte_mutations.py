"""Changes bytes at random: the part of the inputs that knows nothing about their form."""

import re
from collections.abc import Callable, Sequence
from random import Random

_LONGEST = 200_000
"""The most bytes of one input."""

_MOST_REPETITIONS = 50_000
_NUMBER = re.compile(rb"\d+")

_ODD = (
    *(b"", b"\0", b"\t", b"\n", b"\r", b"\r\n", b" "),
    *(b'"', b"'", b"\\", b"#", b"*", b"[", b"]", b"{", b"}", b",", b":"),
    *(b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\x80", b"\xe2\x82"),  # not UTF-8
    *(text.encode() for text in "\ufeff\ufffe\u2028\u0085\u202e\u0301\u0660\u00b2\U0001f3bb\U0010ffff\x1b\x7f"),
    *(b"\xff\xfe", b"\xfe\xff", b"\x1f\x8b", b"%", b"%00", b"../", b"\x1b[2J", b"0", b"-0", b"-1", b"NaN", b"Infinity"),
)
_NUMBERS = (
    *(b"0", b"-1", b"1e400", b"-1e400", b"1e-400", b"0.1", b"00", b"2147483648", b"9223372036854775808"),
    *(b"18446744073709551616", b"1" + b"0" * 308, b"1" + b"0" * 309, b"9" * 400, b"9" * 4301, b"99999", b"1" * 20),
)

Mutation = Callable[[Random, bytes, Sequence[bytes]], bytes]


def mutated(random: Random, data: bytes, tokens: Sequence[bytes] = ()) -> bytes:
    """Returns data after one change or more. `tokens` are parts that have a meaning in this form of data."""
    while True:
        data = random.choice(_MUTATIONS)(random, data, (*tokens, *_ODD))[:_LONGEST]
        if random.random() < 0.4:
            return data


def many(random: Random, most: int = _MOST_REPETITIONS) -> int:
    """Returns how often to repeat something: mostly a few times, seldom very often."""
    return int(most ** random.random())


def _range(random: Random, data: bytes) -> tuple[int, int]:
    start = random.randint(0, len(data))
    return start, min(len(data), start + many(random, 1 + len(data)))


def _flip(random: Random, data: bytes, _tokens: Sequence[bytes]) -> bytes:
    position = random.randrange(len(data) or 1)
    return (
        data[:position]
        + bytes(byte ^ 1 << random.randrange(8) for byte in data[position : position + 1])
        + data[position + 1 :]
    )


def _replace_byte(random: Random, data: bytes, _tokens: Sequence[bytes]) -> bytes:
    position = random.randint(0, len(data))
    return data[:position] + bytes([random.randrange(256)]) + data[position + 1 :]


def _cut(random: Random, data: bytes, _tokens: Sequence[bytes]) -> bytes:
    start, end = _range(random, data)
    return data[:start] + data[end:]


def _truncate(random: Random, data: bytes, _tokens: Sequence[bytes]) -> bytes:
    return data[: random.randint(0, len(data))]


def _duplicate(random: Random, data: bytes, _tokens: Sequence[bytes]) -> bytes:
    start, end = _range(random, data)
    times = max(1, min(many(random), _LONGEST // (end - start or 1)))
    return data[:start] + data[start:end] * times + data[start:]


def _move(random: Random, data: bytes, _tokens: Sequence[bytes]) -> bytes:
    start, end = _range(random, data)
    position = random.randint(0, len(data))
    return data[:position] + data[start:end] + data[position:]


def _insert(random: Random, data: bytes, tokens: Sequence[bytes]) -> bytes:
    position = random.randint(0, len(data))
    return data[:position] + random.choice(tokens) + data[position:]


def _insert_many(random: Random, data: bytes, tokens: Sequence[bytes]) -> bytes:
    position, token = random.randint(0, len(data)), random.choice(tokens)
    return data[:position] + token * min(many(random), _LONGEST // (len(token) or 1)) + data[position:]


def _replace_range(random: Random, data: bytes, tokens: Sequence[bytes]) -> bytes:
    start, end = _range(random, data)
    return data[:start] + random.choice(tokens) + data[end:]


def _replace_number(random: Random, data: bytes, _tokens: Sequence[bytes]) -> bytes:
    numbers = list(_NUMBER.finditer(data))
    if not numbers:
        return data
    start, end = random.choice(numbers).span()
    return data[:start] + random.choice(_NUMBERS) + data[end:]


_MUTATIONS: tuple[Mutation, ...] = (
    *(_flip, _replace_byte, _cut, _truncate, _duplicate, _move, _insert, _insert, _insert_many, _replace_range),
    *(_replace_number, _replace_number),
)

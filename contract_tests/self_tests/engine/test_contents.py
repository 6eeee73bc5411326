"""A token is found in every usual form, and only there."""

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from string import ascii_lowercase

import pytest

from flowmusic_contract.engine.contents import contains, contains_token, part_with
from flowmusic_contract.engine.exchange import Exchange, RequestIntent

TOKEN = "user:9-Ab?cd>ef~gh-ÿ"


def in_base64(before: str, after: str = "") -> str:
    return b64encode(f"{before}{TOKEN}{after}".encode()).decode()


def body(text: str) -> Exchange:
    return Exchange(RequestIntent(), 200, headers=(("server", "x"),), body=text.encode())


def header(text: str) -> Exchange:
    return Exchange(RequestIntent(), 200, headers=(("server", "x"), ("set-cookie", text)), body=b"{}")


@pytest.mark.parametrize("where", [body, header])
@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        TOKEN.upper(),
        TOKEN[:15],
        TOKEN[-15:],
        TOKEN.encode().hex(),
        "user%3A9-Ab%3Fcd%3Eef~gh-%C3%BF",
        "".join(f"\\u{ord(each):04X}" for each in TOKEN),
        in_base64(""),
        in_base64("", "z"),
        in_base64("a"),
        in_base64("a", "z"),
        in_base64("ab"),
        in_base64("ab", "yz"),
        in_base64("abc", "z"),
        urlsafe_b64encode(TOKEN.encode()).decode().rstrip("="),
    ],
)
def test_token_is_found(text: str, where: Callable[[str], Exchange]) -> None:
    """The token is found in the body and in a header, also in upper case, cut, and encoded."""

    assert contains_token(where(f"before {text} after"), TOKEN)


@pytest.mark.parametrize("where", [body, header])
@pytest.mark.parametrize(
    "text",
    ["", TOKEN[:14], TOKEN[-14:], TOKEN[1:15], TOKEN[::-1], TOKEN.encode().hex()[:-2], b64encode(b"token").decode()],
)
def test_other_text_is_not_a_token(text: str, where: Callable[[str], Exchange]) -> None:
    """Less than three quarters of a token of usual length is not one."""

    assert not contains_token(where(f"before {text} after"), TOKEN)


@pytest.mark.parametrize("before", ["", "a", "ab"])
@pytest.mark.parametrize("other", [f"A{TOKEN[1:]}", f"{TOKEN[:-1]}À", f"{TOKEN[:-3]}zzÿ"])
def test_other_token_in_base64(other: str, before: str) -> None:
    """Another token in Base64, with the same beginning or end, is not found."""
    encoded = b64encode(f"{before}{other}".encode()).decode()

    assert not contains_token(body(encoded), TOKEN)


@pytest.mark.parametrize(
    ("token", "text", "found"),
    [
        ("password-1", "password", False),
        ("password-123456", "password-123", True),
        ("password-12345", "password-12", False),
        ("user:1-k7wpvnxq", "k7wpvnxq", True),
        ("user:1-k7wpvnx", "k7wpvnx", False),
        ("user:1-kwwpvnxq", "kwwpvnxq", False),
        ("user:12345678-x", "12345678", False),
    ],
)
def test_piece_of_a_short_token(token: str, text: str, found: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """A piece of fewer than 12 characters may be a word by chance, unless it has eight letters and digits or more."""

    assert found == contains_token(body(f"the {text} is wrong"), token)


@pytest.mark.parametrize(
    ("length", "shown", "found"), [(20, 14, False), (20, 15, True), (30, 14, False), (40, 19, False), (40, 20, True)]
)
def test_piece_of_a_long_token(length: int, shown: int, found: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Fifteen characters are enough to guess the rest, if they are half of the token."""
    token = (ascii_lowercase * 2)[:length]
    pieces = token[:shown], token[-shown:]

    assert [found] * 2 == [contains_token(body(f"{piece} is wrong"), token) for piece in pieces]


@pytest.mark.parametrize(("response", "name"), [(header(TOKEN), "set-cookie"), (body(TOKEN), "body")])
def test_part_with_a_token(response: Exchange, name: str) -> None:
    """The header with a token is named, so that nobody has to search for it."""

    assert name == part_with(response, lambda part: contains_token(part, TOKEN))


def test_token_in_a_long_body() -> None:
    """In a long body, the token is found as it is; in other forms, only at the beginning."""
    before = "x" * 200_000

    assert contains_token(body(f"{before}{TOKEN}"), TOKEN)
    assert not contains_token(body(f"{before}{TOKEN.upper()}"), TOKEN)
    assert contains_token(body(f"{before[8 + len(TOKEN) :]}{TOKEN.upper()}{before}"), TOKEN)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a+b@example.com", True),
        ("a%2Bb%40example.com", True),
        ("a%2Bb@example.com", False),
        ("A+b@example.com", False),
    ],
)
def test_address(text: str, found: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Another text, such as an address, is found as it is and as in a URL."""

    assert found == contains(body(text), "a+b@example.com")

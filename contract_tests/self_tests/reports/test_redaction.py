"""Tokens and email addresses are masked, and what is nearly one of them, however it is escaped."""

import random
import string
import time
from collections.abc import Callable
from functools import cache
from urllib.parse import quote

import pytest

from flowmusic_contract.engine.expectation import broken
from flowmusic_contract.engine.verdict import Finding
from flowmusic_contract.reports.redaction import redaction
from flowmusic_contract.reports.rendering import render, sanitizer
from flowmusic_contract.server.all_probes import all_probes
from flowmusic_contract.server.outgoing import request_of
from flowmusic_contract.server.target import Target, Tenant
from flowmusic_contract.server.tenant_probes import concurrent_probes
from self_tests.reports.samples import EMAIL, NEAR_VARIANTS, REDACT, TOKEN

NAME, _, DOMAIN = EMAIL.partition("@")


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("listener@example.com", "l…@example.com"),
        (".listener@example.com", ".…@example.com"),
        ("email=listener%40example.com", "email=l…@example.com"),
        ("listener\\u0040example.com", "l…@example.com"),
        ("a b@c d@e.f", "a b@c d…@e.f"),
        (TOKEN.upper(), "***"),
        (f"<{quote(TOKEN, safe='').lower()}>", "<***>"),
        ("nothing to hide", "nothing to hide"),
        ("limit=4012.5 and a=40b", "limit=4012.5 and a=40b"),
    ],
)
def test_redaction_knows_spellings(text: str, redacted: str) -> None:
    """A token or an email address is masked as servers and shells spell it; other text stays."""

    assert redacted == REDACT(text)


def test_backslashes_cost_little_time() -> None:
    """Many backslashes take no longer than as many letters, within a generous margin."""

    assert seconds_of("\\") < 20 * seconds_of("a") + 0.02


def seconds_of(letter: str) -> float:
    started = time.process_time()
    redaction(TOKEN)(letter * 8_000)
    return time.process_time() - started


def test_redaction_without_tokens() -> None:
    """Without tokens, only email addresses are masked."""

    assert "text l…@example.com" == redaction("", "")("text listener@example.com")


def test_email_addresses_can_be_shown() -> None:
    """With `show_emails`, email addresses stay and tokens are masked."""

    assert f"{EMAIL} ***" == redaction(TOKEN, emails=[EMAIL], show_emails=True)(f"{EMAIL} {TOKEN}")


ESCAPES: dict[str, Callable[[str], str]] = {
    "percent": lambda letter: f"%{ord(letter):02x}",
    "percent twice": lambda letter: f"%25{ord(letter):02X}",
    "percent twenty times": lambda letter: f"%{'25' * 19}{ord(letter):02X}",
    "decimal entity": lambda letter: f"&#{ord(letter)};",
    "padded entity": lambda letter: f"&#0{ord(letter)};",
    "hexadecimal entity": lambda letter: f"&#x{ord(letter):x};",
    "entity in twenty entities": lambda letter: f"&{'amp;' * 20}#X{ord(letter):X};",
    "number in twenty entities": lambda letter: f"&{'amp;' * 20}#{ord(letter)};",
    "quoted-printable": lambda letter: f"={ord(letter):02X}",
    "hexadecimal": lambda letter: f"\\x{ord(letter):02x}",
    "JSON": lambda letter: f"\\u{ord(letter):04x}",
    "JSON in JSON": lambda letter: f"\\\\u{ord(letter):04X}",
    "code point": lambda letter: f"\\u{{{ord(letter):x}}}",
    "octal": lambda letter: f"\\{ord(letter):03o}",
    "percent in JSON": lambda letter: f"\\u0025{ord(letter):02x}",
}


@pytest.mark.parametrize("escape", ESCAPES.values(), ids=ESCAPES)
@pytest.mark.parametrize("every", [1, 2, 3])
def test_escaped_token_is_masked(escape: Callable[[str], str], every: int) -> None:
    """A token is masked if all, every second or every third of its characters are escaped."""
    token = "user:31415-AbCdEf9876543210zyx"
    escaped = "".join(escape(letter) if at % every == 0 else letter for at, letter in enumerate(token))

    assert "<***>" == redaction(token)(f"<{escaped}>")


@pytest.mark.parametrize("text", ["user&colon;31415&#45;AbCdEf", "USER:31415-aBcDeF", "us'\"\"'er:31'415\\-AbCdEf"])
def test_named_entities_quotes_and_letter_case(text: str) -> None:
    """A token is masked with named entities, between quotes, and in any letter case."""

    assert "***" == redaction("user:31415-AbCdEf")(text).strip("'")


@pytest.mark.parametrize("variant", [*NEAR_VARIANTS, TOKEN[:12], TOKEN[8:], f"A{TOKEN[3:-3]}B"])
def test_near_variant_of_a_token_is_masked(variant: str) -> None:
    """A word that shares a run of characters with a token is masked as a whole."""

    assert "a *** b" == REDACT(f"a {variant} b").replace("***<***>%", "***")


def test_six_characters_of_a_token_are_masked() -> None:
    """Six characters in a row of a token are masked in any text; five are not."""
    redact = redaction("user:31415-AbCdEf9876543210zyx")

    assert "starts with *** or 98765" == redact("starts with 987654… or 98765")


def test_short_token_without_a_character_is_masked() -> None:
    """Also of a short token, all but one character are masked."""

    assert "*** ***" == redaction("abcdef")("abcde bcdef")


def test_quotes_end_a_word() -> None:
    """Masking a token in a JSON text or a command keeps its quotes and what is outside of them."""
    token = "user:31415-AbCdEf"

    assert """{"a":"***"} -H 'X: ***'""" == redaction(token)(f"""{{"a":"{token}"}} -H 'X: {token}'""")
    assert """before"***"after""" == redaction(token)(f'before"{token}"after')


@pytest.mark.parametrize("token", ["a", "abcd", "abcdef", "user:0-flowmusic"])
def test_short_token_is_masked(token: str) -> None:
    """A token is masked although it is short or like words that everybody knows."""

    assert "GET /***" == redaction(token)(f"GET /{token}")


def test_public_words_are_shown() -> None:
    """A token that shares a word with the path of the endpoint does not hide the path."""
    text = "GET /v1/flowmusic/accounts/usage"

    assert text == redaction("flowmusic-4711", emails=["flowmusic-fan@example.com"])(text)


@pytest.mark.parametrize(
    "variant",
    [EMAIL[:-1], EMAIL[1:], f"{EMAIL}x", f"x{EMAIL}", f"_{EMAIL[1:]}", f"{NAME}+contract@{DOMAIN}", NAME, NAME[:-1]],
)
@pytest.mark.parametrize(
    "spelled", [str, quote, lambda text: quote(quote(text, safe=""))], ids=["raw", "once", "twice"]
)
def test_near_variant_of_an_email_address_is_masked(variant: str, spelled: Callable[[str], str]) -> None:
    """Of a known email address, no run of the part before the `@` is shown."""
    shown = redaction(emails=[EMAIL])(f"?email={spelled(variant)}&a=1")

    assert [] == [NAME[at : at + 6] for at in range(3) if NAME[at : at + 6] in shown]
    assert shown.startswith("?email=")
    assert shown.endswith("&a=1")


def test_name_is_masked_in_any_text() -> None:
    """The part of a known email address before the `@` is masked in any text."""

    assert "account l… of m…" == redaction(emails=[EMAIL, "musician@example.com"])("account listener of musicians")


def test_short_name_is_masked_as_a_parameter() -> None:
    """A short part before the `@` is masked where it is the parameter, and not in other words."""

    assert "email=m… some" == redaction(emails=["me@example.com"])("email=me some")


@cache
def random_target(seed: int) -> Target:
    """Returns a server with random tokens and email addresses."""
    rng = random.Random(seed)
    letters = string.ascii_letters + string.digits

    def word(length: int) -> str:
        return "".join(rng.choices(letters, k=length))

    tokens = [f"user:{rng.randrange(1000, 9999)}-{word(rng.choice([8, 16, 40]))}" for _ in range(2)]
    one, other = (Tenant(token, (f"{word(9)}@example.com", f"{word(12)}@example.org")) for token in tokens)
    return Target("http://127.0.0.1:8612/v1", one, other)


@cache
def printed(target: Target) -> str:
    """Returns all that is printed of all probes, as if each of them broke a rule."""
    redact = redaction(
        *(tenant.token for tenant in target.tenants), emails=[mail for each in target.tenants for mail in each.emails]
    )
    lines: list[str] = []
    for probe in [*all_probes(target, seed=1), *concurrent_probes(target)]:
        request = request_of(probe, target)
        rendered = render(Finding(broken("12", probe.query), request.line, request.curl), redact)
        lines += rendered.line, rendered.source, rendered.curl
    return "\n".join(lines)


RANDOM_TARGETS = [pytest.param(seed, marks=pytest.mark.xdist_group(f"probes {seed}")) for seed in range(3)]
"""Two tests look at what was printed once."""


@pytest.mark.parametrize("seed", RANDOM_TARGETS)
def test_probes_do_not_reveal_tokens(seed: int) -> None:
    """All printed probes together have no six characters in a row of a token, in any letter case."""
    target = random_target(seed)
    text = printed(target).lower()
    runs = {tenant.token.lower()[at : at + 6] for tenant in target.tenants for at in range(len(tenant.token) - 5)}

    assert [] == sorted(run for run in runs if run in text)
    assert text.count("***") > 20
    assert text.count("$useapi_token") > 50


@pytest.mark.parametrize("seed", RANDOM_TARGETS)
def test_probes_do_not_reveal_email_addresses(seed: int) -> None:
    """All printed probes together have no six characters in a row of the part of an address before the `@`."""
    target = random_target(seed)
    text = printed(target).lower()
    names = [email.partition("@")[0].lower() for tenant in target.tenants for email in tenant.emails]

    assert [] == [name[at : at + 6] for name in names for at in range(len(name) - 5) if name[at : at + 6] in text]


@pytest.mark.parametrize(
    ("expected", "actual", "shown"),
    [
        ("listener@example.com", "lounger@example.com", '"l…@example.com" (a different value)'),
        ("listener@example.com", "Listener@example.com", '"L…@example.com"'),
        ("listener@example.com", "lisTENER@example.com", '"l…@example.com" (in other letter case)'),
        (TOKEN, f"{TOKEN} ", '"*** "'),
        (TOKEN, TOKEN[:-1], '"***" (a different value)'),
        ("listener@example.com", "listener@example.com", '"l…@example.com"'),
    ],
)
def test_masked_sides_differ(expected: str, actual: str, shown: str) -> None:
    """If masking or cutting makes two different values equal, the report says that they differ."""
    rendered = render(Finding(broken(f'"{expected}"', actual), ""), REDACT)

    assert shown == rendered.actual
    assert (expected == actual) == (rendered.expected == rendered.actual)


def test_values_look_the_same() -> None:
    """If two different values look the same, the report says how they differ."""
    expected, actual = '"Cafe\N{COMBINING ACUTE ACCENT}"', "Caf\N{LATIN SMALL LETTER E WITH ACUTE}"
    rendered = render(Finding(broken(expected, actual), ""), REDACT)

    assert '"Caf\N{LATIN SMALL LETTER E WITH ACUTE}" (in another normalization form of Unicode)' == rendered.actual


@pytest.mark.parametrize(
    ("same", "shown"),
    [
        (1_000, f'…{"a" * 20}c{"d" * 100}" (1103 characters)'),
        (150, f'"{"a" * 150}c{"d" * 48}… (253 characters)'),
        (10_000, f'"{"a" * 199}… (10103 characters) (a different value)'),
    ],
    ids=str,
)
def test_long_values_are_shown_where_they_differ(same: int, shown: str) -> None:
    """Of two long values the report shows 200 characters, from their difference on if it is further on than that."""
    expected, actual = ("a" * same + letter + "d" * 100 for letter in "bc")

    assert shown == render(Finding(broken(f'"{expected}"', actual), ""), REDACT).actual


def test_long_text_is_cut_before_it_costs_time() -> None:
    """Of a long text the first part is shown, with the number of its characters."""
    shown = sanitizer(REDACT)("x" * 10_000_000)

    assert f"{'x' * 1_000}… (10000000 characters)" == shown
    assert 8_001 == len(REDACT("x" * 10_000_000))

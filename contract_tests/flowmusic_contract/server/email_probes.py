"""Requests for accounts that are not configured, but nearly, and queries that name an account in odd ways."""

import unicodedata
from collections.abc import Iterator
from random import Random
from urllib.parse import quote

from flowmusic_contract.server.probe import Probe, bearer, email_query, get
from flowmusic_contract.server.target import UNKNOWN_EMAIL, Target, Tenant

_MOST_ACCOUNTS = 4
"""The number of accounts whose neighbours are requested."""

_SHORT_NAME = 4
"""Fewer characters before the @ are a short name."""

_CUT = 4
"""How many lengths an address is cut to, besides those that lack one character."""

_PATTERNS = ("*", "%@%", ".+@.+", '" OR ""="', "{}", "[]", "@", "$;{}()[]|^~`?&+=:!@example.com")
_WORDS = ("null", "undefined", "None", "nil", "NaN", "true", "false", "0", "1", "all", "any", "me", "self", "admin")
"""What programs write for no value, or take for every value or for the caller."""

_PROPERTIES = ("constructor", "__proto__")
"""What every object of JavaScript has: a careless server finds it among its accounts."""

_AROUND = ('"{}"', "<{}>", "mailto:{}", "Listener <{}>")
"""How mail programs write an address."""

_SAME_IN_CAPITALS = {"s": "\u017f", "i": "\u0131"}
"""Letters that have the same capital as another one: the long s and the dotless i. Case folding changes the first only.
"""

_ENDINGS = ("'--", "/*", ";", "#", "\\", "\r\nX-Injected: 1", "\nx", "%00", " x", ".", f"{' ' * 255}x")
"""What follows an address that a careless server cuts off. Some databases keep 255 characters and no blanks at the end.
"""


def near_misses(target: Target, random: Random) -> Iterator[Probe]:
    """Yields requests with a valid token for an address that is nearly a configured one."""
    tenant = target.tenant
    seen = {email for each in target.tenants for email in each.emails}
    for email, is_live_safe in _near(target, random):
        if email not in seen:
            seen.add(email)
            yield get(email, tenant.token, is_live_safe=is_live_safe)


def odd_queries(tenant: Tenant) -> Iterator[Probe]:
    """Yields requests with a valid token whose query is written in an odd way, or names more than one account."""
    known, unknown = email_query(tenant.emails[0]), email_query(UNKNOWN_EMAIL)
    value = known.removeprefix("email=")
    every_byte = "".join(f"%{byte:02x}" for byte in tenant.emails[0].encode())
    # In two orders, which shows a server that takes the first `email=` of a query for the parameter.
    similar = f"reply_{unknown}"
    queries = [
        *("", "email=", f"email={every_byte}", f"{known}&{similar}"),
        *(f"{known}&{known}", f"{known}&{unknown}", f"{unknown}&{known}"),
        *(f"email[]={value}", f"email[$ne]={value}", f"Email={value}", f"{known}%ff%fe"),
    ]
    others = [f"{known}&{email_query(email)}" for email in tenant.emails[1:2]]
    others += ["email=%zz;x=1", f"{similar}&{known}", f"email=&{unknown}"]
    for query in queries + others:
        yield Probe(query, bearer(tenant.token), is_live_safe=query not in others)


def _near(target: Target, random: Random) -> Iterator[tuple[str, bool]]:
    """Yields addresses, and whether a live server may get them."""
    email = target.tenant.emails[0]
    local, _, domain = email.rpartition("@")
    live_safe = [
        *(UNKNOWN_EMAIL, email[:-1], email[1:], f"{email}x", f"{local}+contract@{domain}", local),
        *("%", ".*", "' OR '1'='1", f"_{email[1:]}", quote(email, safe=""), f"{email}\0x", "é@example.com"),
    ]
    yield from ((each, True) for each in live_safe)
    lengths = range(1, len(email) - 1)
    others = [email[:length] for length in sorted(random.sample(lengths, min(_CUT, len(lengths))))]
    others += [
        "a" * 2000 + "@example.com",
        *_PATTERNS,
        *_WORDS,
        *_PROPERTIES,
        *(form.format(email) for form in _AROUND),
        *(email + ending for ending in _ENDINGS),
        *(f"x@{email}", email.replace("@", "&#64;"), f"{local} @{domain}", f"{local}\u200b@{domain}"),
        *(f"{email},{UNKNOWN_EMAIL}", f"{UNKNOWN_EMAIL},{email}", f"{email};{UNKNOWN_EMAIL}"),
        quote(quote(email, safe=""), safe=""),
        email.replace(".", "\uff0e"),
    ]
    # A server that takes these for the accounts must report the accounts.
    others += [f"{email} ", f"{email}\0", *(each.swapcase() for each in target.tenant.emails[:_MOST_ACCOUNTS])]
    for each in target.tenant.emails[:_MOST_ACCOUNTS] + (target.other.emails[:1] if target.other else ()):
        others += [*_neighbours(each), *_changed(each, random)]
    yield from ((each, False) for each in others)


def _neighbours(email: str) -> Iterator[str]:
    """Yields what a careless comparison takes for the address, and what nobody has.

    The address without its tag or dots is not among them: it may be a configured account that was not named.
    """
    local, _, domain = email.rpartition("@")
    yield from (email[:-1], email[1:], f"{email}x", f"x{email}", f"{email}.{domain}")
    yield f"{local}+contract@{domain}"
    yield f"{local.partition('+')[0]}+contract@{domain}"
    yield f"{local[:1]}.{local[1:]}@{domain}"
    yield f"{local}@other.{domain}"
    yield email.replace(".", "-")  # a dot in a regular expression
    yield _with_accent(email)
    yield next((email.replace(*pair) for pair in _SAME_IN_CAPITALS.items() if pair[0] in email), email)
    yield in_fullwidth(email)


def _changed(email: str, random: Random) -> Iterator[str]:
    """Yields the address with another letter at the start, at the end and anywhere.

    The letter is a rare one, and a short name is left alone: it may become that of an account that was not named.
    """
    is_short = len(email.rpartition("@")[0]) < _SHORT_NAME
    positions = range(email.find("@") + 1 if is_short else 0, len(email))
    for position in sorted({*positions[:1], *positions[-1:], *random.choices(positions, k=min(1, len(positions)))}):
        other = random.choice([each for each in "qxz" if each != email[position].lower()])
        yield email[:position] + other + email[position + 1 :]


def _with_accent(email: str) -> str:
    """Returns the address with an accent on its first vowel, which some databases ignore."""
    position = next((index for index, letter in enumerate(email) if letter in "aeiouAEIOU"), 0)
    return unicodedata.normalize("NFC", f"{email[: position + 1]}\u0301{email[position + 1 :]}")


def in_fullwidth(text: str) -> str:
    """Returns a text with its first character as wide as a Chinese one, which compatibility forms undo."""
    is_ascii = "!" <= text[0] <= "~"
    return (chr(ord(text[0]) + 0xFEE0) if is_ascii else text[0]) + text[1:]

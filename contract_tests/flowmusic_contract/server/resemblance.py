"""How a requested address resembles that of an account, in words that show neither: reports mask both alike."""

from collections.abc import Iterable
from difflib import SequenceMatcher

_LEAST_ALIKE = 0.8
"""The ratio of equal characters from which two addresses are nearly equal."""


def resemblance(email: str, accounts: Iterable[str]) -> str:
    """Returns how an address resembles that of the first account that it resembles, or an empty string."""
    return next(filter(None, (_resemblance(email, account) for account in accounts if email != account)), "")


def _resemblance(email: str, account: str) -> str:
    more, fewer = _characters(len(email) - len(account)), _characters(len(account) - len(email))
    forms = {
        "and blanks": email.strip() == account,
        "in another letter case": email.casefold() == account.casefold(),
        f"and {more} after it": email.startswith(account),
        f"and {more} before it": email.endswith(account),
        f"that lacks {fewer} at its end": bool(email) and account.startswith(email),
        f"that lacks {fewer} at its beginning": bool(email) and account.endswith(email),
    }
    for words, is_so in forms.items():
        if is_so:
            return f"the address of an account {words}"
    return "an address that is nearly that of an account" if _are_alike(email, account) else ""


def _are_alike(email: str, account: str) -> bool:
    matcher = SequenceMatcher(None, email, account, autojunk=False)
    return matcher.real_quick_ratio() >= _LEAST_ALIKE and matcher.ratio() >= _LEAST_ALIKE


def _characters(number: int) -> str:
    return f"{number} {'character' if number == 1 else 'characters'}"

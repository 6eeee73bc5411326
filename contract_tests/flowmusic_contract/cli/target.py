"""From options to the server under test."""

from collections.abc import Sequence

import httpx

from flowmusic_contract.cli.environment import token_of
from flowmusic_contract.errors import CannotRunError
from flowmusic_contract.server.limits import LIVE_RATE, LOCAL_SECONDS, USUAL_GENERATED, Limits
from flowmusic_contract.server.target import ENDPOINT, Target, Tenant
from flowmusic_contract.server.variables import OTHER_TOKEN, TOKEN

_LONGEST_EMAIL = 320
_HIGHEST_PORT = 65_535


def target_of(base_url: str, emails: Sequence[str], other_emails: Sequence[str] = ()) -> Target:
    """Returns the server, with the tokens in the environment.

    Raises:
        CannotRunError: if the base URL, an email address or a token cannot be used.
    """
    tenant = Tenant(token_of(TOKEN), emails_of("--email", emails))
    other = Tenant(token_of(OTHER_TOKEN), emails_of("--other-email", other_emails)) if other_emails else None
    if other and other.token == tenant.token:  # nothing would be seen of how the server separates two tenants
        raise CannotRunError(
            f"{TOKEN} and {OTHER_TOKEN} have the same token: use that of another user for --other-email"
        )
    return Target(_base_url(base_url), tenant, other)


def limits_of(target: Target, seconds: float | None, rate: float | None, *, live_safe: bool | None) -> Limits:
    """Returns the limits, which are narrow for a server that is not on this machine unless the user chose others."""
    is_live = not target.is_local if live_safe is None else live_safe
    return Limits(
        seconds=seconds or Limits().seconds,
        total_seconds=LOCAL_SECONDS if target.is_local else None,
        rate=rate or (LIVE_RATE if is_live else None),
        live_safe=is_live,
    )


def generated_requests(limits: Limits, number: int | None, *, no_fuzz: bool) -> int:
    """Returns how many requests are generated. `number` is what the user chose, if anything.

    Raises:
        CannotRunError: if the user chose a number, but none are generated.
    """
    if not (no_fuzz or limits.live_safe):
        return number or USUAL_GENERATED
    if number is None:
        return 0
    if no_fuzz:
        raise CannotRunError("--max-requests has no effect with --no-fuzz: leave one of them out")
    raise CannotRunError(
        "--max-requests has no effect with --live-safe, which is the default for a server that is not on this machine: "
        "leave it out, or add --no-live-safe"
    )


def _base_url(text: str) -> str:
    before, path, _ = text.partition(ENDPOINT)
    if path:
        raise CannotRunError(f"--base-url is the part before {ENDPOINT}: use --base-url {before or 'URL'}")
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError):
        url = httpx.URL("")
    if url.userinfo:
        raise CannotRunError("--base-url must not contain a user name or password")
    has_more = url.query or url.fragment or text.endswith(("?", "#")) or any(map(str.isspace, text))
    if url.scheme not in ("http", "https") or not is_host(url.host) or has_more:
        # What is not a URL can be a token.
        raise CannotRunError("--base-url must be like https://api.useapi.net/v1: http or https, a host and a path")
    if url.port is not None and not 1 <= url.port <= _HIGHEST_PORT:
        raise CannotRunError(f"--base-url: a port is a number from 1 to {_HIGHEST_PORT}, got {url.port}")
    return text.rstrip("/")


def is_host(name: str) -> bool:
    """Returns whether a name can be looked up: whether none of its labels is empty or too long."""
    try:
        return bool(name.encode("idna"))
    except UnicodeError:
        return False


def emails_of(option: str, emails: Sequence[str]) -> tuple[str, ...]:
    """Returns the email addresses of an option, each once.

    Raises:
        CannotRunError: if one is blank, too long or not printable.
    """
    for email in emails:
        if not email.strip():
            raise CannotRunError(f"{option} must not be empty")
        if len(email) > _LONGEST_EMAIL:
            raise CannotRunError(f"{option} is longer than an email address can be ({_LONGEST_EMAIL} characters)")
        if not email.isprintable():  # bytes that are not UTF-8 are not printable either
            raise CannotRunError(f"{option} must be printable UTF-8, got {email!r}")
    return tuple(dict.fromkeys(emails))

"""Finds mistakes of the user before the server is judged: a wrong token, base URL or email address."""

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from attrs import evolve

from flowmusic_contract.engine.exchange import Exchange
from flowmusic_contract.errors import CannotRunError
from flowmusic_contract.server.outgoing import request_of
from flowmusic_contract.server.probe import Probe, bearer, get
from flowmusic_contract.server.session import ProbeSession
from flowmusic_contract.server.target import ENDPOINT, UNKNOWN_TOKEN, Tenant
from flowmusic_contract.server.variables import PROXY_VARIABLES, TOKEN

_REFUSED = (401, 403)
_SHOWN = 200
"""The characters of a URL that are shown."""

_WITHOUT_TLS = (0, 400)
"""What a request without TLS gets where TLS is needed: its connection is closed, or the status is 400."""


class SetupError(CannotRunError):
    """The token, the base URL or the email address is wrong; the message says which, and what to do."""


def run_with_preflight(session: ProbeSession) -> Iterator[Exchange]:
    """Sends every probe and yields the exchanges.

    The first probes request the configured accounts. If none gets a 200 response, and the reason can only be the
    user's mistake, nothing is judged.

    Raises:
        SetupError: if the token, the base URL or the email address is wrong.
        UnreachableError: if the target cannot be connected to, or responds with 429 too often.
    """
    tenant, other = session.target.tenant, session.target.other
    exchanges = session.run()
    first = list(_until_answered(exchanges, len(tenant.emails)))
    answered = [exchange for exchange in first if not exchange.is_put_off]
    if len(answered) == len(tenant.emails):
        _check_tenant(session, tenant, answered)
        if other:
            is_found = any(exchange.status == 200 for exchange in answered)
            _check_tenant(session, other, [_get(session, other.emails[0], other.token)], is_found=is_found)
    yield from first
    del first, answered  # what is judged already takes no memory
    yield from exchanges


def _until_answered(exchanges: Iterator[Exchange], number: int) -> Iterator[Exchange]:
    answered = 0
    while answered < number and (exchange := next(exchanges, None)):
        answered += not exchange.is_put_off
        yield exchange


def planned_requests(session: ProbeSession) -> int:
    """Returns the number of requests that `run_with_preflight` sends one at a time if nothing is wrong."""
    return len(session.planned()) + (1 if session.target.other else 0)


def _check_tenant(
    session: ProbeSession, tenant: Tenant, exchanges: Sequence[Exchange], *, is_found: bool = False
) -> None:
    """Raises an error if the user made a mistake. `is_found`: the base URL is known to be right."""
    statuses = {exchange.status for exchange in exchanges}
    if len(statuses) != 1:
        return
    [status] = statuses
    if status in _REFUSED:
        _check_token(session, tenant, status)
    elif status == 404:
        _check_accounts(session, tenant, is_found=is_found)
    elif status == 407:
        raise SetupError(
            f"the proxy in {PROXY_VARIABLES} asks for a user name and a password (status 407): add them to the variable"
        )
    elif 300 <= status < 400:
        _check_redirect(session, tenant, exchanges[0])
    elif status in _WITHOUT_TLS:
        _check_tls(session, tenant)


def _check_token(session: ProbeSession, tenant: Tenant, status: int) -> None:
    # A server that accepts an invalid token but not this one is judged.
    if _get(session, tenant.emails[0], UNKNOWN_TOKEN).status == status:
        accounts = "the account" if len(tenant.emails) == 1 else "every account"
        variable = _variable(session, tenant)
        raise SetupError(
            f"the server refuses the token in {variable}: {accounts} gets status {status}, as with an invalid token. "
            f"Is the token right, and does --base-url name its server?"
        )


def _check_accounts(session: ProbeSession, tenant: Tenant, *, is_found: bool) -> None:
    email = tenant.emails[0]
    if _get(session, email, UNKNOWN_TOKEN).status in _REFUSED:
        # A server that takes this token for another one, or cannot read the address, is judged.
        if _is_misread(session, tenant):
            return
        variable = _variable(session, tenant)
        option = "--email" if variable == TOKEN else "--other-email"
        names = ", ".join(tenant.emails)
        raise SetupError(
            f"the server knows the token in {variable}, but no account {names}: status 404. "
            f"Is the address right? Name an account that is configured for this token with {option}"
        )
    if is_found:  # a server that accepts an invalid token is judged
        return
    longer = f"{session.target.base_url}/v1"
    if _get(session, email, tenant.token, longer).status in (200, *_REFUSED):
        raise SetupError(f"nothing is at {session.target.url}: status 404, with any token. Use --base-url {longer}")
    raise SetupError(
        f"nothing is at {session.target.url}: status 404, with any token. Is the base URL right? "
        f"It is the part before {ENDPOINT}, such as https://api.useapi.net/v1"
    )


def _variable(session: ProbeSession, tenant: Tenant) -> str:
    """Returns the name of the environment variable with the token of a tenant."""
    return next(name for name, each in session.target.token_variables.items() if each is tenant)


def _is_misread(session: ProbeSession, tenant: Tenant) -> bool:
    """Returns whether the server may take the token for another one, or cannot read an at sign that is not encoded."""
    email, token = tenant.emails[0], tenant.token
    near = [f"{token}x"]
    if not session.limits.live_safe:
        near.append(f"{token[:-1]}{'q' if token.endswith('x') else 'x'}")
    if any(_get(session, email, each).status not in _REFUSED for each in near):
        return True
    encoded = Probe(f"email={quote(email, safe='')}", bearer(token))
    return session.send(request_of(encoded, session.target)).status == 200


def _check_redirect(session: ProbeSession, tenant: Tenant, exchange: Exchange) -> None:
    base_url = session.target.base_url
    secure = base_url.replace("http://", "https://", 1)
    location = (exchange.header("location") or "").partition("?")[0]
    if base_url != secure and location == secure + ENDPOINT:
        raise SetupError(f"{base_url} redirects to https. Use --base-url {secure}")
    leads_to_endpoint = location.rstrip("/").endswith(ENDPOINT)
    if not leads_to_endpoint and _get(session, tenant.emails[0], UNKNOWN_TOKEN).status == exchange.status:
        place = location[:_SHOWN] or "another place"
        raise SetupError(
            f"the server redirects to {place}: status {exchange.status}, with any token. "
            f"Is the base URL right, and does the network need a login?"
        )


def _check_tls(session: ProbeSession, tenant: Tenant) -> None:
    base_url = session.target.base_url
    secure = base_url.replace("http://", "https://", 1)
    if secure == base_url:
        return
    exchange = _get(session, tenant.emails[0], tenant.token, secure)
    is_untrusted = "CERTIFICATE_VERIFY_FAILED" in (exchange.transfer.failure or "")
    if is_untrusted or exchange.status in (200, 404, *_REFUSED):
        raise SetupError(f"the server at {base_url} needs TLS. Use --base-url {secure}")


def _get(session: ProbeSession, email: str, token: str, base_url: str = "") -> Exchange:
    target = evolve(session.target, base_url=base_url) if base_url else session.target
    return session.send(request_of(get(email, token), target))

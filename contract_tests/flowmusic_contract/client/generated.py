"""The generated client, as a client under test."""

import ssl
from collections.abc import Sequence
from functools import cache

import httpx

from flowmusic_contract.engine.client_fault import ClientOutput
from flowmusic_usage import ApiError, AuthenticatedClient
from flowmusic_usage.api.accounts import get_account_usage


def call_generated(base_url: str, email: str, token: str, transport: httpx.BaseTransport | None = None) -> ClientOutput:
    """Calls the generated client, and reports what it returned as the client protocol says."""
    transport = transport or httpx.HTTPTransport(verify=_certificates())
    with AuthenticatedClient(base_url=base_url, token=token, transport=transport, max_retries=1) as client:
        return _call(client, email)


def call_generated_many(base_url: str, emails: Sequence[str], token: str) -> list[ClientOutput]:
    """Makes several calls with one generated client."""
    transport = httpx.HTTPTransport(verify=_certificates())
    with AuthenticatedClient(base_url=base_url, token=token, transport=transport, max_retries=1) as client:
        return [_call(client, email) for email in emails]


def call_through(transport: httpx.BaseTransport, email: str, token: str) -> ClientOutput:
    """Calls the generated client, which sends its requests through a transport."""
    return call_generated("http://127.0.0.1:80/v1", email, token, transport)


def _call(client: AuthenticatedClient, email: str) -> ClientOutput:
    try:
        response = get_account_usage.sync_detailed(client=client, email=email)
    except ApiError as error:
        return {"error": str(error)}
    usage = {"usage": response.parsed.to_dict()} if response.parsed else {}
    return {"status": response.status_code, **usage}


@cache
def _certificates() -> ssl.SSLContext:
    # Loading them is slower than a call.
    return ssl.create_default_context()

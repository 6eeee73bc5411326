"""The clients that are compared: how each is made, and how it requests a usage report.

The packages are imported late, in a process that has only one of them.
"""

from collections.abc import Callable, Coroutine
from importlib import import_module
from typing import Any

from attrs import frozen

from devtools.bench.features.calls import OWN_HEADER, Setting
from devtools.bench.features.openai_model import usage_model
from devtools.bench.peers import STOCK

REDOCLY = "redocly_client"
"""The module that `redocly generate-client` writes."""

_PATH = "/flowmusic/accounts/usage"
_HEADERS = {OWN_HEADER: "yes"}

Open = Callable[[str, str | None], Any]
"""Makes a client of the server with this base URL, with a token or without."""


@frozen
class Client:
    """A client that is compared."""

    name: str
    package: str
    """The package whose errors are the client's own."""
    openers: dict[Setting, Open]
    call: Callable[[Any, str], Any]
    call_asyncio: Callable[[Any, str], Coroutine[Any, Any, Any]]


def _ours(**settings: Any) -> Open:
    def make(base_url: str, token: str | None) -> Any:
        given = _given(token=token, base_url=base_url)
        return import_module("flowmusic_usage").AuthenticatedClient(**given, **settings)

    return make


def _ours_with_own_http(base_url: str, token: str | None) -> Any:
    return _ours(httpx_client=_httpx())(base_url, token)


OURS = Client(
    "this client",
    "flowmusic_usage",
    {
        Setting.DEFAULT: _ours(),
        Setting.ASYNCIO: _ours(),
        Setting.RETRIES: _ours(max_retries=2),
        Setting.OWN_HTTP: _ours_with_own_http,
    },
    lambda client, email: client.get_account_usage(email),
    lambda client, email: client.get_account_usage_async(email),
)


def _openai(class_name: str = "OpenAI", **settings: Any) -> Open:
    def make(base_url: str, token: str | None) -> Any:
        given = _given(api_key=token, base_url=base_url)
        return getattr(import_module("openai"), class_name)(**given, **settings)

    return make


def _openai_with_own_http(base_url: str, token: str | None) -> Any:
    return _openai(http_client=import_module("httpx2").Client(headers=_HEADERS))(base_url, token)


def _openai_get(client: Any, email: str) -> Any:
    return client.get(_PATH, cast_to=usage_model(), options={"params": {"email": email}})


OPENAI = Client(
    "openai-python",
    "openai",
    {
        Setting.DEFAULT: _openai(),
        Setting.ASYNCIO: _openai("AsyncOpenAI"),
        Setting.RETRIES: _openai(max_retries=2),
        Setting.STRICT: _openai(_strict_response_validation=True),
        Setting.OWN_HTTP: _openai_with_own_http,
    },
    _openai_get,
    _openai_get,
)


def _stripe(**settings: Any) -> Open:
    def make(base_url: str, token: str | None) -> Any:
        given = _given(api_key=token, base_addresses={"api": base_url.removesuffix("/v1")})
        return import_module("stripe").StripeClient(**given, **settings)

    return make


def _stripe_with_own_http(base_url: str, token: str | None) -> Any:
    session = import_module("requests").Session()
    session.headers.update(_HEADERS)
    return _stripe(http_client=import_module("stripe").RequestsClient(session=session))(base_url, token)


def _stripe_get(client: Any, email: str) -> Any:
    return client.deserialize(client.raw_request("get", f"/v1{_PATH}", email=email), api_mode="V1")


async def _stripe_get_asyncio(client: Any, email: str) -> Any:
    return client.deserialize(await client.raw_request_async("get", f"/v1{_PATH}", email=email), api_mode="V1")


STRIPE = Client(
    "stripe-python",
    "stripe",
    {
        Setting.DEFAULT: _stripe(),
        Setting.ASYNCIO: _stripe(),
        Setting.RETRIES: _stripe(max_network_retries=2),
        Setting.OWN_HTTP: _stripe_with_own_http,
    },
    _stripe_get,
    _stripe_get_asyncio,
)


def _redocly(class_name: str = "Client", **settings: Any) -> Open:
    def make(base_url: str, token: str | None) -> Any:
        given = _given(server_url=base_url, auth=token and {"bearer": token})
        return getattr(import_module(REDOCLY), class_name)(**given, **settings)

    return make


def _redocly_with_own_http(base_url: str, token: str | None) -> Any:
    return _redocly(http_client=_httpx())(base_url, token)


OF_REDOCLY = Client(
    "Redocly's",
    REDOCLY,
    {
        Setting.DEFAULT: _redocly(),
        Setting.ASYNCIO: _redocly("AsyncClient"),
        Setting.RETRIES: _redocly(retry={"retries": 2}),
        Setting.OWN_HTTP: _redocly_with_own_http,
    },
    lambda client, email: client.get_account_usage(email=email),
    lambda client, email: client.get_account_usage(email=email),
)


def _stock(base_url: str, token: str | None) -> Any:
    return import_module(STOCK).AuthenticatedClient(**_given(base_url=base_url, token=token))


def _stock_with_own_http(base_url: str, token: str | None) -> Any:
    return _stock(base_url, token).set_httpx_client(_httpx(base_url=base_url))


def _stock_operation() -> Any:
    return import_module(f"{STOCK}.api.accounts.get_account_usage")


OF_STOCK = Client(
    "stock output",
    STOCK,
    {Setting.DEFAULT: _stock, Setting.ASYNCIO: _stock, Setting.OWN_HTTP: _stock_with_own_http},
    lambda client, email: _stock_operation().sync(client=client, email=email),
    lambda client, email: _stock_operation().asyncio(client=client, email=email),
)


def _given(**arguments: Any) -> dict[str, Any]:
    """Returns the arguments that a user gives; a user without a token does not name it."""
    return {name: value for name, value in arguments.items() if value is not None}


def _httpx(**settings: Any) -> Any:
    return import_module("httpx").Client(headers=_HEADERS, **settings)


CLIENTS = {client.name: client for client in (OURS, OPENAI, STRIPE, OF_REDOCLY, OF_STOCK)}

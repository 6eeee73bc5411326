"""A setting that cannot be used is named at once, in one kind of error that never shows its secret."""

import asyncio
import inspect
import math
import traceback
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from flowmusic_contract.mock_server import DEMO_TOKEN
from flowmusic_usage import (
    ApiConnectionError,
    AuthenticatedClient,
    ConfigurationError,
    get_account_usage,
    get_account_usage_async,
)

EMAIL = "listener@example.com"
SECRET = "pw-SECRET-1234"
LONG_LABEL = "a" * 64


def refused(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("lost", request=request)


def client(**settings: Any) -> AuthenticatedClient:
    options: dict[str, Any] = {"token": DEMO_TOKEN, "max_retries": 0, **settings}
    return AuthenticatedClient(**options)


def problem(error: Exception) -> str:
    """Returns the text of an error, whose frames with their local variables show neither the secret nor the token."""
    frames = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    library = "".join(text for text in frames.split("  File ") if "self_tests" not in text)
    assert "flowmusic_usage" in library
    assert not [secret for secret in (SECRET, DEMO_TOKEN) if secret in f"{error} {library}"]
    return str(error)


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment has only the variables that a test sets."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.mark.parametrize(
    ("setting", "text"),
    [
        ({"timeout": -1}, "timeout must be more than 0 seconds, or None for no limit, got -1"),
        ({"timeout": 0}, "timeout must be more than 0 seconds, or None for no limit, got 0"),
        ({"timeout": math.nan}, "timeout must be more than 0 seconds, or None for no limit, got nan"),
        ({"timeout": "5"}, "timeout must be more than 0 seconds, or None for no limit, got a value of type str"),
        ({"timeout": True}, "timeout must be more than 0 seconds, or None for no limit, got True"),
        ({"timeout": httpx.Timeout(1, read=-1)}, "timeout must be more than 0 seconds, or None for no limit, got -1"),
        ({"total_timeout": -1}, "total_timeout must be a number of seconds, 0 or more, got -1"),
        ({"total_timeout": math.nan}, "total_timeout must be a number of seconds, 0 or more, got nan"),
        ({"max_retry_wait": None}, "max_retry_wait must be a number of seconds, 0 or more, got None"),
        ({"max_retries": -1}, "max_retries must be an integer, 0 or more, got -1"),
        ({"max_retries": 1.5}, "max_retries must be an integer, 0 or more, got 1.5"),
        ({"max_retries": "2"}, "max_retries must be an integer, 0 or more, got a value of type str"),
        ({"max_response_bytes": None}, "max_response_bytes must be an integer, 0 or more, got None"),
        ({"headers": {"A": 5}}, "the value of the header A must be a string of printable ASCII"),
        ({"headers": {"A": "ü"}}, "the value of the header A must be a string of printable ASCII"),
        ({"headers": {"A": f"{SECRET}\n"}}, "the value of the header A must be a string of printable ASCII"),
        ({"headers": {"": "a"}}, "the name of a header must be letters, digits and hyphens, got ''"),
        ({"headers": {5: "a"}}, "the name of a header must be letters, digits and hyphens, got 5"),
        ({"headers": SECRET}, "headers must be a mapping of names to values, both strings"),
        ({"headers": {"Content-Length": "5"}}, "httpx sets the header Content-Length itself: leave it out"),
        ({"headers": {"AUTHORIZATION": SECRET}}, "the client sets the header AUTHORIZATION itself: pass token=…"),
        (
            {"transport": 5},
            "transport must be a transport such as httpx.HTTPTransport or httpx.AsyncHTTPTransport, got 5",
        ),
        (
            {"httpx_client": httpx.AsyncClient()},
            "httpx_client must be a client such as httpx.Client, got a value of type AsyncClient",
        ),
        (
            {"async_httpx_client": httpx.Client()},
            "async_httpx_client must be a client such as httpx.AsyncClient, got a value of type Client",
        ),
        ({"token": 5}, "an API token must be a string, got 5"),
        ({"token": f"bearer {SECRET}"}, "begins with 'Bearer': leave that out, because the client adds it"),
        ({"token": f'"{SECRET}"'}, "the API token has quotes around it: leave them out"),
        ({"token": f"{SECRET}\n"}, "an API token must be printable ASCII without spaces"),
        (
            {"base_url": httpx.URL("http://x/v1")},
            "base_url must be like https://api.useapi.net/v1, got a value of type URL",
        ),
        ({"base_url": "http://a..b/v1"}, "base_url must be like https://api.useapi.net/v1, got 'http://a..b/v1'"),
        (
            {"base_url": f"http://{LONG_LABEL}.example/v1"},
            "base_url must be like https://api.useapi.net/v1, got 'http://aaa",
        ),
        (
            {"base_url": "http://x\ud800/v1"},
            r"base_url must be like https://api.useapi.net/v1, got 'http://x\ud800/v1'",
        ),
        ({"base_url": SECRET}, "base_url must be like https://api.useapi.net/v1, got one without http://"),
        (
            {"base_url": f"https://user:{SECRET}/v1"},
            "base_url must be like https://api.useapi.net/v1, got one that is too",
        ),
        ({"base_url": "x/v1"}, "base_url must be like https://api.useapi.net/v1, got one without http://"),
        (
            {"base_url": f"http://u:{SECRET}@x/v1"},
            "base_url must be like https://api.useapi.net/v1, got one that is too long, or has",
        ),
        (
            {"base_url": f"http://x/v1?token={SECRET}"},
            "base_url must be like https://api.useapi.net/v1, got one that is too long, or has",
        ),
        ({"base_url": "http://x/v1?"}, "base_url must be like https://api.useapi.net/v1, got one that is too long"),
        ({"base_url": "http://x/v1#"}, "base_url must be like https://api.useapi.net/v1, got one that is too long"),
        ({"base_url": "http://x/v1 "}, "base_url must be like https://api.useapi.net/v1, got 'http://x/v1 '"),
        ({"base_url": "http://x y/v1"}, "base_url must be like https://api.useapi.net/v1, got 'http://x y/v1'"),
        ({"base_url": "http://x:65536/v1"}, "base_url has the port 65536, but a port is a number from 1 to 65535"),
        ({"base_url": "http://x:0/v1"}, "base_url has the port 0, but a port is a number from 1 to 65535"),
        ({"timeout": 10**400}, "timeout must be more than 0 seconds, or None for no limit, got a value of type int"),
        ({"total_timeout": 10**400}, "total_timeout must be a number of seconds, 0 or more, got a value of type int"),
        ({"httpx_client": httpx.Client}, "must be a client such as httpx.Client, got the class Client"),
    ],
    ids=range(46),
)
def test_unusable_setting_is_named(setting: dict[str, Any], text: str) -> None:
    """The error comes when the client is made; it says which setting is wrong, and what it may be."""
    with pytest.raises(ConfigurationError) as caught:
        client(**setting)

    assert text in problem(caught.value)


@pytest.mark.parametrize(
    "setting",
    [
        {"timeout": 1e300, "total_timeout": None},
        {"timeout": math.inf, "total_timeout": 1e300},
        {"timeout": None, "total_timeout": math.inf},
        {"max_retry_wait": math.inf},
        {"headers": [("A", "")]},
        {"headers": {"Host": "b", "A_b": "x\ty"}},
    ],
    ids=range(6),
)
def test_unusual_setting_is_used(setting: dict[str, Any]) -> None:
    """A very long time is like no limit, and any usual header is sent."""
    with (
        pytest.raises(ApiConnectionError, match=r"refused|failed"),
        client(base_url="http://127.0.0.1:1/v1", **setting) as http,
    ):
        http.get_account_usage(EMAIL)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda client: client.with_timeout(-1), "timeout must be"),
        (lambda client: client.with_headers({"A": "ü", "B": SECRET}), "the value of the header A"),
    ],
    ids=["timeout", "headers"],
)
def test_changed_copy_is_checked(change: Callable[[AuthenticatedClient], object], text: str) -> None:
    """`with_timeout` and `with_headers` check what they change, and show no other setting."""
    with pytest.raises(ConfigurationError) as caught:
        change(client(headers={"C": SECRET}))

    assert problem(caught.value).startswith(text)


NAMES = [name for name in inspect.signature(AuthenticatedClient).parameters if name not in ("token", "headers")]


@pytest.mark.parametrize("name", [*NAMES, "no_setting"])
def test_wrong_setting_does_not_show_another(name: str) -> None:
    """Whichever setting is wrong, or does not exist, no frame of the error shows the token or a header."""
    with pytest.raises((ConfigurationError, TypeError)) as caught:
        client(**{"headers": {"X-Key": SECRET}, name: object()})

    assert name in problem(caught.value)


@pytest.mark.parametrize("call", [get_account_usage, lambda email: asyncio.run(get_account_usage_async(email))])
def test_function_does_not_show_the_token(call: Callable[[str], object], monkeypatch: pytest.MonkeyPatch) -> None:
    """A function that makes its own client shows no token of the environment if that client cannot be made."""
    monkeypatch.setenv("USEAPI_TOKEN", DEMO_TOKEN)
    monkeypatch.setenv("USEAPI_BASE_URL", "not a URL")
    with pytest.raises(ConfigurationError) as caught:
        call(EMAIL)

    assert problem(caught.value).startswith("base_url must be like")


@pytest.mark.parametrize(
    ("variable", "value", "text"),
    [
        ("USEAPI_TOKEN", f"{SECRET}\n", "because it is sent in a header (environment variable USEAPI_TOKEN)"),
        ("USEAPI_BASE_URL", "localhost/v1/", "http:// or https:// (environment variable USEAPI_BASE_URL)"),
    ],
    ids=["token", "base URL"],
)
def test_setting_of_the_environment(variable: str, value: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """If a setting that cannot be used comes from the environment, the error names the variable."""
    monkeypatch.setenv("USEAPI_TOKEN", DEMO_TOKEN)
    monkeypatch.setenv(variable, value)
    with pytest.raises(ConfigurationError) as caught:
        AuthenticatedClient()

    assert problem(caught.value).endswith(text)


def test_connections_are_not_an_argument() -> None:
    """Help and type checkers show only arguments that users can pass."""

    assert [] == [name for name in inspect.signature(AuthenticatedClient).parameters if name.startswith("_")]


# Arguments


@pytest.mark.parametrize(
    ("email", "text"),
    [
        ("\ud800@example.com", "the request cannot be built: 'utf-8' codec can't encode character"),
        ("x" * 100_000, "the request cannot be built: URL component 'query' too long"),
        (None, "email must be a string, got None"),
        (["a@example.com", "b@example.com"], "email must be a string, got a value of type list"),
    ],
    ids=["surrogate", "long", "nothing", "several"],
)
def test_argument_that_cannot_be_sent(email: Any, text: str) -> None:
    """An argument that no URL can hold is an error of ours, and does not blame the network."""
    with pytest.raises(ConfigurationError) as caught:
        client().get_account_usage(email)

    assert problem(caught.value).startswith(text)
    assert "network" not in str(caught.value)


# The environment


@pytest.mark.parametrize(
    ("proxy", "text"),
    [
        (f"http://u:{SECRET}#@x", "is not a URL such as http://127.0.0.1:8080"),
        (f"http://u:{SECRET}@a..b:1", "is not a URL such as http://127.0.0.1:8080"),
        (f"http://u:{SECRET}@{LONG_LABEL}:1", "is not a URL such as http://127.0.0.1:8080"),
        (f"http://u:{SECRET}@", "is not a URL such as http://127.0.0.1:8080"),
        (f"ftp://u:{SECRET}@x", "has a scheme that httpx does not know: use http or https"),
        (f"socks5://u:{SECRET}@x:1", "needs the package socksio: install httpx[socks], or use http or https"),
    ],
    ids=range(6),
)
@pytest.mark.parametrize("variable", ["HTTP_PROXY", "all_proxy"])
def test_unusable_proxy_is_named(monkeypatch: pytest.MonkeyPatch, variable: str, proxy: str, text: str) -> None:
    """A proxy that cannot be used is named by its variable, without its password."""
    monkeypatch.setenv(variable, proxy)
    with pytest.raises(ConfigurationError) as caught:
        client(base_url="http://127.0.0.1:1/v1").get_account_usage(EMAIL)

    assert f"the proxy in the environment variable {variable} {text}" == problem(caught.value)


def test_proxy_that_is_down_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """If no response comes through a proxy, the error says which proxy it was, without its password."""
    monkeypatch.setenv("HTTP_PROXY", f"http://u:{SECRET}@127.0.0.1:1")
    with pytest.raises(ApiConnectionError) as caught:
        client(base_url="http://host.invalid/v1").get_account_usage(EMAIL)

    assert problem(caught.value).endswith("Check base_url, the network and the proxy HTTP_PROXY (127.0.0.1:1).")


def test_proxy_that_is_not_used_is_not_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy is not blamed if the request does not use it."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    hosts = {"NO_PROXY": ("127.0.0.1", {}), "no_proxy": ("", {"transport": httpx.MockTransport(refused)})}
    for name, (hosts_without, options) in hosts.items():
        monkeypatch.setenv(name, hosts_without)
        with pytest.raises(ApiConnectionError, match=r"Check base_url and the network\.$"):
            client(base_url="http://127.0.0.1:1/v1", **options).get_account_usage(EMAIL)


@pytest.mark.parametrize("file", ["/nonexistent", "/dev/null", "/"])
def test_unusable_certificates_are_named(monkeypatch: pytest.MonkeyPatch, file: str) -> None:
    """A file of certificates that cannot be read is named, with its variable."""
    monkeypatch.setenv("SSL_CERT_FILE", file)
    with pytest.raises(ConfigurationError) as caught:
        client().get_account_usage(EMAIL)

    assert f"a file of the environment cannot be used, SSL_CERT_FILE={file}: " in problem(caught.value)


def test_other_problem_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Anything else that httpx refuses names the variables to check, and no value."""
    monkeypatch.setenv("NO_PROXY", f"http://[::{SECRET}")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with pytest.raises(ConfigurationError) as caught:
        client(base_url="http://127.0.0.1:1/v1").get_account_usage(EMAIL)

    assert "check " in problem(caught.value)
    assert "NO_PROXY" in str(caught.value)

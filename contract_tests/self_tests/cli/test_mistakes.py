"""A mistake of the user is never a breach of the server: exit code 2, and one line that says what to change."""

import socket
from collections.abc import Iterator

import pytest

from flowmusic_contract.mock_server import DEMO_TOKEN, Api, Request, Response, demo_ledger, running
from self_tests.cli.running import FEW, Contract, server


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port that nothing listens on."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        yield unused.getsockname()[1]


def test_nothing_listens(contract: Contract, closed_port: int) -> None:
    """A server that cannot be connected to is not judged."""
    done = contract(*server(f"http://127.0.0.1:{closed_port}/v1"))

    assert (2, True) == (done.exit_code, done.is_one_line)
    assert "refused" in done.err


def test_wrong_token(contract: Contract, base_url: str) -> None:
    """A token that the server refuses as it refuses an invalid one is named by its variable."""
    done = contract(*server(base_url), token="mock:00009-flowmusic")

    assert (2, True) == (done.exit_code, done.is_one_line)
    assert "the server refuses the token in USEAPI_TOKEN: the account gets status 401" in done.err


def test_wrong_token_of_the_other_tenant(contract: Contract, base_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other token is checked as well."""
    monkeypatch.setenv("USEAPI_OTHER_TOKEN", "mock:00009-flowmusic")
    done = contract(*server(base_url), "--other-email", "rival@example.com")

    assert (2, True) == (done.exit_code, done.is_one_line)
    assert "the server refuses the token in USEAPI_OTHER_TOKEN" in done.err


def test_account_that_is_not_configured(contract: Contract, base_url: str) -> None:
    """An account that the token does not have is named with its option."""
    done = contract(*server(base_url, "nobody@example.com"))

    assert (2, True) == (done.exit_code, done.is_one_line)
    assert "no account nobody@example.com" in done.err
    assert "--email" in done.err


def test_base_url_without_its_version(contract: Contract, base_url: str) -> None:
    """The base URL that would have worked is printed."""
    done = contract(*server(base_url.removesuffix("/v1")))

    assert (2, True) == (done.exit_code, done.is_one_line)
    assert f"Use --base-url {base_url}\n" in done.err


def test_base_url_of_something_else(contract: Contract, base_url: str) -> None:
    """A base URL at which no token finds anything is questioned."""
    done = contract(*server(f"{base_url}/else"))

    assert (2, True) == (done.exit_code, done.is_one_line)
    assert "Is the base URL right?" in done.err


@pytest.mark.parametrize("end", ["", "/", "?email=listener@example.com"])
def test_base_url_with_the_path_of_the_endpoint(contract: Contract, base_url: str, end: str) -> None:
    """The path of the endpoint is cut off in the base URL to use."""
    done = contract(*server(f"{base_url}/flowmusic/accounts/usage{end}"))

    assert (2, True) == (done.exit_code, done.is_one_line)
    assert f"use --base-url {base_url}\n" in done.err


def test_redirect_to_https(contract: Contract) -> None:
    """A server that redirects to https is named with https."""

    def redirect(request: Request) -> Response:
        url = f"https://{request.header('host')[0]}{request.path}?{request.query}"
        return Response(301, (("location", url),), b"")

    with running(redirect) as base_url:
        done = contract(*server(base_url))

    assert (2, True) == (done.exit_code, done.is_one_line)
    assert f"Use --base-url {base_url.replace('http:', 'https:')}\n" in done.err


def test_server_that_refuses_the_right_token_only(contract: Contract) -> None:
    """A server that accepts an invalid token but not the right one is judged."""

    def perverse(request: Request) -> Response:
        is_right = request.header("authorization") == [f"Bearer {DEMO_TOKEN}"]
        return Response.of(401, {}) if is_right else Api(demo_ledger())(request.authorized_by(DEMO_TOKEN))

    with running(perverse) as base_url:
        done = contract(*server(base_url), *FEW)

    assert 1 == done.exit_code
    assert "BROKEN  accounts.configured-account-gets-200" in done.out


@pytest.mark.parametrize(
    "response", [Response.of(500, {}), Response(200, (), b"<html>"), Response(204, (), b""), Response.of(418, {})]
)
def test_server_with_one_wrong_response_to_everything(contract: Contract, response: Response) -> None:
    """A server that is broken in every response is judged."""
    with running(lambda _: response) as base_url:
        done = contract(*server(base_url), *FEW)

    assert (1, "Will send ", 1) == (done.exit_code, done.err[:10], done.err.count("\n"))


@pytest.mark.parametrize("token", [None, "", "two words", "naïve", "line\nfeed", "x" * 100_000, "\udcff"])
def test_token_that_no_header_can_contain(contract: Contract, token: str | None) -> None:
    """Without a token that a header can contain, nothing is sent."""
    done = contract(*server("http://127.0.0.1:1"), token=token)

    assert (2, True) == (done.exit_code, done.is_one_line)
    assert "USEAPI_TOKEN" in done.err


@pytest.mark.parametrize("email", ["", " ", "\udcff@example.com", "a" * 100_000, "line\nfeed@example.com"])
def test_address_that_cannot_be_requested(contract: Contract, email: str) -> None:
    """An address that is empty, too long or not printable is refused."""
    done = contract(*server("http://127.0.0.1:1", email))

    assert (2, True) == (done.exit_code, done.is_one_line)
    assert "--email" in done.err


@pytest.mark.parametrize("email", [" ", "\udcff@example.com", "a" * 100_000, "line\nfeed@example.com"])
def test_address_of_a_document(contract: Contract, email: str) -> None:
    """An address that no account can have is a mistake of the user, and the document is not judged."""
    done = contract("document", __file__, "--email", email)

    assert (2, True) == (done.exit_code, done.is_one_line)
    assert "--email" in done.err


def test_other_tenant_needs_its_token(contract: Contract, base_url: str) -> None:
    """Accounts of the other tenant need that tenant's token."""
    done = contract(*server(base_url), "--other-email", "rival@example.com")

    assert (2, True) == (done.exit_code, done.is_one_line)
    assert "USEAPI_OTHER_TOKEN" in done.err


def test_other_tenant_is_another_one(contract: Contract, base_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same token twice is not a second tenant: the check would see nothing of how tenants are separated."""
    monkeypatch.setenv("USEAPI_OTHER_TOKEN", DEMO_TOKEN)
    done = contract(*server(base_url), "--other-email", "newcomer@example.com")

    assert (2, True) == (done.exit_code, done.is_one_line)
    assert "USEAPI_TOKEN and USEAPI_OTHER_TOKEN have the same token" in done.err


@pytest.mark.parametrize("proxy", ["nonsense://[", ":::", "ftp://x", "http://[::1"])
def test_nonsense_proxy(contract: Contract, monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    """A proxy that cannot be used is a mistake of the user: the message names the variables that may hold it."""
    monkeypatch.setenv("HTTP_PROXY", proxy)
    done = contract(*server("http://not-this-machine.invalid/v1"))

    assert (2, True) == (done.exit_code, done.is_one_line)
    assert "cannot use the proxy in HTTP_PROXY, HTTPS_PROXY or ALL_PROXY" in done.err


@pytest.mark.parametrize(
    ("scheme", "message"),
    [
        ("http", "asks for a user name and a password (status 407)"),
        ("https", "This is the answer of the proxy in HTTP_"),
    ],
)
def test_proxy_that_refuses(contract: Contract, monkeypatch: pytest.MonkeyPatch, scheme: str, message: str) -> None:
    """What a proxy answers in place of the server is not judged."""
    with running(lambda _request: Response(407, (), b"")) as proxy:
        monkeypatch.setenv(f"{scheme.upper()}_PROXY", proxy.removesuffix("/v1"))
        done = contract(*server(f"{scheme}://not-this-machine.invalid/v1"), "--rate", "9999/s")

    assert (2, "") == (done.exit_code, done.out)
    assert message in done.err


def test_proxy_whose_name_cannot_be_looked_up(contract: Contract, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name of a proxy that no lookup accepts ends in the message about a server that cannot be reached."""
    monkeypatch.setenv("HTTP_PROXY", "http://a..b:1")
    done = contract(*server("http://not-this-machine.invalid/v1"))

    assert (2, "") == (done.exit_code, done.out)
    assert "label empty" in done.err
    assert "Is the server running" in done.err


@pytest.mark.parametrize("base_url", ["https://not-this-machine.invalid/v1", "https://127.0.0.1:1/v1"])
def test_certificates_that_cannot_be_read(contract: Contract, monkeypatch: pytest.MonkeyPatch, base_url: str) -> None:
    """A file of certificates is also used for a server on this machine; if it does not exist, the message says so."""
    monkeypatch.setenv("SSL_CERT_FILE", "nothing.pem")
    done = contract(*server(base_url))

    assert (2, True) == (done.exit_code, done.is_one_line)
    assert "cannot use the certificates in SSL_CERT_FILE or SSL_CERT_DIR: No such file or directory" in done.err

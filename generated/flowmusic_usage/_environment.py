# Generated from openapi.yaml by scripts/generate. Do not edit.
"""What httpx takes from the environment: proxies and certificates. No message shows a password."""

import os
from urllib.request import getproxies_environment, proxy_bypass

import httpx

from ._settings import parsed_url
from .errors import ConfigurationError

_CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE")


def check_proxies() -> None:
    """Checks the proxies: httpx notices some problems late, and shows passwords in its messages.

    Raises:
        ConfigurationError: If one cannot be used.
    """
    checked = [(variable, _proxy_problem(text)) for variable, text in _proxies().values()]
    for variable, problem in checked:
        if problem:
            raise ConfigurationError(f"the proxy in the environment variable {variable} {problem}")


def _proxy_problem(text: str) -> str:
    url = parsed_url(text)
    if url is None:
        return "is not a URL such as http://127.0.0.1:8080"
    if url.scheme not in ("http", "https", "socks5", "socks5h"):
        return "has a scheme that httpx does not know: use http or https"
    if url.scheme.startswith("socks") and _is_missing("socksio"):
        return "needs the package socksio: install httpx[socks], or use http or https"
    return ""


def _is_missing(package: str) -> bool:
    from importlib.util import find_spec

    return find_spec(package) is None


def unusable(error: Exception) -> ConfigurationError:
    """Returns the error to raise if httpx cannot use the environment."""
    files = [f"{name}={os.environ[name]}" for name in _CERTIFICATES if os.environ.get(name)]
    if isinstance(error, OSError) and files:
        reason = error.strerror or type(error).__name__
        return ConfigurationError(f"a file of the environment cannot be used, {' or '.join(files)}: {reason}")
    names = [name for name in os.environ if name.lower().endswith("_proxy") or name in _CERTIFICATES]
    suspects = ", ".join(names) or "what it says about proxies and certificates"
    return ConfigurationError(f"httpx cannot use the environment ({type(error).__name__}): check {suspects}")


def proxy_of(url: httpx.URL) -> str:
    """Returns the proxy of requests to this URL, without its password, or an empty string."""
    proxies = _proxies()
    found = proxies.get(url.scheme) or proxies.get("all")
    if found is None or proxy_bypass(url.host):
        return ""
    variable, text = found
    return f"{variable} ({httpx.URL(text).netloc.decode()})"


def _proxies() -> dict[str, tuple[str, str]]:
    """Returns the variable and the URL of each proxy, by the scheme of the requests."""
    found = getproxies_environment()
    return {
        scheme: (_variable(f"{scheme}_proxy"), found[scheme] if "://" in found[scheme] else f"http://{found[scheme]}")
        for scheme in ("http", "https", "all")
        if scheme in found
    }


def _variable(name: str) -> str:
    return name if os.environ.get(name) else name.upper()

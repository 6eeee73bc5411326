"""The server under test, and what is known about it."""

from functools import cached_property

import httpx
from attrs import field, frozen

from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, OTHER_DEMO_EMAILS, OTHER_DEMO_TOKEN
from flowmusic_contract.server.variables import OTHER_TOKEN, TOKEN

ENDPOINT = "/flowmusic/accounts/usage"
"""The documented path below the base URL."""

UNKNOWN_EMAIL = "not-configured@flowmusic-contract.invalid"
UNKNOWN_TOKEN = "user:0-not-a-token"
UNKNOWN_ETAG = '"flowmusic-contract"'
LONG_AGO = "Thu, 01 Jan 1970 00:00:00 GMT"
LOOPBACK = ("127.0.0.1", "::1", "localhost")

_RECOGNIZABLE_LENGTH = 8


@frozen
class Tenant:
    """A token, and the accounts configured under it."""

    token: str = field(repr=False)
    emails: tuple[str, ...]


DEMO_TENANT = Tenant(DEMO_TOKEN, DEMO_EMAILS)
OTHER_DEMO_TENANT = Tenant(OTHER_DEMO_TOKEN, OTHER_DEMO_EMAILS)


@frozen
class Target:
    """A server. `base_url` is the part before the path. The accounts of the two tenants are separate."""

    base_url: str
    tenant: Tenant
    other: Tenant | None = None

    @property
    def url(self) -> str:
        """The URL of the endpoint without its query."""
        return self.base_url + ENDPOINT

    @cached_property
    def path(self) -> bytes:
        """The path of the endpoint as it is sent."""
        return httpx.URL(self.url).raw_path

    @property
    def base_path(self) -> str:
        """The path of the base URL as it is sent."""
        return self.path.decode("ascii").removesuffix(ENDPOINT)

    @property
    def is_local(self) -> bool:
        """Whether the server runs on this machine."""
        return httpx.URL(self.base_url).host in LOOPBACK

    @property
    def tenants(self) -> tuple[Tenant, ...]:
        """Everyone who has a token."""
        return (self.tenant, self.other) if self.other else (self.tenant,)

    @property
    def token_variables(self) -> dict[str, Tenant]:
        """Whose token each environment variable contains."""
        return dict(zip((TOKEN, OTHER_TOKEN), self.tenants, strict=False))

    @property
    def recognizable_tokens(self) -> tuple[str, ...]:
        """The tokens that are too long to occur in a text by chance."""
        tokens = (UNKNOWN_TOKEN, *(tenant.token for tenant in self.tenants))
        return tuple(token for token in tokens if len(token) >= _RECOGNIZABLE_LENGTH)

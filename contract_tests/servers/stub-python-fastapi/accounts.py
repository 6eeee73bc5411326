"""The service that the stub calls; the build copies it to `openapi_server/impl`."""

from fastapi import HTTPException
from openapi_server.apis.accounts_api_base import BaseAccountsApi
from openapi_server.models.account_usage import AccountUsage
from openapi_server.security_api import REQUEST_TOKEN
from usage import LEDGER, usage_report


class Accounts(BaseAccountsApi):
    """The stub finds it, because it is a subclass."""

    async def get_account_usage(self, email: str) -> AccountUsage:
        """Returns the usage report of an account."""
        accounts = LEDGER[REQUEST_TOKEN.get()]
        if not email:
            raise HTTPException(400, "Parameter email is required")
        if email not in accounts:
            raise HTTPException(404, "Account is not configured")
        return AccountUsage.from_dict(usage_report(email, accounts[email]))

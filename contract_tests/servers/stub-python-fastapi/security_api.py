"""The check of the token; the build replaces the generated `openapi_server/security_api.py` with it."""

from contextvars import ContextVar
from typing import Annotated

from fastapi import Depends, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from openapi_server.models.extra_models import TokenModel
from usage import LEDGER

REQUEST_TOKEN: ContextVar[str] = ContextVar("REQUEST_TOKEN")
"""The token of the request. The stub does not pass it to the service."""


async def get_token_apiToken(  # noqa: N802 - the stub imports this name
    credentials: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())],
) -> TokenModel:
    """Returns the token of the request if it is valid."""
    if credentials.credentials not in LEDGER:
        raise HTTPException(401, "Unauthorized", {"WWW-Authenticate": "Bearer"})
    REQUEST_TOKEN.set(credentials.credentials)
    return TokenModel(sub=credentials.credentials)

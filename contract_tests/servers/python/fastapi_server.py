"""FastAPI, on uvicorn."""

import os
from typing import Annotated, Any

import uvicorn
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from usage import LEDGER, usage_report

app = FastAPI()
bearer = HTTPBearer(auto_error=False)


def accounts(credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]) -> dict[str, Any]:
    """Returns the accounts of the token in the request."""
    if credentials is None or credentials.credentials not in LEDGER:
        raise HTTPException(401, "Unauthorized", {"WWW-Authenticate": "Bearer"})
    return LEDGER[credentials.credentials]


@app.get("/v1/flowmusic/accounts/usage")
def usage(accounts: Annotated[dict[str, Any], Depends(accounts)], email: str = "") -> dict[str, Any]:
    """Returns the usage report of an account."""
    if not email:
        raise HTTPException(400, "Parameter email is required")
    if email not in accounts:
        raise HTTPException(404, "Account is not configured")
    return usage_report(email, accounts[email])


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="warning")

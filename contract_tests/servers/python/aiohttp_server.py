"""aiohttp."""

import os

from aiohttp import web
from usage import LEDGER, usage_report, valid_token


async def usage(request: web.Request) -> web.Response:
    """Returns the usage report of an account."""
    token = valid_token(request.headers.get("Authorization", ""))
    if token is None:
        raise web.HTTPUnauthorized
    email = request.query.get("email", "")
    if not email:
        raise web.HTTPBadRequest
    if email not in LEDGER[token]:
        raise web.HTTPNotFound
    return web.json_response(usage_report(email, LEDGER[token][email]))


app = web.Application()
app.add_routes([web.get("/v1/flowmusic/accounts/usage", usage)])

if __name__ == "__main__":
    web.run_app(app, host="127.0.0.1", port=int(os.environ["PORT"]), print=None)

"""Flask, on gunicorn."""

from flask import Flask, Response, abort, jsonify, request
from usage import LEDGER, usage_report

app = Flask(__name__)


@app.get("/v1/flowmusic/accounts/usage")
def usage() -> Response:
    """Returns the usage report of an account."""
    credentials = request.authorization
    if credentials is None or credentials.type != "bearer" or credentials.token not in LEDGER:
        abort(401)
    email = request.args.get("email", "")
    if not email:
        abort(400)
    accounts = LEDGER[credentials.token]
    if email not in accounts:
        abort(404)
    return jsonify(usage_report(email, accounts[email]))

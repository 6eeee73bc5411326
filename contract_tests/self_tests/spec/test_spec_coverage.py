"""Whatever the spec describes, the mock server serves and the rules judge."""

from typing import Any
from urllib.parse import urlencode, urlsplit

import jsonschema_rs
import pytest

from flowmusic_contract import spec
from flowmusic_contract.all_rules import RULES
from flowmusic_contract.mock_server import DEMO_TOKEN, Api, Request, demo_ledger
from flowmusic_contract.server.target import ENDPOINT

PROBED = {("GET", ENDPOINT)}
"""The operations that the probes request."""

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
OPERATIONS: dict[tuple[str, str], dict[str, Any]] = {
    (method.upper(), path): item[method]
    for path, item in spec.at("#/paths").items()
    for method in METHODS
    if method in item
}
PARTS = [f"#/paths/{path.replace('/', '~1')}" for path in spec.at("#/paths")] + [
    f"#/components/{kind}/{name}"
    for kind, parts in spec.at("#/components").items()
    if kind != "examples"
    for name in parts
]


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    return resolved(spec.at(part["$ref"])) if "$ref" in part else part


def test_every_operation_is_probed() -> None:
    """The operations of the spec are those that the probes request."""
    next_step = "write probes and rules for the new operation, serve it in mock_server/api.py, then add it to PROBED"

    assert PROBED == set(OPERATIONS), next_step


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_mock_server_serves_the_operation(method: str, path: str) -> None:
    """The mock server returns a documented success for the examples of the parameters."""
    operation = OPERATIONS[method, path]
    parameters = [resolved(parameter) for parameter in operation["parameters"]]
    query = urlencode({parameter["name"]: parameter["example"] for parameter in parameters})
    prefix = urlsplit(spec.at("#/servers/0/url")).path
    answer = Api(demo_ledger())(Request(method, prefix + path, query, ()).authorized_by(DEMO_TOKEN))
    next_step = f"serve {method} {path} as documented, in mock_server/api.py and mock_server/usage.py"

    assert [str(answer.status)] == [status for status in operation["responses"] if status.startswith("2")], next_step
    schema = resolved(operation["responses"][str(answer.status)])["content"]["application/json"]["schema"]
    assert jsonschema_rs.is_valid({**schema, "components": spec.at("#/components")}, answer.json()), next_step


@pytest.mark.parametrize("pointer", PARTS)
def test_part_has_a_rule(pointer: str) -> None:
    """A documented rule cites each path and each component, or a part of it."""
    next_step = f'add a sentence to x-contract at {pointer} and write its rule with @documented("{pointer}")'
    cited = [rule.citation for rule in RULES if rule.citation and f"{rule.citation}/".startswith(f"{pointer}/")]

    assert cited, next_step

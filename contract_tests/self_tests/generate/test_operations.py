"""The request and the responses of an operation in Python follow from the spec: here, from that of the orchard."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.openapi import Endpoint

from devtools.generate import operations, responses
from devtools.generate.errors import InvalidSpecError
from devtools.generate.template_context import context_of, error_name, functions

SPEC: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("orchard").joinpath("openapi.yaml").read_text())


def parsed(spec: dict[str, Any]) -> GeneratorData:
    options = ConfigFile(field_prefix="")
    config = Config.from_sources(
        options, MetaType.NONE, document_source="", file_encoding="utf-8", overwrite=False, output_path=None
    )
    data = GeneratorData.from_dict(spec, config=config)
    assert isinstance(data, GeneratorData)
    return data


def endpoints(spec: dict[str, Any]) -> dict[str, Endpoint]:
    collections = parsed(spec).endpoint_collections_by_tag.values()
    return {str(endpoint.name): endpoint for collection in collections for endpoint in collection.endpoints}


ORCHARD = endpoints(SPEC)


def operation(**fields: Any) -> Endpoint:
    """Returns an operation with these fields."""
    described = {"operationId": "do", "responses": {"204": {"description": "Done."}}, **fields}
    info = {"title": "T", "version": "1"}
    return endpoints({"openapi": "3.1.0", "info": info, "paths": {"/a": {"post": described}}})["do"]


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("list_trees", '"/trees"'),
        ("add_picking", 'f"/trees/{_types.path_segment(tree_id)}/pickings"'),
        ("put_photo", 'f"/trees/{_types.path_segment(kind)}/{_types.path_segment(number)}/photo"'),
    ],
)
def test_url(name: str, url: str) -> None:
    """Path parameters are percent-encoded where the path has them."""

    assert url == operations.url_of(ORCHARD[name])


@pytest.mark.parametrize(
    ("name", "declarations"),
    [
        ("get_motto", ["*", "client: Client"]),
        ("list_trees", ["*", "client: Client", "season: str | Unset = UNSET"]),
        ("put_photo", ["kind: Kind", "number: int", "*", "client: Client", "body: bytes"]),
        ("add_tool", ["*", "client: Client", "body: Basket | Ladder | Unset = UNSET"]),
    ],
)
def test_parameters(name: str, declarations: list[str]) -> None:
    """Path parameters come first; what follows the client is by keyword only."""

    assert declarations == operations.parameters(ORCHARD[name], operations.client_of(ORCHARD[name]))


def test_operation_without_parameters_has_no_arguments() -> None:
    """Without a client, nothing is by keyword only where there is nothing at all."""

    assert ([], []) == (operations.parameters(ORCHARD["get_motto"]), operations.arguments(ORCHARD["get_motto"]))


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("get_motto", None),
        ("add_picking", '_types.given({"dry": dry, "day": day, "kinds": kinds})'),
        ("find_baskets", '_types.given({**(like.to_dict() if like else {}), "made": made})'),
    ],
)
def test_query(name: str, query: str | None) -> None:
    """Query parameters are sent if they are given; those of a model, each by its name."""

    assert query == operations.query_of(ORCHARD[name])


def test_required_plain_query_parameter_is_sent_as_it_is() -> None:
    """No helper is called for a parameter that is always there and needs no conversion."""
    parameter = {"name": "q", "in": "query", "required": True, "schema": {"type": "string"}}

    assert '{"q": q}' == operations.query_of(operation(parameters=[parameter]))


@pytest.mark.parametrize(
    ("name", "headers"),
    [
        ("get_motto", None),
        ("list_trees", '_types.header_values({"Cookie": _types.cookie({"season": season})})'),
        ("put_photo", '{"Content-Type": "application/octet-stream"}'),
        ("add_tool", "{}"),
        (
            "add_picking",
            '_types.header_values({"X-Trace": x_trace, "X-Urgent": x_urgent, "Content-Type": "application/json"})',
        ),
    ],
)
def test_headers(name: str, headers: str | None) -> None:
    """Header parameters, cookies and the content type are the headers of a request."""

    assert headers == operations.headers_of(ORCHARD[name])


def test_body_of_any_json_is_converted() -> None:
    """A body that is not a model is converted to JSON."""
    body = {"required": True, "content": {"application/json": {"schema": {"type": "array", "items": {}}}}}
    [one] = operation(requestBody=body).bodies

    assert ("json", "_types.to_json(body)", "isinstance(body, list)") == (
        *operations.body_value(one),
        operations.body_condition(one),
    )


def test_multipart_body_is_refused() -> None:
    """No code is made up for a body that the client cannot send."""
    schema = {"type": "object", "properties": {"a": {"type": "string"}}}
    [body] = operation(requestBody={"content": {"multipart/form-data": {"schema": schema}}}).bodies

    with pytest.raises(InvalidSpecError, match="multipart/form-data is not supported"):
        operations.body_value(body)


def test_argument_is_documented_by_its_description() -> None:
    """An argument without a description is documented by its name in the API."""
    [tree_id, body, *_, trace, _] = operations.argument_docs(ORCHARD["add_picking"])

    assert ("tree_id", "The tree.") == tree_id
    assert ("body", "The request body.") == body
    assert ("x_trace", "`X-Trace`.") == trace


def test_example_needs_an_example_of_each_parameter() -> None:
    """An example call is shown if the spec has a value for each of its parameters."""
    plain = {"name": "q", "in": "query", "required": True, "schema": {"type": "string"}}
    shown = plain | {"schema": {"type": "string", "example": 'a"b'}}
    both = [plain | {"name": "p"}, shown]

    assert ([r'"a\"b"'], None) == (
        operations.example_arguments(operation(parameters=[shown])),
        operations.example_arguments(operation(parameters=both)),
    )


@pytest.mark.parametrize(
    ("name", "success", "parsed_type", "errors"),
    [
        ("add_picking", "Picking | None", "Picking | Problem | None", [422]),
        ("list_trees", "list[Tree]", "list[Tree] | Problem | None", [304]),
        ("get_motto", "str", "str | None", []),
        ("put_photo", "bytes", "bytes | None", []),
        ("add_tool", "None", "None", []),
    ],
)
def test_types_of_responses(name: str, success: str, parsed_type: str, errors: list[int]) -> None:
    """A call returns what a success has; the detailed call, also what a documented error has, or None."""
    endpoint = ORCHARD[name]

    assert (success, parsed_type, errors) == (
        responses.success_type_of(endpoint),
        responses.parsed_type_of(endpoint),
        responses.documented_errors(endpoint),
    )


def test_each_response_has_a_condition_and_a_parser() -> None:
    """A status or a range of them selects the parser; that of an error does not raise."""
    patterns = ORCHARD["add_picking"].responses.patterns

    assert [
        ("status == 201", "response.json(Picking.from_dict)"),
        ("status == 202", "None"),
        ("status == 422", "response.json_or_none(Problem.from_dict)"),
        ("500 <= status <= 599", "response.json_or_none(Problem.from_dict)"),
    ] == [(responses.status_is(each), responses.parser_of(each)) for each in patterns]
    assert [False, True, False, False] == [responses.parses_nothing(each) for each in patterns]


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (304, "NotModifiedError"),
        (422, "UnprocessableEntityError"),
        (500, "InternalServerError"),
        (596, "Status596Error"),
    ],
)
def test_error_name(status: int, name: str) -> None:
    """An error class is named after the phrase of its status, whatever Python runs the generator."""

    assert name == error_name(status)


def test_context_of_a_key() -> None:
    """An API key is sent in the header that the spec names, without a prefix."""
    context = context_of(SPEC)

    assert ("X-Key", "", None) == (context["token_header"], context["token_prefix"], context["token_variable"])
    assert {304: "NotModifiedError", 422: "UnprocessableEntityError"} == context["error_names"]


@pytest.mark.parametrize(
    ("security", "some", "every"),
    [([[]], False, False), ([[{"key": []}]], True, True), ([[], [{"key": []}]], True, False)],
)
def test_clients_that_the_operations_need(security: list[list[Any]], some: bool, every: bool) -> None:  # noqa: FBT001
    """A client with a token is needed if an operation is secured; one without, if another is not."""
    get = {"responses": {"204": {"description": "Done."}}}
    paths = {f"/{number}": {"get": get | {"security": each}} for number, each in enumerate(security)}
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}
    needs = functions(parsed(document), has_token_variable=False)

    assert (some, every) == (needs["some_need_a_token"], needs["all_need_a_token"])

"""Uses the client that is generated from openapi.yaml beside this file. test_templates.py type-checks and runs it."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, get_type_hints
from uuid import UUID

import httpx
import orchard
import pytest
from orchard import (
    AuthenticatedClient,
    Client,
    ConfigurationError,
    InvalidValueError,
    NotModifiedError,
    UnexpectedStatusError,
    UnprocessableEntityError,
)
from orchard.api.baskets import add_tool, find_baskets
from orchard.api.pickings import add_picking
from orchard.api.trees import get_motto, list_trees, put_photo
from orchard.models import Basket, ByKind, Grade, Kind, Ladder, Picking, Problem, Tree
from orchard.types import UNSET, Unset

TREE: dict[str, Any] = {
    "id": "11112222-3333-4444-8555-666677778888",
    "planted": "2020-02-29",
    "felled": None,
    "kind": "pear",
    "grade": 2,
    "tags": ["old"],
    "sizes": [1, 2.5, None],
    "tool": {"kind": "ladder", "rungs": 7},
    "parent": {
        "id": "p",
        "planted": "1990-01-01",
        "kind": "apple",
        "tags": [],
        "tool": {"kind": "basket", "litres": 3.5},
        "parent": None,
    },
    "anything": [{"at": "all"}],
    "_utc": "also the name of a helper",
    "more": 1,
}
PICKING = Picking(at="2026-06-01T02:00:00+02:00", weights=[1, 2.5])

Handler = Callable[[httpx.Request], httpx.Response]


def client(status: int, document: object) -> Client:
    return Client(transport=httpx.MockTransport(lambda _: httpx.Response(status, json=document)))


def keyed(handler: Handler) -> AuthenticatedClient:
    return AuthenticatedClient(token="key", transport=httpx.MockTransport(handler))


def test_every_type_is_read() -> None:
    """Each kind of schema becomes its Python type."""
    [tree] = list_trees.sync(client=client(200, [TREE]))

    assert (Kind.PEAR, Grade.VALUE_2, ["old"], [1, 2.5, None]) == (tree.kind, tree.grade, tree.tags, tree.sizes)
    assert isinstance(tree.tool, Ladder)
    assert tree.parent
    assert isinstance(tree.parent.tool, Basket)
    assert ("ladder", 7, 3.5) == (tree.tool.kind, tree.tool.rungs, tree.parent.tool.litres)
    assert (date(2020, 2, 29), None) == (tree.planted, tree.felled)
    assert (tree.planted, tree.felled) == (tree.planted_date, tree.felled_utc)
    assert {"more": 1} == tree.additional_properties
    assert UUID(tree.id)


def test_every_type_is_written() -> None:
    """`to_dict` returns the document that was read."""
    assert Tree.from_dict(TREE).to_dict() == TREE


def test_models_are_in_the_package() -> None:
    """Models and enums can be imported from the package itself."""
    assert (orchard.Tree, orchard.Kind) == (Tree, Kind)


def test_built_model_is_checked() -> None:
    """A model that is built by hand is checked like one that is read."""
    with pytest.raises(InvalidValueError, match=r"^\$\.litres: expected number, got an integer"):
        Basket("basket", 10**400)
    with pytest.raises(InvalidValueError, match=r"^\$\.at: expected datetime or string, got int$"):
        Picking(at=5, weights=[])  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]


def test_type_hints_of_models_are_found() -> None:
    """The type hints of each model can be resolved."""
    assert get_type_hints(Picking)["weights"] == list[float]
    assert all(get_type_hints(each) for each in (Basket, Ladder, Picking))


def test_missing_field_is_unset() -> None:
    """An optional field that is missing is UNSET, which is false and is not written."""
    tree = Tree.from_dict({name: TREE[name] for name in ("id", "planted", "kind", "tags", "tool", "parent")})

    assert isinstance(tree.felled, Unset)
    assert tree.felled is UNSET
    assert not tree.felled
    assert "felled" not in tree.to_dict()


def test_default_comes_from_the_spec() -> None:
    """An optional field that is not given has the default of its schema."""
    ladder = Ladder(kind="ladder", rungs=1)
    tree = Tree(id="1", planted="2020-01-01", kind=Kind.APPLE, tags=[], tool=ladder, parent=None)

    assert tree.healthy is True
    assert tree.to_dict()["healthy"] is True


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"kind": "plum"}, "$.kind: expected one of 'apple', 'pear', got 'plum'"),
        ({"grade": 3}, "$.grade: expected one of 1, 2, got 3"),
        ({"grade": True}, "$.grade: expected one of 1, 2, got True"),
        ({"tags": ["a", 1]}, "$.tags[1]: expected string, got int"),
        ({"sizes": [1, "2"]}, "$.sizes[1]: expected number, got str or expected null, got str"),
        ({"healthy": 1}, "$.healthy: expected boolean, got int"),
        ({"felled": 1}, "$.felled: expected string or null, got int"),
        (
            {"tool": {"kind": "ladder", "rungs": 1.5}},
            "$.tool: $.rungs: expected integer, got float or $.litres: missing",
        ),
        ({"tool": {"kind": "ladder", "rungs": 1, "x": 1}}, "$.tool: unknown: x or $.litres: missing"),
        ({"tool": {"kind": "saw", "litres": 1}}, "$.tool: $.rungs: missing or $.kind: expected 'basket', got 'saw'"),
        ({"planted": "June"}, "$.planted: expected a date, got 'June'"),
        ({"felled": "June"}, "$.felled: expected a timestamp, got 'June'"),
        ({"parent": {**TREE, "id": 1}}, "$.parent: $.id: expected string, got int or expected null, got dict"),
    ],
)
def test_wrong_value_is_refused(change: dict[str, Any], problem: str) -> None:
    """The error of a wrong value has its path, what was expected and what was there."""
    with pytest.raises(InvalidValueError) as caught:
        Tree.from_dict({**TREE, **change})

    assert problem in str(caught.value)


def test_integer_may_be_written_as_a_fraction() -> None:
    """JSON has one type for 60 and 60.0, so both are read as an integer."""
    rungs = Ladder.from_dict({"kind": "ladder", "rungs": 60.0}).rungs

    assert (60, int) == (rungs, type(rungs))


def test_models_in_mappings() -> None:
    """The members of a mapping are read as models, and additional ones by their schema."""
    document: dict[str, Any] = {
        "at": "2026-06-01T00:00:00Z",
        "weights": [],
        "by_kind": {"apple": {"kind": "basket", "litres": 1}},
        "n": 1,
    }
    picking = Picking.from_dict(document)

    assert isinstance(picking.by_kind, ByKind)
    assert 1 == picking.by_kind["apple"].litres
    assert document == picking.to_dict()
    with pytest.raises(InvalidValueError, match=r"^\$\.n: expected integer, got str$"):
        Picking.from_dict({**document, "n": "1"})


def test_request_is_sent_as_documented() -> None:
    """A request has the path, the query, the headers and the body that its arguments give it."""
    sent: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(201, json=PICKING.to_dict())

    added = add_picking.sync(
        "a/b ü",
        client=keyed(handle),
        body=PICKING,
        dry=True,
        day=date(2026, 6, 1),
        kinds=[*Kind],
        x_trace="t",
        x_urgent=False,
    )

    [request] = sent
    assert request.method == "POST"
    assert str(request.url) == (
        "https://orchard.example/api/trees/a%2Fb%20%C3%BC/pickings?dry=true&day=2026-06-01&kinds=apple&kinds=pear"
    )
    headers = "x-key", "x-trace", "x-urgent", "content-type", "user-agent"
    assert ("key", "t", "false", "application/json", "orchard/2.3.4") == tuple(
        request.headers[name] for name in headers
    )
    assert PICKING.to_dict() == json.loads(request.content)
    assert added == PICKING
    assert datetime(2026, 6, 1, tzinfo=UTC) == PICKING.at


def test_success_without_a_body() -> None:
    """A documented success without a body returns None."""
    assert add_picking.sync("1", client=keyed(lambda _: httpx.Response(202)), body=PICKING) is None


@pytest.mark.parametrize(("status", "kind"), [(422, UnprocessableEntityError), (503, UnexpectedStatusError)])
def test_documented_failure_has_its_model(status: int, kind: type[UnexpectedStatusError]) -> None:
    """The body of a documented error is its model, whether it is raised or returned."""
    response = httpx.Response(status, json={"detail": "rotten"})
    with pytest.raises(kind) as caught:
        add_picking.sync("1", client=keyed(lambda _: response), body=PICKING)

    assert Problem("rotten") == caught.value.body
    assert Problem("rotten") == add_picking.sync_detailed("1", client=keyed(lambda _: response), body=PICKING).parsed


def test_failure_by_default_has_its_model() -> None:
    """The response `default` describes the body of every other status."""
    assert Problem("no") == list_trees.sync_detailed(client=client(418, {"detail": "no"})).parsed


def test_cookie_is_sent() -> None:
    """A cookie parameter is sent in the header Cookie."""
    sent: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(304)

    with pytest.raises(NotModifiedError):
        list_trees.sync(client=Client(transport=httpx.MockTransport(handle)), season="autumn")

    assert sent[0].headers["cookie"] == "season=autumn"


def test_absent_parameters_are_not_sent() -> None:
    """A parameter that is not given is not sent."""
    sent: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(202)

    add_picking.sync("1", client=keyed(handle), body=PICKING)

    assert str(sent[0].url) == "https://orchard.example/api/trees/1/pickings"
    assert not {"x-trace", "x-urgent", "cookie"} & sent[0].headers.keys()


def test_bytes_are_sent_and_received() -> None:
    """A binary body is bytes in both directions."""
    sent: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, content=request.content)

    http = Client(transport=httpx.MockTransport(handle))

    assert put_photo.sync(Kind.PEAR, 7, client=http, body=b"\x00\xff") == b"\x00\xff"
    assert sent[0].url.path == "/api/trees/pear/7/photo"
    assert sent[0].headers["content-type"] == "application/octet-stream"


@pytest.mark.parametrize(
    ("body", "content_type", "content"),
    [
        (Basket("basket", 1.5), "application/json", b'{"kind":"basket","litres":1.5}'),
        (Ladder("ladder", 7), "application/x-www-form-urlencoded", b"kind=ladder&rungs=7"),
        (UNSET, None, b""),
    ],
)
def test_body_decides_its_content_type(body: Basket | Ladder | Unset, content_type: str | None, content: bytes) -> None:
    """The type of the argument `body` decides how it is encoded."""
    sent: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(204)

    add_tool.sync(client=Client(transport=httpx.MockTransport(handle)), body=body)

    assert (content_type, content) == (sent[0].headers.get("content-type"), sent[0].content)


@pytest.mark.parametrize(("like", "query"), [(Basket("basket", 1), "kind=basket&litres=1&"), (UNSET, "")])
def test_model_is_sent_as_query_parameters(like: Basket | Unset, query: str) -> None:
    """Each field of a model is a query parameter of its own."""
    sent: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json=[])

    made = datetime(2026, 6, 1, tzinfo=UTC)
    find_baskets.sync(client=Client(transport=httpx.MockTransport(handle)), like=like, made=made)

    assert f"{query}made=2026-06-01T00%3A00%3A00%2B00%3A00" == sent[0].url.query.decode()


def test_header_that_cannot_be_sent() -> None:
    """A value that no header can have is refused before anything is sent."""
    with pytest.raises(ConfigurationError, match="the value of the header X-Trace must be a string of printable ASCII"):
        add_picking.sync("1", client=keyed(lambda _: httpx.Response(202)), body=PICKING, x_trace="ü")


def test_token_header_is_reserved() -> None:
    """The header of the token cannot be set by hand, except in a client without a token."""
    with pytest.raises(ConfigurationError, match="the client sets the header X-Key itself: pass token=… instead"):
        AuthenticatedClient(token="key", headers={"X-Key": "x"})
    assert Client(headers={"X-Key": "x"}).with_timeout(5).headers == {"X-Key": "x"}


def test_prefix_is_a_part_of_a_token_that_has_none() -> None:
    """Where tokens have no prefix, `bearer` is a token like any other."""
    assert "bearer" in AuthenticatedClient(token="bearer").token


def test_every_operation_is_a_method() -> None:
    """Each operation is a method, with its required arguments by position."""
    with keyed(
        lambda request: httpx.Response(202) if request.method == "POST" else httpx.Response(200, json=[TREE])
    ) as c:
        assert c.add_picking("1", PICKING, dry=True) is None
        assert ["1111"] == [tree.id[:4] for tree in c.list_trees(season="autumn")]


def test_client_without_a_token_has_the_operations_that_need_none() -> None:
    """A client without a token has only the operations that need none."""
    assert not hasattr(Client, "add_picking")
    assert orchard.list_trees.__doc__ == "Like `Client.list_trees`, with a client for this one call."


def test_request_that_is_not_safe_is_repeated_only_if_it_was_refused() -> None:
    """POST is repeated after 429, which means that nothing was done, and not after 503."""
    statuses = iter([429, 503])
    sent: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(next(statuses), headers={"retry-after": "0"})

    with pytest.raises(UnexpectedStatusError, match="503"), keyed(handle) as c:
        c.add_picking("1", PICKING)

    assert ["POST", "POST"] == [request.method for request in sent]


def test_text() -> None:
    """A response of plain text is a string."""
    http = Client(transport=httpx.MockTransport(lambda _: httpx.Response(200, text="früh")))

    assert get_motto.sync(client=http) == "früh"

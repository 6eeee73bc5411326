"""What the raw bytes of a 200 are."""

from collections.abc import Iterator

from flowmusic_contract.rules.decoding import NotJsonError, decode
from flowmusic_contract.rules.expectation import HELD, Expectation, broken
from flowmusic_contract.rules.rule import documented


@documented("#/components/responses/AccountUsage")
def the_body_is_one_json_document(body: bytes) -> Iterator[Expectation]:
    """The body is one JSON document."""
    try:
        decode(body)
    except NotJsonError as reason:
        yield broken("one JSON document in UTF-8", reason)
    else:
        yield HELD

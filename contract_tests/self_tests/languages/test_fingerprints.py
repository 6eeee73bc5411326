"""What makes a result stale, and what does not."""

import pytest
from attrs import evolve

from devtools.languages import suite
from devtools.languages.clients import ClientSpec, load_clients
from devtools.languages.fingerprints import build_fingerprint, fingerprint, known_failures_content, spec_content
from flowmusic_contract.client.cases import Case, all_cases
from flowmusic_contract.mock_server import Response

CLIENT = load_clients()[0]
CASE = all_cases()[0]
SPEC_TEXT = "paths:\n  /usage:\n    description: Reports usage.\n    x-contract: Every total is a sum.\n"


def changed(other: ClientSpec) -> list[str]:
    now, then = fingerprint(other), fingerprint(CLIENT)
    return [name for name in then if now.get(name) != then[name]]


@pytest.mark.parametrize(
    ("other", "what"),
    [
        (evolve(CLIENT, generate="true"), ["commands"]),
        (evolve(CLIENT, check="true"), ["commands"]),
        (evolve(CLIENT, run="true"), ["command that runs it"]),
        (evolve(CLIENT, tools=["go"]), ["commands", "pinned tools"]),
        (evolve(CLIENT, inputs=["LICENSE"]), ["adapter"]),
        (evolve(CLIENT, checked_by="", optional="", language=""), []),
    ],
)
def test_changed_row(other: ClientSpec, what: list[str]) -> None:
    """Each command, tool and input counts; the words for people do not."""

    assert what == changed(other)


def test_client_is_not_built_again_for_another_case() -> None:
    """The compiled client depends on neither cases nor rules."""

    assert {"spec", "adapter", "commands", "pinned tools"} == set(build_fingerprint(CLIENT))


@pytest.mark.parametrize("other", [f"# a comment\n{SPEC_TEXT}", SPEC_TEXT.replace("Every total", "No total")])
def test_spec_is_the_same_for_a_client(other: str) -> None:
    """Neither a comment nor the sentence of a rule makes a result stale."""

    assert spec_content(SPEC_TEXT) == spec_content(other)


@pytest.mark.parametrize("other", [SPEC_TEXT.replace("/usage", "/other"), SPEC_TEXT.replace("Reports", "Lists")])
def test_spec_is_another_for_a_client(other: str) -> None:
    """A path is part of what a generator reads, and so is a description, which it writes into comments."""

    assert spec_content(SPEC_TEXT) != spec_content(other)


def test_reason_of_a_known_failure_does_not_count() -> None:
    """A reason can be reworded without another run."""

    line = "client.broken-response-is-rejected types.*  # "
    assert known_failures_content(f"{line}no types") == known_failures_content(f"{line}types are gone")


def test_cases_of_a_known_failure_count() -> None:
    """Another pattern of cases is another claim."""

    rule = "client.broken-response-is-rejected"
    assert known_failures_content(f"{rule} types.*  # why") != known_failures_content(f"{rule} missing.*  # why")


def test_cases_have_the_same_fingerprint_at_any_time() -> None:
    """Some cases respond with the current time, which does not count."""

    assert suite.fingerprint_of_cases(all_cases()) == suite.fingerprint_of_cases(all_cases())
    assert suite.many_calls_fingerprint.__wrapped__() == suite.many_calls_fingerprint.__wrapped__()


@pytest.mark.parametrize(
    "other",
    [
        evolve(CASE, id="accounts.other"),
        evolve(CASE, email="other@example.com"),
        evolve(CASE, token="other"),
        evolve(CASE, serve=lambda: lambda _: Response(200, (), b"{}")),
        evolve(CASE, is_broken=True),
    ],
)
def test_content_of_a_case_counts(other: Case) -> None:
    """What is sent, what is served and what is expected are all part of a case."""

    assert suite.fingerprint_of_cases([CASE]) != suite.fingerprint_of_cases([other])


def test_sentence_of_a_case_does_not_count() -> None:
    """A case can be described in other words without another run."""

    assert suite.fingerprint_of_cases([CASE]) == suite.fingerprint_of_cases([evolve(CASE, sentence="Other words.")])


def test_comments_and_docstrings_do_not_count() -> None:
    """A rule's sentence can be reworded without another run."""

    code = "def rule(call):\n    return 1\n"
    assert suite.code_of(code) == suite.code_of(
        '"""Rules."""\ndef rule(call):  # why\n    """Holds."""\n    return 1\n'
    )


def test_place_of_an_import_does_not_count() -> None:
    """What a rule uses can be moved to another module without another run."""

    before = suite.code_of("from engine import judge\nfrom engine.rule import Rule, area\njudge(Rule)\n")
    assert before == suite.code_of("from engine.rule import Rule\nfrom rules import area, judge\njudge(Rule)\n")


def test_imported_name_counts() -> None:
    """A rule that uses something else under the same name is another rule."""

    assert suite.code_of("from engine import one as it\nit()\n") != suite.code_of(
        "from engine import two as it\nit()\n"
    )


def test_code_counts() -> None:
    """A rule that compares something else is another rule."""

    assert suite.code_of("def rule(call):\n    return 1\n") != suite.code_of("def rule(call):\n    return 2\n")

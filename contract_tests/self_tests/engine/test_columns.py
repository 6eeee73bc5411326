"""What several rules compute from a report that nobody changes is computed once."""

import pytest

from flowmusic_contract.engine.columns import column, conversation_ids, dates, once, own_emails, share
from flowmusic_contract.engine.usage import Usage
from self_tests.samples import EMAIL, event, usage


def test_column() -> None:
    """A column has the values of one field, in the order of the events."""

    assert [1, 2, 1] == column(usage(*(event(amount=amount) for amount in (1, 2, 1))), "amount")


def test_column_of_many_events() -> None:
    """A shared report, whose columns are read in parts, has all of its events in each of them."""
    report = share(usage(*(event(amount=number) for number in range(1001))))

    assert list(range(1001)) == column(report, "amount")


@pytest.mark.parametrize(
    ("of_events", "own"),
    [
        ([], {EMAIL}),
        ([EMAIL.upper()], {EMAIL, EMAIL.upper()}),
        ([EMAIL.upper()] * 2, {EMAIL, EMAIL.upper()}),
        ([EMAIL, EMAIL.upper()], {EMAIL}),
        (["other@example.com"], {EMAIL}),
    ],
)
def test_own_emails(of_events: list[str], own: set[str]) -> None:
    """Another letter case is the account's own if all of its events have it."""

    assert own == own_emails(usage(*(event(_account_email=each) for each in of_events)))


def test_shared_reports_are_equal() -> None:
    """A shared report is equal to the one that is shared."""

    assert usage(event()) == share(usage(event()))


def test_shared_columns_are_computed_once() -> None:
    """A column of a shared report is the same object every time, and another column is another one."""
    report = share(usage(event()))

    assert column(report, "type") is column(report, "type")
    assert dates(report, "event_at") is dates(report, "event_at")
    assert conversation_ids(report) is conversation_ids(report)
    assert column(report, "type") != column(report, "event_at")


def test_computed_once() -> None:
    """A function computes once from a shared report, and each time from one that may change."""
    computed: list[int] = []

    @once
    def count(report: Usage) -> int:
        computed.append(len(report["events"]))
        return computed[-1]

    shared, changing = share(usage(event())), usage()
    counts = [count(shared), count(shared), count(changing)]
    changing["events"].append(event())

    assert [1, 1, 0, 1] == [*counts, count(changing)]
    assert [1, 0, 1] == computed


def test_computed_once_for_each_argument() -> None:
    """Another argument is another result, whether it is passed by position or by name."""

    @once
    def multiplied(report: Usage, factor: int) -> int:
        return len(report["events"]) * factor

    shared = share(usage(event()))

    assert [2, 3] == [multiplied(shared, 2), multiplied(shared, 3)]
    assert [2, 3] == [multiplied(shared, factor=2), multiplied(shared, factor=3)]


def test_function_that_computes_once_keeps_its_name() -> None:
    """A profile or a traceback shows the name of the function that computes."""

    assert "conversation_ids" == conversation_ids.__name__


def test_dates() -> None:
    """A date is what a time begins with, whatever its form."""
    rows = event(event_at="2026-06-01T00:00:00"), event(event_at="yesterday"), event(event_at="the day before")

    assert ["2026-06-01", "yesterday", "the day be"] == dates(usage(*rows), "event_at")


def test_conversations_of_events() -> None:
    """An event without a conversation counts as None."""
    rows = (event(conversation_id=name) for name in ("a", "b", None, "a"))

    assert {"a", "b", None} == conversation_ids(usage(*rows))

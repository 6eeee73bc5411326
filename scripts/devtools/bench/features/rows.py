"""The rows of the table: what each is about, the scenarios that it needs, and how its cells are read."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from attrs import field, frozen

from devtools.bench.features import cells
from devtools.bench.features import scenarios as on
from devtools.bench.features.calls import Setting
from devtools.bench.features.cells import Observation
from devtools.bench.features.scenarios import Scenario, broken_responses
from devtools.bench.results import Cell


def _scenarios(given: Sequence[Scenario] | Scenario) -> tuple[Scenario, ...]:
    return (given,) if isinstance(given, Scenario) else tuple(given)


@frozen
class Row:
    """One line of the table."""

    feature: str
    scenarios: tuple[Scenario, ...] = field(converter=_scenarios)
    read: Callable[..., Cell]
    """Returns a cell from the observation of each scenario."""


def _rows() -> Iterator[Row]:
    yield Row("calls that block, calls with asyncio", (on.CALL, on.CALL_ASYNCIO), cells.kinds_of_calls)
    yield Row("API token from the environment", on.CALL_WITHOUT_TOKEN, cells.sends_token)
    yield Row("401, 402, 404", on.DOCUMENTED_ERRORS, cells.ending)
    yield Row("596, a status without a name", on.NAMELESS_STATUS, cells.ending)
    yield Row("no connection, or one that is lost", (on.UNREACHABLE, on.RESET, on.CUT), cells.ending)
    yield Row("200 with a page of HTML", on.HTML, cells.ending)
    yield Row("200 with no body, or half of it", (on.NO_BODY, on.HALF), cells.ending)
    yield Row("200 without the documented fields", on.NO_FIELDS, cells.ending)
    yield Row("a number that is written as a string", on.TEXT_AMOUNT, cells.ending)
    yield Row("`NaN` in the JSON", on.NAN, cells.ending)
    yield _counted("reports in which fields are missing", "missing")
    yield _counted("reports with a value of a wrong type", "types")
    yield Row("… if you set that types are checked", broken_responses("types", Setting.STRICT), cells.rejected)
    yield _counted("bodies that are not JSON, or cut short", "encoding")
    yield Row("fields that are not documented", on.UNDOCUMENTED, cells.keeps_marker)
    yield Row("repeats a request after 503", (on.BUSY, on.BUSY.with_setting(Setting.RETRIES)), cells.repeats)
    yield Row("… after a lost connection", (on.RESET, on.RESET.with_setting(Setting.RETRIES)), cells.repeats)
    yield Row("… not before `Retry-After`, in seconds", on.BUSY_FOR_SECONDS, cells.waits_as_named)
    yield Row("… not before `Retry-After`, as a date", on.BUSY_UNTIL_DATE, cells.waits_as_named)
    yield Row(f"`Retry-After` of {on.LONG_WAIT} seconds", on.BUSY_FOR_LONG, cells.on_long_wait)
    yield Row("a redirect to another host", on.REDIRECT, cells.after_redirect)
    yield Row("time limit for a response, from the start", on.CALL, cells.time_limit)
    yield Row("errors have the request ID", on.REQUEST_ID, cells.raises_with_marker)
    yield Row("`repr` of the client shows the token", on.CALL, cells.repr_shows_token)
    yield Row("an error shows a token that the server repeats", on.ECHOES, cells.error_shows_token)
    yield Row("the log at level `DEBUG` shows the token", on.CALL_WITH_DEBUG_LOG, cells.log_shows_token)
    yield Row("… or one that the server repeats in a header", on.ECHO_IN_DEBUG_LOG, cells.log_shows_token)
    yield Row("log by a variable of the environment", on.CALL_WITH_LOG, cells.has_log)
    yield Row("HTTP client of your own", on.CALL_WITH_OWN_HTTP, cells.own_http_sends)


def _counted(what: str, kind: str) -> Row:
    broken = broken_responses(kind)
    return Row(f"{len(broken)} {what}: rejected", broken, cells.rejected)


ROWS = tuple(_rows())


def scenarios_of(rows: Sequence[Row]) -> dict[str, Scenario]:
    """Returns each scenario of the rows, by its name."""
    return {scenario.name: scenario for row in rows for scenario in row.scenarios}


def column(rows: Sequence[Row], observations: Mapping[str, Observation]) -> tuple[Cell, ...]:
    """Returns a column of the table."""
    return tuple(row.read(*(observations[scenario.name] for scenario in row.scenarios)) for row in rows)

"""The rows of the table: what each is about, the scenarios that it needs, and how its cells are read."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence

from attrs import field, frozen

from devtools.bench.features import scenarios as on
from devtools.bench.features.calls import OWN_HEADER, TOKEN, End, Outcome, Setting
from devtools.bench.features.scenarios import Received, Scenario, broken_responses, goes_to_other_host
from devtools.bench.results import Cell

NOTHING = ""
"""The cell of a client to which the row does not apply."""


@frozen
class Observation:
    """What was seen of one call: in its process, at the server and in the log."""

    outcome: Outcome
    received: Sequence[Received] = ()
    log: str = ""
    """What the process wrote to standard error, with its other calls."""

    @property
    def has_report(self) -> bool:
        """Whether the call returned something."""
        return self.outcome.end == End.RETURNED and self.outcome.class_name != "NoneType"

    @property
    def is_repeated(self) -> bool:
        """Whether the server received the request more than once."""
        return len(self.received) > 1


def _scenarios(given: Sequence[Scenario] | Scenario) -> tuple[Scenario, ...]:
    return (given,) if isinstance(given, Scenario) else tuple(given)


@frozen
class Row:
    """One line of the table."""

    feature: str
    scenarios: tuple[Scenario, ...] = field(converter=_scenarios)
    read: Callable[..., Cell]
    """Returns a cell from the observation of each scenario."""


def ending(*observations: Observation) -> Cell:
    """Returns how the calls ended, each way once."""
    return ", ".join(dict.fromkeys(filter(None, (_ending(each.outcome) for each in observations))))


def _ending(outcome: Outcome) -> str:
    match outcome:
        case Outcome(end=End.UNSUPPORTED):
            return NOTHING
        case Outcome(end=End.WAITING):
            return "waits"
        case Outcome(end=End.RAISED, is_own=True):
            return "its own error"
        case Outcome(end=End.RAISED, package=package) if package not in sys.stdlib_module_names:
            return f"error of {package}"
        case Outcome(end=End.RAISED, class_name=name):
            return f"`{name}`"
        case Outcome(class_name="NoneType"):
            return "returns None"
        case Outcome(class_name="str"):
            return "returns the text"
        case _:
            return "accepts it"


def kinds_of_calls(blocking: Observation, asyncio: Observation) -> Cell:
    """Returns which kinds of calls work."""
    kinds = {(True, True): "both", (True, False): "the first", (False, True): "the second", (False, False): "neither"}
    return kinds[blocking.has_report, asyncio.has_report]


def sends_token(observation: Observation) -> Cell:
    """Returns whether the server received the token."""
    return any(each.request.bearer_token() == TOKEN for each in observation.received)


def rejected(*observations: Observation) -> Cell:
    """Returns how many calls raised an error."""
    ends = [each.outcome.end for each in observations]
    return NOTHING if End.UNSUPPORTED in ends else ends.count(End.RAISED)


def keeps_marker(observation: Observation) -> Cell:
    """Returns whether what the call returned has the marker."""
    return "kept" if observation.has_report and observation.outcome.has_marker else "lost"


def repeats(by_default: Observation, if_set: Observation) -> Cell:
    """Returns whether the request is repeated, and whether that needs a setting."""
    if by_default.is_repeated:
        return True
    return "if you set it" if if_set.is_repeated else False


def waits_as_named(observation: Observation) -> Cell:
    """Returns whether the second request came no earlier than the first response allows."""
    if not observation.is_repeated:
        return NOTHING
    first, second, *_ = observation.received
    return second.at >= first.not_before


def on_long_wait(observation: Observation) -> Cell:
    """Returns what the client does if it would have to wait for long."""
    match observation.outcome.end, observation.is_repeated:
        case End.UNSUPPORTED, _:
            return NOTHING
        case _, True:
            return "does not wait"
        case End.WAITING, False:
            return "waits"
        case _:
            return "raises at once" if observation.outcome.end == End.RAISED else "returns at once"


def after_redirect(observation: Observation) -> Cell:
    """Returns whether the client follows a redirect to another host, and with the token or without."""
    followed = [each for each in observation.received if goes_to_other_host(each)]
    if not followed:
        return "does not follow"
    sent = any(TOKEN in value for each in followed for _, value in each.request.headers)
    return "sends the token" if sent else "follows without the token"


def time_limit(observation: Observation) -> Cell:
    """Returns how long the socket waited for the response, at most."""
    limit = observation.outcome.time_limit
    return "none" if limit is None else f"{limit:.0f} s"


def raises_with_marker(observation: Observation) -> Cell:
    """Returns whether an error has the marker."""
    return observation.outcome.end == End.RAISED and observation.outcome.has_marker


def repr_shows_token(observation: Observation) -> Cell:
    """Returns whether the `repr` of the client shows the token."""
    return TOKEN in observation.outcome.client


def error_shows_token(*observations: Observation) -> Cell:
    """Returns whether an error shows the token, if there is an error at all."""
    texts = [each.outcome.text for each in observations if each.outcome.end == End.RAISED]
    return any(TOKEN in text for text in texts) if texts else NOTHING


def log_shows_token(observation: Observation) -> Cell:
    """Returns whether the log shows the token."""
    return TOKEN in observation.log


def has_log(observation: Observation) -> Cell:
    """Returns whether the process wrote a log."""
    return bool(observation.log.strip())


def own_http_sends(observation: Observation) -> Cell:
    """Returns whether the HTTP client that the user made sent the request."""
    return any(each.request.header(OWN_HEADER) for each in observation.received)


def _rows() -> Iterator[Row]:
    yield Row("calls that block, calls with asyncio", (on.CALL, on.CALL_ASYNCIO), kinds_of_calls)
    yield Row("API token from the environment", on.CALL_WITHOUT_TOKEN, sends_token)
    yield Row("401, 402, 404", on.DOCUMENTED_ERRORS, ending)
    yield Row("596, a status without a name", on.NAMELESS_STATUS, ending)
    yield Row("no connection, or one that is lost", (on.UNREACHABLE, on.RESET, on.CUT), ending)
    yield Row("200 with a page of HTML", on.HTML, ending)
    yield Row("200 with no body, or half of it", (on.NO_BODY, on.HALF), ending)
    yield Row("200 without the documented fields", on.NO_FIELDS, ending)
    yield Row("a text in place of a number", on.TEXT_AMOUNT, ending)
    yield Row("`NaN` in the JSON", on.NAN, ending)
    yield _counted("reports in which fields are missing", "missing")
    yield _counted("reports with a value of a wrong type", "types")
    yield Row("… if you set that types are checked", broken_responses("types", Setting.STRICT), rejected)
    yield _counted("bodies that are not JSON, or cut short", "encoding")
    yield Row("fields that are not documented", on.UNDOCUMENTED, keeps_marker)
    yield Row("repeats a request after 503", (on.BUSY, on.BUSY.with_setting(Setting.RETRIES)), repeats)
    yield Row("… after a lost connection", (on.RESET, on.RESET.with_setting(Setting.RETRIES)), repeats)
    yield Row("… not before `Retry-After`, in seconds", on.BUSY_FOR_SECONDS, waits_as_named)
    yield Row("… not before `Retry-After`, as a date", on.BUSY_UNTIL_DATE, waits_as_named)
    yield Row(f"`Retry-After` of {on.LONG_WAIT} seconds", on.BUSY_FOR_LONG, on_long_wait)
    yield Row("a redirect to another host", on.REDIRECT, after_redirect)
    yield Row("time limit for a response, from the start", on.CALL, time_limit)
    yield Row("errors have the request ID", on.REQUEST_ID, raises_with_marker)
    yield Row("`repr` of the client shows the token", on.CALL, repr_shows_token)
    yield Row("an error shows a token that the server repeats", on.ECHOES, error_shows_token)
    yield Row("the log at level `DEBUG` shows the token", on.CALL_WITH_DEBUG_LOG, log_shows_token)
    yield Row("… or one that the server repeats in a header", on.ECHO_IN_DEBUG_LOG, log_shows_token)
    yield Row("log by a variable of the environment", on.CALL_WITH_LOG, has_log)
    yield Row("HTTP client of your own", on.CALL_WITH_OWN_HTTP, own_http_sends)


def _counted(what: str, kind: str) -> Row:
    broken = broken_responses(kind)
    return Row(f"{len(broken)} {what}: rejected", broken, rejected)


ROWS = tuple(_rows())


def scenarios_of(rows: Sequence[Row]) -> dict[str, Scenario]:
    """Returns each scenario of the rows, by its name."""
    return {scenario.name: scenario for row in rows for scenario in row.scenarios}


def cells(rows: Sequence[Row], observations: Mapping[str, Observation]) -> tuple[Cell, ...]:
    """Returns a column of the table."""
    return tuple(row.read(*(observations[scenario.name] for scenario in row.scenarios)) for row in rows)

"""How a cell of the table is read from what was observed."""

import sys
from collections.abc import Sequence

from attrs import frozen

from devtools.bench.features.calls import OWN_HEADER, TOKEN, End, Outcome
from devtools.bench.features.scenarios import Received, goes_to_other_host
from devtools.bench.results import Cell

NOTHING = ""
"""The cell of a client to which the row does not apply."""

NOT_SEEN = "not seen"
"""The cell if what should say more was not there: the measurement does not work with this client."""


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


def ending(*observations: Observation) -> Cell:
    """Returns how the calls ended, each way once."""
    return ", ".join(dict.fromkeys(filter(None, (_ending(each.outcome) for each in observations))))


def _ending(outcome: Outcome) -> str:
    match outcome.end:
        case End.UNSUPPORTED:
            return NOTHING
        case End.WAITING:
            return "waits"
        case End.RAISED:
            return _error(outcome)
        case End.RETURNED:
            return {"NoneType": "returns None", "str": "returns the text"}.get(outcome.class_name, "accepts it")


def _error(outcome: Outcome) -> str:
    if outcome.is_own:
        return "its own error"
    return f"`{outcome.class_name}`" if outcome.package in sys.stdlib_module_names else f"error of {outcome.package}"


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


def waits_as_named(*observations: Observation) -> Cell:
    """Returns whether every second request came no earlier than the first response allows."""
    pairs = [each.received[:2] for each in observations if each.is_repeated]
    return all(second.at >= first.not_before for first, second in pairs) if pairs else NOTHING


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
    limits = ["none" if limit is None else f"{limit:.0f} s" for limit in observation.outcome.time_limits]
    return ", ".join(limits) or NOT_SEEN


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
    """Returns whether the log shows the token, if there is a log at all."""
    return TOKEN in observation.log if observation.log.strip() else NOT_SEEN


def has_log(observation: Observation) -> Cell:
    """Returns whether the process wrote a log."""
    return bool(observation.log.strip())


def own_http_sends(observation: Observation) -> Cell:
    """Returns whether the HTTP client that the user made sent the request."""
    return any(each.request.header(OWN_HEADER) for each in observation.received)

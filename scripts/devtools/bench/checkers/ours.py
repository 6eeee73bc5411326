"""Our check of a server, with every rule and the generated requests."""

from collections.abc import Sequence
from importlib.metadata import version

from devtools.bench.checkers.checker import Checker, Problems
from flowmusic_contract.check import check_server
from flowmusic_contract.errors import CannotRunError
from flowmusic_contract.mock_server import Handler, running
from flowmusic_contract.server.limits import USUAL_GENERATED, Limits
from flowmusic_contract.server.target import DEMO_TENANT, OTHER_DEMO_TENANT, Target

_PACKAGE = "flowmusic-usage"


def check(handlers: Sequence[Handler]) -> list[Problems]:
    """Returns the broken rules of each server. It runs in this process, so Python is not started for each one."""
    return list(map(_broken_rules, handlers))


def _broken_rules(handler: Handler) -> Problems:
    with running(handler) as base_url:
        target = Target(base_url, DEMO_TENANT, OTHER_DEMO_TENANT)
        try:
            report = check_server(target, Limits(), USUAL_GENERATED, strict=True)
        except CannotRunError:
            return frozenset()  # the user learns of a mistake, not of a fault
    return frozenset(verdict.rule.id for verdict in report.verdicts if verdict.outcome == "broken")


OURS = Checker("ours", _PACKAGE, lambda: version(_PACKAGE), check)

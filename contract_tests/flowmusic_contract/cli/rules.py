"""`rules`: lists the rules, or explains one."""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

import click

from flowmusic_contract.all_rules import RULES
from flowmusic_contract.cli.checked_by import commands_of
from flowmusic_contract.cli.program import program_name
from flowmusic_contract.cli.terminal import folded
from flowmusic_contract.engine.rule import Rule
from flowmusic_contract.errors import CannotRunError
from flowmusic_contract.spec import line_of


def run(_context: click.Context, options: Mapping[str, Any]) -> int:
    """Prints every rule with its basis and its sentence, or all that is known about one rule."""
    name = options["rule_id"] or "*"
    listed = [rule for rule in RULES if rule.area == name or ("*" in name and fnmatchcase(rule.id, name))]
    if not listed:
        click.echo("\n".join(_explained(_found(name))))
    for rule in listed:
        because = f" Inferred, because {rule.because}." if rule.because else ""
        click.echo(f"{rule.basis:<11} {rule.id}\n{folded(rule.sentence + because, 12)}")
    return 0


def _found(rule_id: str) -> Rule[Any]:
    for rule in RULES:
        if rule.id == rule_id:
            return rule
    # Imported here, because the list of rules needs no faults.
    from flowmusic_contract.all_faults import SERVER_FAULTS, VARIATIONS  # noqa: PLC0415
    from flowmusic_contract.cli.choosing import hint  # noqa: PLC0415

    for kind, changes in ("fault", SERVER_FAULTS), ("variation", VARIATIONS):
        if rule_id in [change.id for change in changes]:
            raise CannotRunError(f"{rule_id} is a {kind}: {program_name()} mock --{kind} {rule_id}")
    raise CannotRunError(f"no rule {rule_id}: {hint(rule_id, (rule.id for rule in RULES), f'{program_name()} rules')}")


def _explained(rule: Rule[Any]) -> Iterator[str]:
    yield f"{rule.id}\n\n{folded(rule.sentence, 2)}\n"
    yield f"  basis         {rule.basis}"
    if rule.citation:
        yield f"  citation      openapi.yaml, line {line_of(rule.citation)}: {rule.citation}"
    if rule.because:
        yield f"  because       {folded(rule.because, 16).lstrip()}"
    yield f"  exercised by  {folded(rule.needs, 16).lstrip()}"
    yield f"  checked by    {', '.join(commands_of(rule))}"
    yield from _faults(rule)


def _faults(rule: Rule[Any]) -> Iterator[str]:
    from flowmusic_contract.all_faults import FAULTS, SERVER_FAULTS  # noqa: PLC0415 - the list of rules needs no faults

    faults = [fault for fault in FAULTS if rule.id in fault.breaks]
    yield f"\n  {len(faults)} {'fault breaks' if len(faults) == 1 else 'faults break'} this rule:"
    for fault in faults:
        yield f"  {fault.id}\n{folded(fault.sentence, 6)}"
    # A fault that breaks no other rule shows it best.
    served = sorted((fault for fault in faults if fault in SERVER_FAULTS), key=lambda fault: len(fault.breaks))
    if served:
        yield f"\n  To see it broken: {program_name()} mock --fault {served[0].id}"

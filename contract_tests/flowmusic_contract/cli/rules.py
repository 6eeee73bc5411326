"""`rules`: lists the rules, or explains one."""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

import click

from flowmusic_contract.all_rules import CLIENT_RULES, DOCUMENT_RULES, RULES, RUN_RULES
from flowmusic_contract.cli.program import program_name
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
        click.echo(f"{rule.basis:<11} {rule.id}\n{'':11} {rule.sentence}{because}")
    return 0


def _found(rule_id: str) -> Rule[Any]:
    for rule in RULES:
        if rule.id == rule_id:
            return rule
    from flowmusic_contract.cli.choosing import hint  # noqa: PLC0415 - imports every fault

    raise CannotRunError(f"no rule {rule_id}: {hint(rule_id, (rule.id for rule in RULES), f'{program_name()} rules')}")


def _explained(rule: Rule[Any]) -> Iterator[str]:
    yield f"{rule.id}\n\n  {rule.sentence}\n"
    yield f"  basis         {rule.basis}"
    if rule.citation:
        yield f"  citation      openapi.yaml, line {line_of(rule.citation)}: {rule.citation}"
    if rule.because:
        yield f"  because       {rule.because}"
    yield f"  exercised by  {rule.needs}"
    yield f"  checked by    {', '.join(_commands(rule))}"
    yield from _faults(rule)


def _commands(rule: Rule[Any]) -> list[str]:
    if rule in RUN_RULES:
        return [f"{program_name()} client --many-calls"]
    if rule in CLIENT_RULES:
        return [f"{program_name()} client"]
    names = ["server", "document"] if rule in DOCUMENT_RULES else ["server"]
    return [f"{program_name()} {name}" for name in names]


def _faults(rule: Rule[Any]) -> Iterator[str]:
    from flowmusic_contract.all_faults import FAULTS, SERVER_FAULTS  # noqa: PLC0415 - the list of rules needs no faults

    faults = [fault for fault in FAULTS if rule.id in fault.breaks]
    yield f"\n  {len(faults)} {'fault breaks' if len(faults) == 1 else 'faults break'} this rule:"
    for fault in faults:
        yield f"  {fault.id}\n      {fault.sentence}"
    # A fault that breaks no other rule shows it best.
    served = sorted((fault for fault in faults if fault in SERVER_FAULTS), key=lambda fault: len(fault.breaks))
    if served:
        yield f"\n  To see it broken: {program_name()} mock --fault {served[0].id}"

"""Rules, faults, variations and cases, as Markdown."""

from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from itertools import groupby
from typing import Any

from flowmusic_contract.all_faults import CLIENT_FAULTS, FAULTS, RUN_FAULTS, SERVER_FAULTS, VARIATIONS
from flowmusic_contract.all_rules import RULES
from flowmusic_contract.client.cases import all_cases
from flowmusic_contract.client.run_cases import run_cases
from flowmusic_contract.engine.rule import Rule
from flowmusic_contract.spec import line_of

_KINDS_OF_CASES = {
    "accounts": ("accounts with and without events, 404, 401", "report the status and the usage report"),
    "emails": (
        "email addresses with a plus, a space, a capital, 歌 …",
        "send them so that the server gets them unchanged",
    ),
    "tokens": ("a token of 300 characters, or with letters of both cases, a plus …", "send it unchanged"),
    "variations": ("every legal oddity that a client can see", "report the status and the usage report"),
    "statuses": ("204, 206, 402, 429, 502 with an HTML page, 596 …", "report the status, and no usage report"),
    "waits": ("429 and 503 once, with `Retry-After: 1`, a date …", "wait for that long before it retries, if it does"),
    "lost": ("no response: the connection is reset", "report an error without a status"),
    "missing": ("missing fields", "reject the response"),
    "types": ("fields of a wrong type", "reject the response"),
    "encoding": ("bodies that are not JSON, or cut short", "reject the response"),
    "redirects": ("a redirect to another host", "follow it or not, but not with the token"),
    "echoes": ("error responses that repeat the token", "not print the token"),
    "connections": (
        "two to six calls in one process",
        "keep its connection, also after 401, 402 and 404, and report each response",
    ),
}


def totals() -> str:
    """Returns one sentence with the number of rules, faults, variations and cases."""
    basis = Counter(rule.basis for rule in RULES)
    return (
        f"{len(RULES)} rules ({basis['documented']} documented, {basis['inferred']} inferred), "
        f"{len(SERVER_FAULTS)} faults of servers and {len(CLIENT_FAULTS + RUN_FAULTS)} of clients, "
        f"{len(VARIATIONS)} legal variations, {len(all_cases()) + len(run_cases())} cases for clients.\n"
    )


def rules_by_area() -> str:
    """Returns a table of the areas with the number of their rules and faults."""
    faults = Counter(fault.id.partition(".")[0] for fault in FAULTS)
    lines = ["| area | what it is about | rules | faults |", "| --- | --- | --- | --- |"]
    for area, rules in groupby(RULES, key=lambda rule: rule.area):
        about = import_module(f"flowmusic_contract.areas.{area}").__doc__ or ""
        lines.append(
            f"| [{area}](rules.md#{area}) | {about.strip().rstrip('.')} | {len(list(rules))} | {faults[area]} |"
        )
    return "\n".join(lines) + "\n"


def rule_pages() -> str:
    """Returns every rule with its sentence, basis and faults, and every variation."""
    return "\n".join([*_rules(), *_variations()]) + "\n"


def cases() -> str:
    """Returns a table of the kinds of cases that a client runs."""
    count = Counter([*(case.kind for case in all_cases()), *(case.kind for case in run_cases())])
    if count.keys() != _KINDS_OF_CASES.keys():
        raise ValueError(f"describe the kinds of cases: {count.keys() ^ _KINDS_OF_CASES.keys()}")
    total = f"There are {len(all_cases())} cases, and {len(run_cases())} more with `--many-calls`:"
    lines = [total, "", "| cases | number | about | the client has to |"]
    lines.append("| --- | --- | --- | --- |")
    lines += [f"| `{kind}.*` | {count[kind]} | {about} | {task} |" for kind, (about, task) in _KINDS_OF_CASES.items()]
    return "\n".join(lines) + "\n"


def _rules() -> Iterator[str]:
    for area, rules in groupby(RULES, key=lambda rule: rule.area):
        yield from ("", f"## {area}")
        for rule in rules:
            yield from _rule(rule)


def _rule(rule: Rule[Any]) -> Iterator[str]:
    yield from ("", f"### `{rule.id}`", "", rule.sentence, "")
    if rule.citation:
        yield f"*Documented* in [`openapi.yaml`](../openapi.yaml#L{line_of(rule.citation)}) at `{rule.citation}`."
    else:
        yield f"*Inferred*, because {rule.because}."
    yield from ("", f"Needs {rule.needs}. Broken by:", "")
    for fault in FAULTS:
        if rule.id in fault.breaks:
            yield f"- `{fault.id}`: {fault.sentence}"


def _variations() -> Iterator[str]:
    yield from ("", "## Variations", "", "These servers differ where the docs page is silent. They break no rule.", "")
    for variation in VARIATIONS:
        yield f"- `{variation.id}`: {variation.sentence}"

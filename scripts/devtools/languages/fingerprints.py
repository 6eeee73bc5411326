"""Fingerprints of all that the result of a row depends on, and of nothing else."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from devtools.languages import suite
from devtools.languages.clients import KNOWN_FAILURES, ClientSpec
from devtools.paths import ROOT, SPEC

_NOT_SOURCE = {"__pycache__", "node_modules"}


def build_fingerprint(client: ClientSpec) -> dict[str, str]:
    """Returns a fingerprint of each thing that the compiled client depends on."""
    files = (path for name in client.inputs for path in _files(ROOT / name))
    commands = [client.version, client.generate, client.check, *client.tools, *client.debian, *client.programs]
    return {
        "spec": _of_text(spec_content(SPEC.read_text())),
        "adapter": _of_files([*_files(client.adapter), *files]),
        "commands": _of_text(json.dumps(commands)),
        "pinned tools": _of_files(client.pins),
    }


def fingerprint(client: ClientSpec) -> dict[str, str]:
    """Returns a fingerprint of each thing that the result of a row depends on."""
    return build_fingerprint(client) | {
        "command that runs it": _of_text(client.run),
        "known failures": _of_text(known_failures_content(client.known_failures)),
        "client cases": suite.cases_fingerprint(),
        "client rules": suite.rules_fingerprint(),
        "client protocol": suite.protocol_fingerprint(),
        "many calls": suite.many_calls_fingerprint(),
    }


def spec_content(text: str) -> str:
    """Returns what a generator can make use of in the spec: neither comments nor the sentences of rules."""
    return json.dumps(_without_rules(yaml.safe_load(text)), default=str)


def known_failures_content(text: str) -> str:
    """Returns the rules and cases in a file of known failures, without the reasons."""
    return json.dumps([(each.rule, each.cases) for each in suite.parse_known_failures(text)])


def _without_rules(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_rules(each) for name, each in value.items() if name != "x-contract"}
    return [_without_rules(each) for each in value] if isinstance(value, list) else value


def _files(place: Path) -> list[Path]:
    files = [place] if place.is_file() else sorted(place.rglob("*"))
    return [
        path for path in files if path.is_file() and path.name != KNOWN_FAILURES and not _NOT_SOURCE & set(path.parts)
    ]


def _of_files(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        content = path.read_bytes()
        digest.update(f"\0{path.relative_to(ROOT)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:16]


def _of_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]

"""`scripts/new-rule`: adds the stubs of a rule, of a fault that breaks it and of a test."""

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import click
from attrs import frozen

from devtools.paths import ROOT

_ENGINE = "from flowmusic_contract.engine"
_AREAS = "contract_tests/flowmusic_contract/areas"
_BETWEEN = "\n\n\n"
"""What separates functions."""


@frozen
class Stub:
    """Code to add to a module, and the names that it needs."""

    path: str
    imports: tuple[str, ...]
    code: str


STUBS = (
    Stub(
        f"{_AREAS}/{{area}}/rules.py",
        (
            "from collections.abc import Iterator",
            f"{_ENGINE}.expectation import Expectation",
            f"{_ENGINE}.rule import inferred",
            f"{_ENGINE}.usage import Usage",
        ),
        '''
@inferred(because="TODO: why it follows; or use @documented", about=Usage)
def {name}(usage: Usage) -> Iterator[Expectation]:
    """TODO: one sentence that must hold."""
    yield from ()  # TODO: one expectation for each comparison
''',
    ),
    Stub(
        f"{_AREAS}/{{area}}/faults.py",
        (
            "from flowmusic_contract.areas.{area} import rules",
            f"{_ENGINE}.fault import UsageJson, fault",
        ),
        '''
@fault(breaks=[rules.{name}], effects={{"$": "TODO: what it changes, as the test of its effects shows"}})
def {name}_is_broken(usage: UsageJson) -> None:
    """TODO: what the server does wrong."""
    raise NotImplementedError("areas/{area}/faults.py: break {id} and no other rule")
''',
    ),
    Stub(
        "contract_tests/self_tests/areas/test_{area}_rules.py",
        ("import pytest",),
        '''
def test_{name}() -> None:
    """TODO: where the rule holds, and where it just breaks."""
    pytest.fail("self_tests/areas/test_{area}_rules.py: test {id} at its boundaries")
''',
    ),
)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("area")
@click.argument("name")
def main(area: str, name: str) -> None:
    """Add stubs of the rule AREA.NAME, of a fault that breaks it and of a test.

    AREA is a folder of contract_tests/flowmusic_contract/areas, such as events. NAME has several words in kebab case,
    such as no-type-is-empty. The tests of the stubs fail until they are written, and say what to do next.
    """
    areas = sorted(path.parent.name for path in (ROOT / _AREAS).glob("*/rules.py") if path.parent.name != "client")
    if area not in areas:
        _fail(f"{area} is not an area of rules on servers; these are {', '.join(areas)}")
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)+", name):
        _fail(f"NAME must be in kebab case with several words, such as no-type-is-empty; got {name}")
    names = {"area": area, "name": name.replace("-", "_"), "id": f"{area}.{name}"}
    if f"def {names['name']}(" in (ROOT / _AREAS / area / "rules.py").read_text(encoding="utf-8"):
        _fail(f"there is a rule {names['id']} already")
    paths = [add(stub, names) for stub in STUBS]
    ruff = [sys.executable, "-m", "ruff"]
    subprocess.run([*ruff, "check", "--quiet", "--fix", "--exit-zero", "--select", "I", *paths], check=True)
    subprocess.run([*ruff, "format", "--quiet", *paths], check=True)
    for path in paths:
        click.echo(f"added to {path.relative_to(ROOT)}")
    click.echo("Replace each TODO; CONTRIBUTING.md explains how. To test the rule:")
    click.echo(f"  scripts/test contract_tests/self_tests/areas -k '{name} or {names['name']}'")


def add(stub: Stub, names: Mapping[str, str]) -> Path:
    """Adds a stub and its imports to its module, before the private functions at its end; returns the path."""
    path = ROOT / stub.path.format(**names)
    source = path.read_text(encoding="utf-8") if path.exists() else f'"""Rules on {names["area"]}."""\n'
    docstring, _, code = source.partition("\n")
    imports = [line.format(**names) for line in stub.imports]
    blocks = "\n".join([docstring, *(line for line in imports if line not in source), code.rstrip()]).split(_BETWEEN)
    public = next(number for number in range(len(blocks), 0, -1) if not blocks[number - 1].startswith("def _"))
    blocks.insert(public, stub.code.strip().format(**names))
    path.write_text(f"{_BETWEEN.join(blocks)}\n", encoding="utf-8")
    return path


def _fail(message: str) -> None:
    click.echo(f"new-rule: {message}", err=True)
    sys.exit(2)


if __name__ == "__main__":
    main(prog_name="scripts/new-rule")

"""`scripts/new-rule`: adds the stubs of a rule, of a fault that breaks it and of a test."""

import re
import sys
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[2]
AREAS = ROOT / "contract_tests/flowmusic_contract/areas"
TESTS = ROOT / "contract_tests/self_tests/areas"

_RULE = '''

@inferred(because="TODO: why it follows; or use @documented", about=Usage)
def {name}(usage: Usage) -> Iterator[Expectation]:
    """TODO: one sentence that must hold."""
    raise NotImplementedError("areas/{area}/rules.py: write the sentence and the comparisons of {id}")
'''
_FAULT = '''

@fault(breaks=[rules.{name}], effects={{"$": "TODO: what it changes, as self_tests/areas/test_faults.py says"}})
def {name}_is_broken(usage: UsageJson) -> None:
    """TODO: what the server does wrong."""
    raise NotImplementedError("areas/{area}/faults.py: change `usage` so that it breaks {id} and no other rule")
'''
_TEST = '''

def test_{name}() -> None:
    """TODO: where the rule holds, and where it just breaks."""
    pytest.fail("self_tests/areas/test_{area}_rules.py: test {id} at its boundaries")
'''


@click.command()
@click.argument("area")
@click.argument("name")
def main(area: str, name: str) -> None:
    """Add stubs of the rule AREA.NAME, of a fault that breaks it and of a test.

    All three fail until they are written, and say what to do next. NAME is in kebab case: events no-amount-is-negative.
    """
    areas = sorted(folder.name for folder in AREAS.iterdir() if (folder / "rules.py").exists())
    if area not in areas:
        _fail(f"there is no area {area}; the areas are {', '.join(areas)}")
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)+", name):
        _fail(f"NAME must be in kebab case with several words, such as no-amount-is-negative; got {name}")
    names = {"area": area, "name": name.replace("-", "_"), "id": f"{area}.{name}"}
    stubs = {
        AREAS / area / "rules.py": _RULE,
        AREAS / area / "faults.py": _FAULT,
        TESTS / f"test_{area}_rules.py": _TEST,
    }
    if f"def {names['name']}(" in (AREAS / area / "rules.py").read_text(encoding="utf-8"):
        _fail(f"there is a rule {names['id']} already")
    for path, stub in stubs.items():
        with path.open("a", encoding="utf-8") as file:
            file.write(stub.format(**names))
        click.echo(f"added to {path.relative_to(ROOT)}")
    click.echo(f"Next: scripts/test -k {names['name']}, which says what to write. See CONTRIBUTING.md.")


def _fail(message: str) -> None:
    click.echo(f"new-rule: {message}", err=True)
    sys.exit(2)


if __name__ == "__main__":
    main(prog_name="scripts/new-rule")

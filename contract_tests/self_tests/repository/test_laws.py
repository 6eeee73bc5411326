"""The laws of `docs/architecture.md` that can be read off the code."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pytest

import flowmusic_contract
from flowmusic_contract.all_faults import CLIENT_FAULTS, FAULTS, RUN_FAULTS, SERVER_FAULTS, VARIATIONS
from flowmusic_contract.all_rules import RULES

PACKAGE = Path(flowmusic_contract.__file__).parent
USERS_OF_THE_CLIENT = [PACKAGE / "client/generated.py", PACKAGE / "pytest_plugin.py"]
"""What imports the generated client: as a client under test, for the demonstration, and as a fixture."""

AREAS = sorted(folder.name for folder in (PACKAGE / "areas").iterdir() if (folder / "rules.py").exists())
MODULES = {
    module: ".".join(module.relative_to(PACKAGE.parent).with_suffix("").parts) for module in PACKAGE.rglob("*.py")
}


def imports_of(module: Path) -> set[str]:
    """Returns the modules of this project that a module imports."""
    nodes = list(ast.walk(ast.parse(module.read_text(encoding="utf-8"))))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module:
            members = {f"{node.module}.{alias.name}" for alias in node.names}
            names |= (members & set(MODULES.values())) or {node.module}
    return {name for name in names if name.startswith(("flowmusic_", "self_tests", "devtools", "conftest"))}


def imports_below(pattern: str) -> Iterator[str]:
    """Yields what the modules that match a pattern import."""
    modules = [module for module in PACKAGE.glob(pattern) if module.is_file() and module not in USERS_OF_THE_CLIENT]
    assert modules
    for module in modules:
        yield from imports_of(module)


@pytest.mark.parametrize(
    ("pattern", "allowed"),
    [
        (
            "areas/*/*faults.py",
            ("flowmusic_contract.engine", "flowmusic_contract.mock_server", "flowmusic_contract.areas"),
        ),
        (
            "mock_server/**/*.py",  # it serves the spec
            (
                "flowmusic_contract.mock_server",
                "flowmusic_contract.spec",
                "flowmusic_contract.yaml_text",
                "flowmusic_contract.input_files",
            ),
        ),
        ("engine/*.py", ("flowmusic_contract.engine", "flowmusic_contract.mock_server.api", "flowmusic_contract.spec")),
        ("**/*.py", ("flowmusic_contract",)),
    ],
)
def test_imports(pattern: str, allowed: tuple[str, ...]) -> None:
    """Law 2. A rule must notice when the mock server divides by 10, so the two share no code."""

    assert set() == {name for name in imports_below(pattern) if not name.startswith(allowed)}


@pytest.mark.parametrize("area", AREAS)
def test_rules_import_the_engine_and_their_own_folder(area: str) -> None:
    """Law 2. A rule imports the engine, or a helper in its own folder that imports only the engine and the spec."""
    imported = set(imports_below(f"areas/{area}/*rules.py"))
    helpers = {name for name in imported if name.startswith(f"flowmusic_contract.areas.{area}.")}
    by_helpers = {each for module, name in MODULES.items() if name in helpers for each in imports_of(module)}

    assert set() == {name for name in imported - helpers if not name.startswith("flowmusic_contract.engine")}
    assert set() == {
        name for name in by_helpers if not name.startswith(("flowmusic_contract.engine", "flowmusic_contract.spec"))
    }


def test_faults_import_rules_only_to_name_them() -> None:
    """Law 2. From an area, a fault imports the rules that it breaks, and modules of its own folder."""
    foreign = {
        name
        for area in AREAS
        for name in imports_below(f"areas/{area}/*faults.py")
        if name.startswith("flowmusic_contract.areas")
        and not name.endswith("rules")
        and not name.startswith(f"flowmusic_contract.areas.{area}.")
    }

    assert set() == foreign


def test_variations_import_nothing_of_other_areas() -> None:
    """Law 2. A variation breaks no rule, so that it has none to name."""
    allowed = ("flowmusic_contract.engine", "flowmusic_contract.mock_server", "flowmusic_contract.areas.variations")

    assert set() == {name for name in imports_below("areas/variations/*.py") if not name.startswith(allowed)}


def test_there_are_no_import_circles() -> None:
    """Law 2. The modules can be put in an order in which each imports only earlier ones."""
    graph = {name.removesuffix(".__init__"): imports_of(module) for module, name in MODULES.items()}

    assert set(graph) >= {"flowmusic_contract.check"}
    TopologicalSorter(graph).prepare()


def test_rules_and_faults_share_their_areas() -> None:
    """Law 3. Each area is one folder with rules and faults."""

    assert set(AREAS) == {rule.area for rule in RULES} == {fault.id.partition(".")[0] for fault in FAULTS}


@pytest.mark.parametrize(
    "items",
    [RULES, SERVER_FAULTS, CLIENT_FAULTS + RUN_FAULTS, VARIATIONS],
    ids=["rules", "faults", "client faults", "variations"],
)
def test_ids_are_unique(items: list[Any]) -> None:
    """Law 3. An id names one thing, and its sentence is a sentence."""
    ids = [item.id for item in items]

    assert sorted(set(ids)) == sorted(ids)
    assert all(item.sentence.endswith(".") for item in items)

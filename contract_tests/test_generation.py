"""`scripts/generate` writes what the spec says, the same every time, and only under generated/."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A copy of what generation reads and writes."""
    shutil.copy(ROOT / "openapi.yaml", tmp_path)
    shutil.copytree(ROOT / "scripts/generator", tmp_path / "scripts/generator")
    shutil.copytree(ROOT / "generated", tmp_path / "generated")
    return tmp_path


def generate(repository: Path, *options: str) -> subprocess.CompletedProcess[str]:
    program = repository / "scripts/generator/generate.py"
    return subprocess.run([sys.executable, program, *options], capture_output=True, text=True, check=False)


def contents(folder: Path) -> dict[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def edit(repository: Path, before: str, after: str) -> None:
    spec = repository / "openapi.yaml"
    assert before in spec.read_text()
    spec.write_text(spec.read_text().replace(before, after))


def test_generated_is_what_the_spec_generates() -> None:
    """The committed client has not drifted from the spec."""

    assert "" == generate(ROOT, "--check").stdout


def test_one_word_of_the_spec_is_drift(repository: Path) -> None:
    """A changed word in the spec fails the check, which names the command that mends it."""
    edit(repository, "The spend on one song.", "The spend on a song.")
    checked = generate(repository, "--check")

    assert 1 == checked.returncode
    assert "+ " in checked.stdout
    assert checked.stdout.endswith("To mend it, run: scripts/generate\n")


def test_generate_mends_drift(repository: Path) -> None:
    """After a run, the check passes again."""
    edit(repository, "The spend on one song.", "The spend on a song.")

    assert (0, 0) == (generate(repository).returncode, generate(repository, "--check").returncode)


def test_foreign_file_is_drift(repository: Path) -> None:
    """A file that nobody generated fails the check, and a run removes it."""
    foreign = repository / "generated/flowmusic_usage/handmade.py"
    foreign.touch()

    assert 1 == generate(repository, "--check").returncode
    assert 0 == generate(repository).returncode
    assert not foreign.exists()


def test_missing_file_is_drift(repository: Path) -> None:
    """A generated file that is gone fails the check."""
    (repository / "generated/flowmusic_usage/py.typed").unlink()

    assert 1 == generate(repository, "--check").returncode


def test_generate_writes_under_generated_only(repository: Path) -> None:
    """Nothing but generated/ changes, least of all the spec."""
    edit(repository, "The spend on one song.", "The spend on a song.")
    before = contents(repository)
    generate(repository)
    after = contents(repository)

    changed = {path for path in before | after if before.get(path) != after.get(path)}
    assert {"generated"} == {path.parts[0] for path in changed}


def test_unusable_spec_is_one_clear_failure(repository: Path) -> None:
    """A spec that the generator warns about is refused, and generated/ stays as it was."""
    edit(repository, "$ref: '#/components/schemas/UsageSummary'", "$ref: '#/components/schemas/Nothing'")
    before = contents(repository / "generated")
    refused = generate(repository)

    assert 2 == refused.returncode
    assert refused.stderr.startswith("generate: openapi-python-client rejects openapi.yaml:\n")
    assert before == contents(repository / "generated")


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [("paths:", "paths: [", "while parsing"), ("servers:", "x-servers:", "`servers` is missing or empty")],
)
def test_unreadable_spec_is_one_clear_failure(repository: Path, before: str, after: str, complaint: str) -> None:
    """A spec that is no YAML, or that lacks what a client needs, is refused without a traceback."""
    edit(repository, before, after)
    refused = generate(repository)

    assert 2 == refused.returncode
    assert refused.stderr.startswith(f"generate: openapi.yaml: {complaint}")


def test_spec_without_a_form_in_3_0_is_one_clear_failure(repository: Path) -> None:
    """A spec that cannot be said in OpenAPI 3.0 is refused with the place, and generated/ stays as it was."""
    amount = "description: The amount of the event, in tokens."
    edit(repository, amount, f"{amount}\n          exclusiveMinimum: 0")
    before = contents(repository / "generated")
    refused = generate(repository)

    assert 2 == refused.returncode
    assert (
        "generate: openapi.yaml: `exclusiveMinimum` in a schema has no known form in OpenAPI 3.0, "
        "at #/components/schemas/UsageEvent/properties/amount/exclusiveMinimum; "
        "teach scripts/generator/openapi30.py its form\n"
    ) == refused.stderr
    assert before == contents(repository / "generated")

"""`scripts/generate` writes what the spec says, the same every time, and only under generated/."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import frozen

from flowmusic_contract import spec

pytestmark = pytest.mark.xdist_group("generation")  # what its fixtures make is made once

ROOT = Path(__file__).parents[1]

DESCRIPTION: str = spec.at("#/components/schemas/ConversationUsage/description")
REWORDED = f"The {DESCRIPTION.lower()}"


def copied(folder: Path) -> Path:
    """Copies what generation reads and writes into a folder; returns it."""
    shutil.copy(ROOT / "openapi.yaml", folder)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "scripts/generator", folder / "scripts/generator", ignore=ignored)
    shutil.copytree(ROOT / "generated", folder / "generated", ignore=ignored)
    return folder


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A copy of what generation reads and writes."""
    return copied(tmp_path)


def generate(repository: Path, *options: str) -> subprocess.CompletedProcess[str]:
    program = repository / "scripts/generator/generate.py"
    words: list[str | Path] = [sys.executable, "-B", program, *options]
    return subprocess.run(words, capture_output=True, text=True, check=False)


def contents(folder: Path) -> dict[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def edit(repository: Path, before: str, after: str) -> None:
    file = repository / "openapi.yaml"
    assert before in file.read_text()
    file.write_text(file.read_text().replace(before, after))


def test_generated_is_what_the_spec_generates() -> None:
    """The committed client has not drifted from the spec."""

    assert "" == generate(ROOT, "--check").stdout


@frozen
class Mending:
    """What came of a repository that had drifted in three ways: checked, mended and checked again."""

    checked: subprocess.CompletedProcess[str]
    checked_again: subprocess.CompletedProcess[str]
    before: dict[Path, bytes]
    after: dict[Path, bytes]


@pytest.fixture(scope="module")
def mending(tmp_path_factory: pytest.TempPathFactory) -> Mending:
    """A word of the spec was changed, a file was added, and one is gone: then generated/ was made anew."""
    repository = copied(tmp_path_factory.mktemp("drifted"))
    edit(repository, DESCRIPTION, REWORDED)
    (repository / "generated/flowmusic_usage/handmade.py").touch()
    (repository / "generated/flowmusic_usage/py.typed").unlink()
    before = contents(repository)
    checked = generate(repository, "--check")
    generate(repository)
    after = contents(repository)
    return Mending(checked, generate(repository, "--check"), before, after)


@pytest.mark.parametrize(
    "drift",
    [
        f'-    """{DESCRIPTION}"""\n+    """{REWORDED}"""',
        "flowmusic_usage/handmade.py",
        "flowmusic_usage/py.typed",
        "openapi-3.0.yaml",
        "stamp.json",
    ],
)
def test_drift_is_told(mending: Mending, drift: str) -> None:
    """A changed word in the spec, a file that nobody generated and one that is gone fail the check."""

    assert 1 == mending.checked.returncode
    assert drift in mending.checked.stdout
    assert mending.checked.stdout.endswith("To mend it, run: scripts/generate\n")


def test_generate_mends_drift(mending: Mending) -> None:
    """After a run, the check passes again, and nothing is left of the foreign file."""

    assert (0, "") == (mending.checked_again.returncode, mending.checked_again.stdout)
    assert Path("generated/flowmusic_usage/handmade.py") not in mending.after
    assert Path("generated/flowmusic_usage/py.typed") in mending.after


def test_generate_writes_under_generated_only(mending: Mending) -> None:
    """Nothing but generated/ changes, least of all the spec."""
    paths = mending.before | mending.after

    assert {"generated"} == {path.parts[0] for path in paths if mending.before.get(path) != mending.after.get(path)}


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
    edit(repository, "        amount:\n", "        amount:\n          exclusiveMinimum: 0\n")
    before = contents(repository / "generated")
    refused = generate(repository)

    assert 2 == refused.returncode
    assert (
        "generate: openapi.yaml: `exclusiveMinimum` in a schema has no known form in OpenAPI 3.0, "
        "at #/components/schemas/UsageEvent/properties/amount/exclusiveMinimum; "
        "teach scripts/generator/openapi30.py its form\n"
    ) == refused.stderr
    assert before == contents(repository / "generated")

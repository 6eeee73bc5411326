"""The templates of scripts/generate render another spec, too, and what they render is typed and works."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("templates")  # what its fixtures make is made once

ROOT = Path(__file__).parents[1]
OTHER = Path(__file__).with_name("templates")
TOOLS = Path(sys.executable).parent


@pytest.fixture(scope="module")
def orchard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package that is generated from the other spec, and the program that uses it."""
    folder = tmp_path_factory.mktemp("orchard")
    shutil.copytree(ROOT / "scripts/generator", folder / "scripts/generator")
    shutil.copy(OTHER / "openapi.yaml", folder)
    config = folder / "scripts/generator/config.yaml"
    config.write_text(config.read_text().replace("flowmusic_usage", "orchard"))
    program = "import generate; generate.write({}, generate.client())"
    subprocess.run([sys.executable, "-c", program], cwd=folder / "scripts/generator", check=True)
    shutil.copy(OTHER / "use_orchard.py", folder / "generated")
    return folder / "generated"


def run(folder: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    path = f"{TOOLS}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PYTHONPATH": str(folder), "PATH": path}
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "checker",
    [("mypy", "--strict", "--cache-dir", ROOT / ".mypy_cache", "."), ("basedpyright", "--level", "error", ".")],
    ids=["mypy", "pyright"],
)
def test_rendered_package_is_typed(orchard: Path, checker: tuple[str | Path, ...]) -> None:
    """Strict type checkers find nothing wrong in the package nor in its use."""
    (orchard / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}')
    done = run(orchard, TOOLS / checker[0], *checker[1:])

    assert 0 == done.returncode, done.stdout


def test_rendered_package_works(orchard: Path) -> None:
    """It asks, understands, refuses and gives back as its spec says."""
    done = run(orchard, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "use_orchard.py")

    assert 0 == done.returncode, done.stdout

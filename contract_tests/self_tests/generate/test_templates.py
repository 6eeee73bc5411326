"""The templates of scripts/generate also render another spec; the client of it is fully typed and works."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from devtools.generate.client import generate_client
from devtools.generate.trees import write_tree

pytestmark = pytest.mark.xdist_group("templates")  # its fixture is slow

ROOT = Path(__file__).parents[3]
ORCHARD = Path(__file__).with_name("orchard")
TOOLS = Path(sys.executable).parent


@pytest.fixture(scope="module")
def orchard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package that is generated from the other spec, and the program that uses it."""
    folder = tmp_path_factory.mktemp("orchard")
    write_tree(folder, generate_client(ORCHARD / "openapi.yaml", "orchard"))
    shutil.copy(ORCHARD / "use_orchard.py", folder)
    return folder


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
    """Strict type checkers find nothing wrong in the package or in its use."""
    (orchard / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}')
    done = run(orchard, TOOLS / checker[0], *checker[1:])

    assert 0 == done.returncode, done.stdout


def test_rendered_package_works(orchard: Path) -> None:
    """It sends, reads, refuses and writes what its spec says."""
    done = run(orchard, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "use_orchard.py")

    assert 0 == done.returncode, done.stdout

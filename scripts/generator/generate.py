"""Writes generated/ from openapi.yaml and the rules, or with --check tells how it differs from them."""

import argparse
import difflib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import yaml
from facts import MissingError, facts
from openapi30 import UnderivableError, openapi_30

from flowmusic_contract.reports.catalogue import catalogue

ROOT = Path(__file__).resolve().parents[2]
SPEC = ROOT / "openapi.yaml"
GENERATED = ROOT / "generated"
CONFIG = Path(__file__).with_name("config.yaml")
TEMPLATES = Path(__file__).with_name("templates")
PACKAGE = yaml.safe_load(CONFIG.read_text())["package_name_override"]

NOT_OURS = {"LANGUAGES.md"}
"""What scripts/languages writes."""

Tree = dict[str, str]
"""The text of each file, by its path below the folder."""


def main() -> int:
    """Returns 0 if generated/ is as it should be now, 1 if --check found drift, 2 if the generator failed."""
    arguments = argparse.ArgumentParser(prog="scripts/generate", description=__doc__)
    arguments.add_argument("--check", action="store_true", help="write nothing; exit 1 if generated/ has drifted")
    check = arguments.parse_args().check
    try:
        wanted = generate()
    except subprocess.CalledProcessError as failure:
        print(f"generate: openapi-python-client rejects {SPEC.name}:\n{failure.stdout}", file=sys.stderr)
        return 2
    except (yaml.YAMLError, MissingError) as error:
        print(f"generate: {SPEC.name}: {error}", file=sys.stderr)
        return 2
    except UnderivableError as error:
        print(f"generate: {SPEC.name}: {error}; teach scripts/generator/openapi30.py its form", file=sys.stderr)
        return 2
    present = {name: text for name, text in read(GENERATED).items() if name not in NOT_OURS}
    if check:
        return report_drift(present, wanted)
    write(present, wanted)
    return 0


def generate() -> Tree:
    """Returns what generated/ should hold."""
    package = client()
    spec_30 = openapi_30(SPEC.read_text(encoding="utf-8"))
    return package | {"openapi-3.0.yaml": spec_30, "stamp.json": stamp(), "RULES.md": catalogue()}


def client() -> Tree:
    """Returns the client package, which our templates make of any spec."""
    with tempfile.TemporaryDirectory() as scratch:
        package = Path(scratch) / "generated" / PACKAGE
        templates = Path(scratch) / "templates"
        shutil.copytree(TEMPLATES, templates)
        (templates / "spec.jinja").write_text(facts(yaml.safe_load(SPEC.read_text())))
        tools = Path(sys.executable).parent
        subprocess.run(
            [
                *(tools / "openapi-python-client", "generate", "--meta", "none", "--fail-on-warning"),
                *("--path", SPEC, "--config", CONFIG, "--custom-template-path", templates, "--output-path", package),
            ],
            env=os.environ | {"PATH": f"{tools}{os.pathsep}{os.environ.get('PATH', '')}"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=True,
        )
        (package / "py.typed").touch()
        return read(package.parent)


def stamp() -> str:
    """Returns what the output was made from: a change of any of it is drift, even where the output is the same."""
    made_from = {
        "spec_sha256": hashlib.sha256(SPEC.read_bytes()).hexdigest(),
        "openapi-python-client": version("openapi-python-client"),
        "ruff": version("ruff"),
        "pyyaml": version("pyyaml"),
    }
    return json.dumps(made_from, indent=2) + "\n"


def read(folder: Path) -> Tree:
    """Returns what a folder holds."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.parent.name != "__pycache__")
    return {path.relative_to(folder).as_posix(): path.read_text(errors="replace") for path in files}


def report_drift(present: Tree, wanted: Tree) -> int:
    """Prints how the trees differ; returns 1 if they do."""
    drift = [name for name in sorted(present | wanted) if present.get(name) != wanted.get(name)]
    for name in drift:
        before, after = (tree.get(name, "").splitlines() for tree in (present, wanted))
        print("\n".join(difflib.unified_diff(before, after, f"generated/{name}", f"wanted/{name}", lineterm="", n=1)))
    if drift:
        print(f"generated/ has drifted from openapi.yaml or the rules: {', '.join(drift)}")
        print("To mend it, run: scripts/generate")
    return 1 if drift else 0


def write(present: Tree, wanted: Tree) -> None:
    """Makes generated/ the wanted tree, and touches no file that is right already."""
    for name in present.keys() - wanted.keys():
        (GENERATED / name).unlink()
    for name, text in wanted.items():
        if present.get(name) != text:
            (GENERATED / name).parent.mkdir(parents=True, exist_ok=True)
            (GENERATED / name).write_text(text)


if __name__ == "__main__":
    sys.exit(main())

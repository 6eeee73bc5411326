"""Other clients and models of the same spec, generated anew for each run."""

import json
import os
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import yaml

from benchmarks.measuring import ROOT

PEERS = ROOT / ".cache/bench/peers"
SPEC = ROOT / "openapi.yaml"

STOCK = "stock_client"
"""What openapi-python-client makes with its own templates and settings."""


def generate_stock() -> None:
    """Writes the stock client."""
    command = ["generate", "--meta", "none", "--overwrite", "--fail-on-warning", "--path", str(SPEC)]
    _run("openapi-python-client", *command, "--output-path", str(_emptied(STOCK)))


def generate_all() -> None:
    """Writes every peer."""
    generate_stock()
    spec = yaml.safe_load(SPEC.read_text())
    # In the peers' favour: ours leaves the pattern to whoever asks for the moment.
    del spec["components"]["schemas"]["UsageEvent"]["properties"]["event_at"]["pattern"]
    (PEERS / "spec.json").write_text(json.dumps(spec))
    for kind in "pydantic_v2.BaseModel", "msgspec.Struct":
        command = ["--input", str(PEERS / "spec.json"), "--input-file-type", "openapi", "--output-model-type", kind]
        module = PEERS / f"{kind.partition('.')[0]}_models.py"
        _run("datamodel-codegen", *command, "--formatters", "builtin", "--output", str(module))


def peer(module: str) -> ModuleType:
    """Returns a module that was generated."""
    if str(PEERS) not in sys.path:
        sys.path.append(str(PEERS))
    return import_module(module)


def _emptied(package: str) -> Path:
    shutil.rmtree(PEERS / package, ignore_errors=True)
    PEERS.mkdir(parents=True, exist_ok=True)
    return PEERS / package


def _run(tool: str, *arguments: str) -> None:
    folders = [str(Path(sys.executable).parent), str(ROOT / ".cache/bench/packages/bin"), os.environ.get("PATH", "")]
    environment = os.environ | {"PATH": os.pathsep.join(folders)}
    done = subprocess.run(
        [tool, *arguments], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode != 0:
        raise SystemExit(f"bench: {tool} failed:\n{done.stdout}")

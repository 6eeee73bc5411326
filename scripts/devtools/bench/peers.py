"""Other clients and models of the same spec, generated again for each run."""

import json
import os
import shutil
import subprocess
import sys
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import click
import yaml

from devtools.bench.tools import INSTALLED
from devtools.paths import SPEC
from devtools.pinned import install

PACKAGES = INSTALLED / "packages"
"""The libraries that only these measurements need. Child processes find them by `PYTHONPATH`."""

PEERS = INSTALLED / "peers"

STOCK = "stock_client"
"""What openapi-python-client generates with its own templates and settings."""


def generate_stock() -> None:
    """Generates the stock client."""
    shutil.rmtree(PEERS / STOCK, ignore_errors=True)
    PEERS.mkdir(parents=True, exist_ok=True)
    command = ["generate", "--meta", "none", "--overwrite", "--fail-on-warning", "--path", str(SPEC)]
    _run("openapi_python_client", *command, "--output-path", str(PEERS / STOCK))


def generate_all() -> None:
    """Installs the other libraries and generates every peer."""
    install(Path(__file__).with_name("peers.txt"), PACKAGES)
    generate_stock()
    spec = yaml.safe_load(SPEC.read_text(encoding="utf-8"))
    # In favour of the peers: our client checks this pattern only when a timestamp is read.
    del spec["components"]["schemas"]["UsageEvent"]["properties"]["event_at"]["pattern"]
    (PEERS / "spec.json").write_text(json.dumps(spec), encoding="utf-8")
    for kind in "pydantic_v2.BaseModel", "msgspec.Struct":
        command = ["--input", str(PEERS / "spec.json"), "--input-file-type", "openapi", "--output-model-type", kind]
        module = PEERS / f"{kind.partition('.')[0]}_models.py"
        _run(
            "datamodel_code_generator", *command, "--formatters", "builtin", "--output", str(module), packages=PACKAGES
        )


def peer(name: str) -> ModuleType:
    """Returns a module of a generated peer, or of our client, by its full name."""
    package = name.partition(".")[0]
    if package not in sys.modules and (PEERS / package).with_suffix(".py").exists():
        _load(package, PEERS / f"{package}.py")
    elif package not in sys.modules and (PEERS / package).is_dir():
        _load(package, PEERS / package / "__init__.py")
    return import_module(name)


def _load(name: str, file: Path) -> None:
    spec = spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise ImportError(f"cannot import {file}")
    module = module_from_spec(spec)
    sys.modules[name] = module  # first, because its submodules import it
    spec.loader.exec_module(module)


def _run(tool: str, *arguments: str, packages: Path | None = None) -> None:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])  # for the tool's formatter
    environment = os.environ | {"PATH": path, "PYTHONPATH": str(packages or "")}
    done = subprocess.run(
        [sys.executable, "-m", tool, *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise click.ClickException(f"{tool} failed:\n{done.stdout}")

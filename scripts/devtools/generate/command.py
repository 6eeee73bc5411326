"""What `scripts/generate` does: generate, then compare or write."""

import hashlib
import json
import sys
from importlib.metadata import version

import yaml

from devtools.generate.client import generate_client
from devtools.generate.errors import InvalidSpecError
from devtools.generate.openapi30 import UnderivableError, openapi_30
from devtools.generate.trees import Tree, difference, read_tree, write_tree
from devtools.paths import ROOT, SPEC

GENERATED = ROOT / "generated"
PACKAGE = "flowmusic_usage"


def write_generated() -> int:
    """Makes generated/ what the spec generates; returns 0, or 2 if the spec is refused."""
    wanted = _generate()
    if wanted is None:
        return 2
    write_tree(GENERATED, wanted)
    return 0


def check_generated() -> int:
    """Prints how generated/ differs; returns 0, 1 if it differs, or 2 if the spec is refused."""
    wanted = _generate()
    if wanted is None:
        return 2
    diff = difference(read_tree(GENERATED), wanted)
    if diff:
        print(diff)
        print("generated/ differs from what openapi.yaml generates. To update it, run: scripts/generate")
    return 1 if diff else 0


def _generate() -> Tree | None:
    try:
        client = generate_client(SPEC, PACKAGE)
        spec_30 = openapi_30(SPEC.read_text(encoding="utf-8"))
    except UnderivableError as error:
        problem = f"{error}; add it to scripts/devtools/generate/openapi30.py"
    except (yaml.YAMLError, InvalidSpecError) as error:
        problem = f"{error}"
    else:
        return client | {"openapi-3.0.yaml": spec_30, "stamp.json": _stamp()}
    print(f"generate: {SPEC.name}: {problem}", file=sys.stderr)
    return None


def _stamp() -> str:
    """Names what the output was made from. If that changes, it is drift even if the output stays the same."""
    made_from = {
        "generated": "from openapi.yaml by scripts/generate; do not edit",
        "spec_sha256": hashlib.sha256(SPEC.read_bytes()).hexdigest(),
        "openapi-python-client": version("openapi-python-client"),
        "ruff": version("ruff"),
        "pyyaml": version("pyyaml"),
    }
    return json.dumps(made_from, indent=2) + "\n"

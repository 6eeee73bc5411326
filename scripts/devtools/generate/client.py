"""Generates the client package: openapi-python-client reads the spec, the templates beside this module write it."""

import contextlib
import io
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from jinja2 import PackageLoader
from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError

from devtools.generate.errors import InvalidSpecError
from devtools.generate.template_context import context_of, functions
from devtools.generate.trees import Tree, read_tree, write_tree
from devtools.generate.unused import without_unused

TEMPLATES = Path(__file__).with_name("templates")
HEADER = "# Generated from openapi.yaml by scripts/generate. Do not edit.\n"

# Formatting is part of the output, so no other settings apply.
_MEND = "check --isolated --no-cache --target-version py311 --line-length 120 --extend-select I,UP --fix-only"
_FORMAT = "format --isolated --no-cache --target-version py311 --line-length 120"


def generate_client(spec: Path, package: str) -> Tree:
    """Returns the files of the client package of a spec.

    Raises:
        yaml.YAMLError: If the spec is not YAML.
        InvalidSpecError: If openapi-python-client warns about the spec, or a client of it would lack something.
    """
    document = yaml.safe_load(spec.read_text(encoding="utf-8"))
    if not isinstance(document, dict):
        raise InvalidSpecError("not a YAML mapping")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / package
        _render(document, package, folder)
        _ruff(folder, _MEND)  # without its unused imports, a module shows which helpers it uses
        write_tree(folder, _finished(read_tree(folder)))
        _ruff(folder, _MEND)
        _ruff(folder, _FORMAT)
        return read_tree(folder.parent)


def _render(document: dict[str, Any], package: str, folder: Path) -> None:
    options = ConfigFile(
        package_name_override=package,
        docstrings_on_attributes=True,
        field_prefix="",  # `_account_email` becomes account_email; the default makes it field_account_email
        post_hooks=[],
    )
    config = Config.from_sources(
        options, MetaType.NONE, document_source="", file_encoding="utf-8", overwrite=False, output_path=folder
    )
    context = context_of(document)
    data = GeneratorData.from_dict(document, config=config)
    if isinstance(data, GeneratorError):
        raise _rejected([data])
    project = Project(openapi=data, config=config, custom_template_path=TEMPLATES)
    project.env.globals.update(context | functions(data, has_token_variable=bool(context["token_variable"])))
    with contextlib.redirect_stdout(io.StringIO()):  # it prints the name of the scratch folder
        problems = project.build()
    if problems:
        raise _rejected(problems)
    for name in _private_modules():
        text = project.env.get_template(f"{name}.jinja").render()
        (folder / f"_{name}").write_text(text, encoding="utf-8")


def _private_modules() -> list[str]:
    """Returns the modules that only our templates have; the others replace those of openapi-python-client."""
    stock = PackageLoader("openapi_python_client").list_templates()
    return sorted(path.stem for path in TEMPLATES.iterdir() if path.name not in stock)


def _rejected(problems: Sequence[GeneratorError]) -> InvalidSpecError:
    """Returns an error that names each problem: even a warning means that something is left out of the client."""
    texts = ["\n".join(filter(None, (problem.header, problem.detail))) for problem in problems]
    return InvalidSpecError("\n".join(["rejected by openapi-python-client", *texts]))


def _ruff(folder: Path, options: str) -> None:
    command = [sys.executable, "-P", "-m", "ruff", *options.split(), str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _finished(files: Tree) -> Tree:
    """Returns the rendered files without unused helpers, each with a first line that says that it is generated."""
    return {name: HEADER + text for name, text in (without_unused(files, "types.py") | {"py.typed": ""}).items()}

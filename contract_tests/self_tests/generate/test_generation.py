"""`scripts/generate` writes what the spec says, the same every time, and only under generated/."""

import ast
import io
import json
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
import yaml
from attrs import fields, frozen

import flowmusic_usage
from devtools.generate import command
from devtools.generate.__main__ import main
from devtools.generate.client import generate_client
from devtools.generate.errors import InvalidSpecError
from devtools.generate.template_context import TAKEN
from flowmusic_contract import spec
from flowmusic_usage import AuthenticatedClient

pytestmark = pytest.mark.xdist_group("generation")  # its fixtures are slow

ROOT = Path(__file__).parents[3]
GENERATED = [path for path in (ROOT / "generated").rglob("*") if path.is_file() and path.suffix not in (".pyc", ".md")]

DESCRIPTION: str = spec.at("#/components/schemas/ConversationUsage/description")
REWORDED = f"The {DESCRIPTION.lower()}"


def copied(folder: Path) -> Path:
    """Copies what generation reads and writes to a folder; returns it."""
    shutil.copy(ROOT / "openapi.yaml", folder)
    shutil.copytree(ROOT / "generated", folder / "generated", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A copy of what generation reads and writes."""
    return copied(tmp_path)


Done = subprocess.CompletedProcess[str]


def start(*options: str) -> Done:
    """Runs the command in a process of its own."""
    words = [sys.executable, "-B", "-P", "-m", "devtools.generate", *options]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)


def generate(repository: Path, *options: str) -> Done:
    """Runs the command on a copy, in this process."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as changed, redirect_stdout(out), redirect_stderr(err):
        changed.setattr(command, "SPEC", repository / "openapi.yaml")
        changed.setattr(command, "GENERATED", repository / "generated")
        with pytest.raises(SystemExit) as end:
            main(options, prog_name="scripts/generate")
    return Done(options, int(end.value.code or 0), out.getvalue(), err.getvalue())


def contents(folder: Path) -> dict[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def edit(repository: Path, before: str, after: str) -> None:
    file = repository / "openapi.yaml"
    assert before in file.read_text()
    file.write_text(file.read_text().replace(before, after))


def test_generated_is_what_the_spec_generates() -> None:
    """The committed client has not drifted from the spec."""

    assert "" == start("--check").stdout


@frozen
class Update:
    """A repository with three kinds of drift: checked, generated and checked again."""

    checked: Done
    checked_again: Done
    before: dict[Path, bytes]
    after: dict[Path, bytes]


@pytest.fixture(scope="module")
def update(tmp_path_factory: pytest.TempPathFactory) -> Update:
    """A word of the spec is changed, a file added and another one deleted; then generated/ is written again."""
    repository = copied(tmp_path_factory.mktemp("drifted"))
    edit(repository, DESCRIPTION, REWORDED)
    (repository / "generated/flowmusic_usage/handmade.py").touch()
    (repository / "generated/flowmusic_usage/py.typed").unlink()
    before = contents(repository)
    checked = generate(repository, "--check")
    generate(repository)
    after = contents(repository)
    return Update(checked, generate(repository, "--check"), before, after)


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
def test_drift_is_reported(update: Update, drift: str) -> None:
    """A changed word in the spec, a handmade file and a missing one fail the check."""

    assert 1 == update.checked.returncode
    assert drift in update.checked.stdout
    assert update.checked.stdout.endswith("To update it, run: scripts/generate\n")


def test_generate_removes_drift(update: Update) -> None:
    """After a run, the check passes again, and the handmade file is gone."""

    assert (0, "") == (update.checked_again.returncode, update.checked_again.stdout)
    assert Path("generated/flowmusic_usage/handmade.py") not in update.after
    assert Path("generated/flowmusic_usage/py.typed") in update.after


def test_generate_writes_under_generated_only(update: Update) -> None:
    """Nothing outside generated/ changes, least of all the spec."""
    paths = update.before | update.after

    assert {"generated"} == {path.parts[0] for path in paths if update.before.get(path) != update.after.get(path)}


@pytest.mark.parametrize("path", GENERATED, ids=[path.relative_to(ROOT).as_posix() for path in GENERATED])
def test_file_says_that_it_is_generated(path: Path) -> None:
    """The first line of each generated file, or of the stamp its first member, names the source and the command."""
    text = path.read_text()
    line = json.loads(text)["generated"] if path.suffix == ".json" else text.partition("\n")[0]

    assert "openapi.yaml by scripts/generate" in line
    assert "do not edit" in line.lower()


def names_in(tree: ast.AST) -> set[str]:
    """Returns the names that some code uses, itself or of another module."""
    nodes = list(ast.walk(tree))
    names = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    attributes = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return names | attributes | {node.name for node in nodes if isinstance(node, ast.alias)}


def test_no_unused_helper_is_generated() -> None:
    """Each function and class of the helper module is used in the package."""
    package = ROOT / "generated/flowmusic_usage"
    helpers = ast.parse((package / "types.py").read_text()).body
    used = set[str]().union(*(names_in(ast.parse(path.read_text())) for path in package.rglob("*.py")))

    assert set() == {node.name for node in helpers if isinstance(node, ast.FunctionDef | ast.ClassDef)} - used


def test_no_client_without_a_token_is_generated() -> None:
    """Each operation needs a token, so there is no client without one."""

    assert not hasattr(flowmusic_usage, "Client")


def test_help_is_one_clear_line() -> None:
    """The help says what the command does in one line."""
    shown = " ".join(start("--help").stdout.split())

    assert "Write generated/ from openapi.yaml: the Python client, and the spec in OpenAPI 3.0." in shown


def test_help_imports_no_generator() -> None:
    """The help is printed at once: parsing the arguments does not import openapi-python-client."""
    program = "import sys, devtools.generate.__main__; print('openapi_python_client' in sys.modules)"

    assert (
        "False\n" == subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    )


def test_spec_with_a_warning_is_refused(repository: Path) -> None:
    """If openapi-python-client warns about the spec, the command fails, and generated/ does not change."""
    edit(repository, "$ref: '#/components/schemas/UsageSummary'", "$ref: '#/components/schemas/Nothing'")
    before = contents(repository / "generated")
    refused = generate(repository)

    assert 2 == refused.returncode
    assert refused.stderr.startswith("generate: openapi.yaml: rejected by openapi-python-client\n")
    assert "UsageSummary" not in refused.stdout
    assert before == contents(repository / "generated")


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("paths:", "paths: [", "while parsing"),
        ("servers:", "x-servers:", "`servers` is missing or empty"),
        ("openapi: 3.1.0", "openapi: 2.0.0", "rejected by openapi-python-client"),
    ],
)
def test_unusable_spec_is_refused(repository: Path, before: str, after: str, complaint: str) -> None:
    """A spec that is not YAML, or lacks what a client needs, is refused without a traceback."""
    edit(repository, before, after)
    refused = generate(repository)

    assert 2 == refused.returncode
    assert refused.stderr.startswith(f"generate: openapi.yaml: {complaint}")


def test_spec_without_a_form_in_3_0_is_refused(repository: Path) -> None:
    """A spec that OpenAPI 3.0 cannot express is refused with a JSON pointer, and generated/ does not change."""
    edit(repository, "        amount:\n", "        amount:\n          exclusiveMinimum: 0\n")
    before = contents(repository / "generated")
    refused = generate(repository)

    assert 2 == refused.returncode
    assert (
        "generate: openapi.yaml: `exclusiveMinimum` in a schema has no known form in OpenAPI 3.0, "
        "at #/components/schemas/UsageEvent/properties/amount/exclusiveMinimum; "
        "add it to scripts/devtools/generate/openapi30.py\n"
    ) == refused.stderr
    assert before == contents(repository / "generated")


def test_every_other_name_of_the_client_is_taken() -> None:
    """The names that no operation can have are all others of the client, and those of the package in lower case."""
    operation = "get_account_usage"
    attributes = {*dir(AuthenticatedClient), *(each.name for each in fields(AuthenticatedClient))}
    names = {name for name in attributes | set(dir(flowmusic_usage)) if name[0].islower()}

    assert names - {operation, f"{operation}_async"} == TAKEN


@pytest.mark.parametrize(
    ("operation_ids", "problem"),
    [
        (("close",), "the operation `close` has the name of something else in the client: rename it"),
        (("getIt", "get_it_async"), "two operations are called `get_it_async` in the client: rename one"),
        (("getIt", "get_it"), "two operations are called `get_it` in the client: rename one"),
    ],
)
def test_operation_needs_a_name_of_its_own(tmp_path: Path, operation_ids: tuple[str, ...], problem: str) -> None:
    """An operation that would hide something else of the client, or another operation, is an error."""
    paths = {
        f"/{at}": {"get": {"operationId": each, "tags": [f"tag{at}"], "responses": {"204": {"description": "Done."}}}}
        for at, each in enumerate(operation_ids)
    }
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "servers": [{"url": "/"}], "paths": paths}
    spec = tmp_path / "openapi.yaml"
    spec.write_text(yaml.safe_dump(document))

    with pytest.raises(InvalidSpecError, match=problem):
        generate_client(spec, "package")


def test_model_does_not_hide_a_name_of_the_package(tmp_path: Path) -> None:
    """A model with the name of something else in the package is left out there, and stays in `models`."""
    schemas = {name: {"type": "object", "properties": {"n": {"type": "integer"}}} for name in ("ApiError", "Tree")}
    content = {name: {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}} for name in schemas}
    responses = {
        status: {"description": name, "content": content[name]}
        for status, name in (("200", "Tree"), ("400", "ApiError"))
    }
    document = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "servers": [{"url": "/"}],
        "paths": {"/": {"get": {"operationId": "getIt", "tags": ["trees"], "responses": responses}}},
        "components": {"schemas": schemas},
    }
    spec = tmp_path / "openapi.yaml"
    spec.write_text(yaml.safe_dump(document))
    files = generate_client(spec, "package")
    package = ast.parse(files["package/__init__.py"]).body
    imports = {node.module: [each.name for each in node.names] for node in package if isinstance(node, ast.ImportFrom)}

    assert ["Tree"] == imports["models"]
    assert "ApiError" in imports["errors"]
    assert "ApiError" in files["package/models/__init__.py"]

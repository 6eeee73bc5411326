"""What programs print, and the programs themselves, as Markdown."""

import io
import os
from contextlib import redirect_stderr, redirect_stdout

from devtools.paths import ROOT
from flowmusic_contract import cli
from flowmusic_contract.all_faults import SERVER_FAULTS
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, Api, demo_ledger, running
from flowmusic_contract.mock_server.control_document import document
from flowmusic_contract.mock_server.scenarios import SCENARIOS

SHOWN_URL = "http://127.0.0.1:8612/v1"
"""The base URL that documents show instead of a random port."""


def finding() -> str:
    """Returns the finding about a server with one fault, as the documented command prints it.

    How many more findings are like it depends on the generated requests, so that line is left out. The last line is
    folded to the width of a page.
    """
    fault = next(fault for fault in SERVER_FAULTS if fault.id == "summary.credits-of-received-types-are-zero")
    with running(fault(Api(demo_ledger()))) as base_url:
        printed = _run("server", "--base-url", base_url, "--email", DEMO_EMAILS[0], "--no-fuzz", token=DEMO_TOKEN)
    lines = printed[printed.index("BROKEN") :].split("\n\n")[0].replace(base_url, SHOWN_URL).splitlines()
    block = "\n".join(line for line in lines if not line.strip().startswith("and "))
    block = block.replace(" --no-fuzz", "").replace(" --rule", f" \\\n{' ' * 19}--rule")
    return f"```text\n{block}\n```\n"


def mock_greeting() -> str:
    """Returns `scripts/mock` and what it prints when it starts."""
    from flowmusic_contract.cli.mock_serving import greeting  # noqa: PLC0415 - a command is loaded when it is needed

    return _console("scripts/mock", greeting(SHOWN_URL, demo_ledger()))


def example(name: str) -> str:
    """Returns a program of examples/."""
    path = ROOT / "examples" / name
    suffix = path.suffix.removeprefix(".")
    language = {"py": "python", "mjs": "javascript"}.get(suffix, suffix)
    return f"```{language}\n{path.read_text(encoding='utf-8').strip()}\n```\n"


def scenario_table() -> str:
    """Returns a table of the scenarios that the mock server can start with."""
    rows = [f"| `{each.name}` | {each.sentence.removesuffix('.')} |" for each in SCENARIOS.values()]
    return "\n".join(["| scenario | what it has |", "| --- | --- |", *rows]) + "\n"


def control_table() -> str:
    """Returns a table of the operations of the control API."""
    lines = ["| request | what it does |", "| --- | --- |"]
    for path, item in document()["paths"].items():
        lines += [f"| `{method.upper()} /_mock{path}` | {each['summary']} |" for method, each in item.items()]
    return "\n".join(lines) + "\n"


def script_table() -> str:
    """Returns a table of scripts/ with the usage in the second line of each."""
    lines = ["| command | what it does |", "| --- | --- |"]
    for script in sorted(path for path in (ROOT / "scripts").iterdir() if path.is_file()):
        usage, _, sentence = script.read_text(encoding="utf-8").splitlines()[1].partition(": ")[2].partition(": ")
        lines.append(f"| `{usage}` | {sentence.removesuffix('.')} |")
    return "\n".join(lines) + "\n"


def _console(line: str, printed: str) -> str:
    return f"```console\n$ {line}\n{printed.strip()}\n```\n"


def _run(*words: str, token: str = "") -> str:
    printed = io.StringIO()
    environment = {"USEAPI_TOKEN": token, "FLOWMUSIC_CONTRACT_NAME": "scripts/contract", "COLUMNS": "110"}
    before = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    try:
        with redirect_stdout(printed), redirect_stderr(io.StringIO()):
            cli.main(words)
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
    return printed.getvalue()

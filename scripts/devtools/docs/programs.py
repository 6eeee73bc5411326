"""What programs print, and the programs themselves, as Markdown."""

from attrs import evolve

from devtools.paths import ROOT
from flowmusic_contract.all_faults import changes_by_id
from flowmusic_contract.check import report_on_exchanges
from flowmusic_contract.cli.mock_serving import greeting
from flowmusic_contract.cli.output import for_terminal
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, Api, demo_ledger
from flowmusic_contract.mock_server.control_document import document
from flowmusic_contract.mock_server.scenarios import SCENARIOS
from flowmusic_contract.reports.redaction import redaction
from flowmusic_contract.reports.text import text_report
from flowmusic_contract.server.connection import InProcessConnection
from flowmusic_contract.server.outgoing import request_of
from flowmusic_contract.server.probe import get
from flowmusic_contract.server.session import ProbeSession
from flowmusic_contract.server.target import DEMO_TENANT, Target

SHOWN_URL = "http://127.0.0.1:8612/v1"
"""The base URL of the mock server in documents."""


def finding() -> str:
    """Returns the finding about a response with one fault, as a check prints it; its last line is folded."""
    fault = changes_by_id()["summary.credits-of-received-types-are-zero"]
    target = Target(SHOWN_URL, DEMO_TENANT)
    session = ProbeSession(target, InProcessConnection(fault(Api(demo_ledger()))))
    exchange = session.send(request_of(get(DEMO_EMAILS[0], DEMO_TOKEN), target))
    report = evolve(
        report_on_exchanges(SHOWN_URL, [exchange]),
        again=f"scripts/contract server --base-url {SHOWN_URL} --email {DEMO_EMAILS[0]}",
    )
    text = text_report("", report, for_terminal(report, redaction(DEMO_TOKEN)))
    block = text[text.index("BROKEN") :].partition("\n\n")[0]
    folded = block.replace(" --rule", f" \\\n{' ' * 19}--rule")
    return f"```text\n{folded}\n```\n"


def mock_greeting() -> str:
    """Returns `scripts/mock` and what it prints when it starts."""
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

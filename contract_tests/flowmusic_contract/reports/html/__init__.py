"""The report for people: one HTML page that needs no network and no script."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from flowmusic_contract.engine.report import Report
from flowmusic_contract.reports.html.page import page_of
from flowmusic_contract.reports.redaction import Redact

_FOLDER = Path(__file__).parent


def html_report(report: Report, redact: Redact) -> str:
    """Returns the report as an HTML page."""
    environment = Environment(
        autoescape=True,
        loader=FileSystemLoader(_FOLDER),
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["prose"] = _prose
    # The style sheet is part of this package, so it is not escaped.
    style = Markup((_FOLDER / "style.css").read_text(encoding="utf-8"))  # noqa: S704
    page = environment.get_template("report.html.jinja").render(page=page_of(report, redact), style=style)
    return f"{page}\n"


def _prose(sentence: str) -> Markup:
    """Returns a sentence with code where it has backticks."""
    code = Markup("<code>{}</code>")
    parts = sentence.split("`")  # every second one was between backticks
    return Markup().join(code.format(part) if index % 2 else escape(part) for index, part in enumerate(parts))

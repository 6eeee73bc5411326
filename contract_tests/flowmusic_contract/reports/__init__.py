"""From verdicts to reports: text, JSON, JUnit, SARIF, GitHub annotations, HTML and Markdown."""

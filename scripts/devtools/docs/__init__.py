"""What the marked blocks of the documents contain. `scripts/docs` runs cog, which calls these functions.

A block looks like this: `<!-- [[[cog cog.out(docs.rules_by_area()) ]]] -->`. Each function returns Markdown.
"""

from devtools.docs.catalogue import cases, rule_pages, rules_by_area, totals
from devtools.docs.excerpts import excerpt, page_list
from devtools.docs.figures import benchmark, languages, servers
from devtools.docs.programs import (
    control_table,
    example,
    finding,
    mock_greeting,
    scenario_table,
    script_table,
)
from devtools.docs.samples import code_samples

__all__ = [
    "benchmark",
    "cases",
    "code_samples",
    "control_table",
    "example",
    "excerpt",
    "finding",
    "languages",
    "mock_greeting",
    "page_list",
    "rule_pages",
    "rules_by_area",
    "scenario_table",
    "script_table",
    "servers",
    "totals",
]

"""Recorded results, as Markdown: the matrices of clients and servers, and the measurements."""

from devtools.bench import results as measurements
from devtools.languages.clients import load_clients
from devtools.languages.markdown import blocks
from devtools.languages.results import read_results
from devtools.servers import markdown as server_blocks
from devtools.servers import results as server_results
from devtools.servers.servers import load_servers


def languages(block: str) -> str:
    """Returns a block of the page about languages: `summary`, `table`, `known failures` or `recipe NAME`."""
    return f"\n{blocks(load_clients(), read_results())[block]}\n\n"


def servers(block: str) -> str:
    """Returns a block of the page about servers: `summary`, `stacks`, `mocks` or `known failures`."""
    return f"\n{server_blocks.blocks(load_servers(), server_results.read_results())[block]}\n\n"


def benchmark(name: str) -> str:
    """Returns the tables of a saved measurement, with the command that made them."""
    result = measurements.load(name)
    versions = ", ".join(f"{package} {version}" for package, version in result.versions.items())
    tables = "\n\n".join(measurements.markdown(table) for table in result.tables)
    return f"`{result.command}`, with {versions}:\n\n{tables}"

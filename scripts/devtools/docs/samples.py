"""The code samples that the mock server shows: the adapters of the language matrix, as YAML."""

import json
import textwrap
from collections.abc import Iterator

from devtools.languages.clients import ClientSpec, load_clients


def code_samples() -> str:
    """Returns the adapters by language, in the order of the matrix."""
    clients = load_clients()
    lines: list[str] = []
    for language in dict.fromkeys(client.language for client in clients):
        lines += [f"- language: {json.dumps(language)}", "  clients:"]
        for client in clients:
            if client.language == language:
                lines += _client(client)
    return "\n".join(lines) + "\n"


def _client(client: ClientSpec) -> Iterator[str]:
    yield f"    - name: {json.dumps(client.name)}"
    yield f"      generator: {json.dumps(client.generated_by)}"
    yield f"      file: {json.dumps(client.program.name)}"
    yield f"      build: {json.dumps([command.strip() for command in _built_by(client)])}"
    yield f"      run: {json.dumps(client.run)}"
    yield "      code: |"
    yield textwrap.indent(client.program.read_text(encoding="utf-8").rstrip(), " " * 8)


def _built_by(client: ClientSpec) -> Iterator[str]:
    """Yields the commands that build the client; `true` is the command of a row that needs none."""
    yield from (command for command in (client.generate, client.check) if not command.startswith("true"))

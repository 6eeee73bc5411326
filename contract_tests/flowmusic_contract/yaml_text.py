"""YAML, read and written with libyaml where PyYAML was built with it, and more slowly elsewhere."""

from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def from_yaml(text: str | bytes) -> Any:
    """Returns what a document in YAML says."""
    return yaml.load(text, _LOADER)  # noqa: S506 - both loaders are safe


def nodes_of(text: str) -> yaml.Node | None:
    """Returns the nodes of a document in YAML, which know their lines."""
    return yaml.compose(text, _LOADER)


def to_yaml(document: object) -> str:
    """Returns a document in YAML, with its members in their order."""
    return str(yaml.dump(document, Dumper=_DUMPER, sort_keys=False, allow_unicode=True, width=120))

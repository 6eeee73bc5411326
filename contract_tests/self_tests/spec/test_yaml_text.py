"""YAML is read and written the same with libyaml and without it."""

import runpy

import pytest
import yaml

from flowmusic_contract import yaml_text
from self_tests.spec.test_spec_wording import ROOT

TEXT = (ROOT / "openapi.yaml").read_text(encoding="utf-8")


def test_without_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PyYAML was built without libyaml, the spec is the same, and so is the YAML that is written."""
    document, written = yaml_text.from_yaml(TEXT), yaml_text.to_yaml({"b": "é", "a": [1]})
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    monkeypatch.delattr(yaml, "CSafeDumper", raising=False)
    slow = runpy.run_path(yaml_text.__file__)

    assert document == slow["from_yaml"](TEXT)
    assert written == slow["to_yaml"]({"b": "é", "a": [1]})

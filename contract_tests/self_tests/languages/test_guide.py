"""The guide: contract_tests/clients/README.md says how to add a client."""

import re

import yaml
from attrs import fields

from devtools.languages.clients import CLIENTS, MATRIX, ClientSpec

GUIDE = CLIENTS / "README.md"


def test_the_guide_explains_every_key() -> None:
    """Each key of a row is in the example or in the list of other keys."""

    explained = re.findall(r"^ {3}(?:- |  )(\w+):|^ {3}- `(\w+)`:", GUIDE.read_text(), re.MULTILINE)
    assert sorted(each.name for each in fields(ClientSpec)) == sorted(first or second for first, second in explained)


def test_the_example_row_is_a_row() -> None:
    """The example in the guide is in the matrix, value by value."""

    [example] = re.findall(r"^   ```yaml\n(.*?)^   ```", GUIDE.read_text(), re.MULTILINE | re.DOTALL)
    assert yaml.safe_load(example)[0] in yaml.safe_load(MATRIX.read_text())


def test_the_example_of_a_known_failure_is_one() -> None:
    """The client in the example fails in these cases."""

    [rule] = re.findall(r"^   (client\.\S+ \S+)  # ", GUIDE.read_text(), re.MULTILINE)
    assert rule in (CLIENTS / "typescript-orval" / "known-failures.txt").read_text()

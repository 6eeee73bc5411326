"""A finding says how the requested address resembles that of an account."""

import pytest

from flowmusic_contract.mock_server import DEMO_TOKEN
from flowmusic_contract.server.outgoing import request_of
from flowmusic_contract.server.probe import get
from flowmusic_contract.server.resemblance import resemblance
from flowmusic_contract.server.target import Target, Tenant

ACCOUNT = "mara@studio.example"
NEARLY = "an address that is nearly that of an account"


@pytest.mark.parametrize(
    ("email", "words"),
    [
        (f" {ACCOUNT}", "the address of an account and blanks"),
        (ACCOUNT.title(), "the address of an account in another letter case"),
        (f"{ACCOUNT}x", "the address of an account and 1 character after it"),
        (f"xy{ACCOUNT}", "the address of an account and 2 characters before it"),
        (ACCOUNT[:-3], "the address of an account that lacks 3 characters at its end"),
        (ACCOUNT[1:], "the address of an account that lacks 1 character at its beginning"),
        ("mara+tag@studio.example", NEARLY),
        ("mara@studio-example", NEARLY),
        ("nobody@other.invalid", ""),
        ("", ""),
        (ACCOUNT, ""),
    ],
)
def test_resemblance(email: str, words: str) -> None:
    """The words show neither of the two addresses."""

    assert words == resemblance(email, ["someone@else.example", ACCOUNT])


@pytest.mark.parametrize(
    ("email", "note", "remark"),
    [
        (f"{ACCOUNT}x", "", " with the address of an account and 1 character after it"),
        (f"{ACCOUNT}x", "a note", " with a note"),
        (ACCOUNT, "", ""),
        ("other@studio.example", "", ""),
    ],
)
def test_remark(email: str, note: str, remark: str) -> None:
    """The request line is followed by the resemblance, unless there is a note, or it is the address of an account."""
    target = Target("http://mock/v1", Tenant(DEMO_TOKEN, (ACCOUNT, "other@studio.example")))
    line = request_of(get(email, DEMO_TOKEN, note=note), target).line

    assert line.endswith(remark or email)

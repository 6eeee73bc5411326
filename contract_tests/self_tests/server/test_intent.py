"""What a request asks for, as it was really sent."""

import httpx
import pytest

from flowmusic_contract.server.intent import intent_of
from flowmusic_contract.server.target import DEMO_TENANT, OTHER_DEMO_TENANT, UNKNOWN_TOKEN, Target

TARGET = Target("http://mock/v1", DEMO_TENANT, OTHER_DEMO_TENANT)
TOKEN = DEMO_TENANT.token
BEARER = f"Bearer {TOKEN}"


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([BEARER], "valid"),
        ([f"Bearer {OTHER_DEMO_TENANT.token}"], "valid"),
        ([f"bearer {TOKEN}"], "unclear"),
        ([f"Bearer  {TOKEN}"], "unclear"),
        ([f"{BEARER} "], "unclear"),
        ([BEARER, BEARER], "unclear"),
        ([f"{BEARER}, Bearer {UNKNOWN_TOKEN}"], "unclear"),
        ([f"Bearer {UNKNOWN_TOKEN}"], "invalid"),
        (["Bearer %"], "malformed"),
        (["Bearer ../../"], "malformed"),
        (["Bearer null"], "invalid"),
        ([f"Bearer {TOKEN}x"], "invalid"),
        ([f'Bearer "{TOKEN}"'], "malformed"),
        (["Bearer a b"], "malformed"),
        (["Bearer tökén"], "malformed"),
        (["Bearer " + "x" * 1000], "invalid"),
        (["Bearer " + "x" * 1001], "malformed"),
        ([TOKEN], "malformed"),
        ([f"Basic {TOKEN}"], "other scheme"),
        (["Bearer"], "malformed"),
        ([""], "malformed"),
        ([], "absent"),
    ],
)
def test_token(values: list[str], kind: str) -> None:
    """The headers `Authorization` have one kind of token, or may be read in more than one way."""
    headers = [(b"authorization", value.encode()) for value in values]
    request = httpx.Request("GET", f"{TARGET.url}?email=listener@example.com", headers=headers)

    assert kind == intent_of(request, TARGET).token


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("email=listener@example.com", "configured"),
        ("email=listener%40example.com", "configured"),
        ("email=rival@example.com", "not configured"),
        ("email=nobody@example.com", "not configured"),
        ("email=Listener@example.com", "unclear"),
        ("email=listener@example.com%20", "unclear"),
        ("email=listener@example.com%00", "unclear"),
        ("email=listener@example.com%00x", "malformed"),
        ("email=li%C5%BFtener@example.com", "malformed"),  # a long s has the capital of s
        ("email=listener@example.com&email=listener@example.com", "unclear"),
        ("email=listener@example.com&other=1", "unclear"),
        ("email[]=listener@example.com", "unclear"),
        ("email=nonsense", "malformed"),
        ("email=%zz", "malformed"),
        ("email=l%C3%ADstener@example.com", "malformed"),
        ("email=", "absent"),
        ("", "absent"),
    ],
)
def test_account(query: str, kind: str) -> None:
    """The query names one kind of account of the token, or may be read in more than one way."""
    request = httpx.Request("GET", f"{TARGET.url}?{query}", headers={"Authorization": BEARER})

    assert kind == intent_of(request, TARGET).account


@pytest.mark.parametrize(
    ("emails", "reportable"),
    [
        (["listener@example.com"], ["listener@example.com"]),
        (["nobody@example.com"], ["nobody@example.com"]),
        (["listener@example.com", "rival@example.com"], ["listener@example.com"]),
        (["rival@example.com", "Listener@example.com"], ["Listener@example.com"]),
        (["rival@example.com", "nobody@example.com"], ["rival@example.com", "nobody@example.com"]),
    ],
)
def test_reportable_emails(emails: list[str], reportable: list[str]) -> None:
    """Of several addresses, a report is for one that may be an account of the caller, if there is such."""
    query = "&".join(f"email={email}" for email in emails)
    request = httpx.Request("GET", f"{TARGET.url}?{query}", headers={"Authorization": BEARER})

    assert tuple(reportable) == intent_of(request, TARGET).reportable_emails


@pytest.mark.parametrize(
    ("query", "is_to_be_refused"),
    [
        ("email=rival@example.com", True),
        ("email=rival@example.com&admin=true", True),
        ("email=rival@example.com&email=nobody@example.com", True),
        ("email=rival@example.com&email=listener@example.com", False),
        ("email=rival@example.com&email[]=listener@example.com", False),
        ("email=nonsense&admin=true", False),
        ("email=listener@example.com&admin=true", False),
        ("admin=true", False),
    ],
)
def test_request_for_others(query: str, is_to_be_refused: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Whatever other parameters say, a request that names only accounts of others is to be refused."""
    request = httpx.Request("GET", f"{TARGET.url}?{query}", headers={"Authorization": BEARER})

    assert is_to_be_refused == intent_of(request, TARGET).is_to_be_refused


def test_other_host() -> None:
    """What a server does for another host is not documented, and the host is one of the chosen headers."""
    request = httpx.Request("GET", f"{TARGET.url}?email=listener@example.com", headers={"Host": "localhost"})
    intent = intent_of(request, TARGET)

    assert (False, (("host", "localhost"),)) == (intent.has_documented_path, intent.chosen_headers)


@pytest.mark.parametrize(
    ("path", "is_documented"),
    [
        ("/v1/flowmusic/accounts/usage", True),
        ("/v1/flowmusic/accounts/usage/", False),
        ("/v1/flowmusic/accounts/us%61ge", False),
        ("/V1/flowmusic/accounts/usage", False),
        ("//v1/flowmusic/accounts/usage", False),
    ],
)
def test_path(path: str, is_documented: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """The path is compared as it is sent."""
    request = httpx.Request("GET", f"http://mock{path}?email=listener@example.com")
    intent = intent_of(request, TARGET)

    assert (is_documented, is_documented) == (intent.has_documented_path, intent.is_documented)


@pytest.mark.parametrize(
    ("value", "accepts"),
    [
        (None, True),
        ("gzip, deflate", True),
        ("identity, br", True),
        ("*", True),
        ("GZIP;q=0.5", True),
        ("gzip;q=0", True),  # some servers do not read weights
        ("identity", False),
        ("Identity;q=1", False),
        ("", False),
    ],
)
def test_encodings(value: str | None, accepts: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """A request accepts an encoding unless it names none but `identity`."""
    headers = {} if value is None else {"Accept-Encoding": value}
    request = httpx.Request("GET", TARGET.url, headers=headers)

    assert accepts == intent_of(request, TARGET).accepts_encodings

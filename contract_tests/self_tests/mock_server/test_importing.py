"""Accounts from raw events, saved responses and recordings."""

import base64
import gzip
import json
import os
from codecs import BOM_UTF8
from pathlib import Path
from typing import Any

import pytest
import yaml

from flowmusic_contract import spec
from flowmusic_contract.mock_server import DEMO_EMAILS, DEMO_TOKEN, Api, BillingEvent, Ledger, Request, demo_ledger
from flowmusic_contract.mock_server.reading import InputError
from flowmusic_contract.mock_server.saved import read_saved
from flowmusic_contract.mock_server.seeds import read_seed

EVENT = {"email": "a@example.com", "type": "riffusion", "amount": 60, "created_at": "2026-06-01T18:42:55.123456Z"}
URL = "https://api.useapi.net/v1/flowmusic/accounts/usage?email=b%2Bc%40example.com"
SAVED = json.dumps(spec.at("#/components/examples/Page/value"), indent=1)
"""The sample of the docs page, which no ledger can answer: its events are abridged."""


def answer(ledger: Ledger, email: str, token: str = DEMO_TOKEN) -> bytes:
    return Api(ledger)(Request.get(email).authorized_by(token)).body


def written(folder: Path, *lines: object) -> str:
    path = folder / "input"
    texts = (line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    path.write_bytes(b"\n".join(texts) + b"\n")
    return str(path)


def test_raw_events_are_added(tmp_path: Path) -> None:
    """The events of another ledger, as JSON lines, give its answer again."""
    theirs, ours = demo_ledger(), Ledger()
    lines = [{"email": email} | event for email in DEMO_EMAILS for event in theirs.raw_events(DEMO_TOKEN, email)]
    read_seed(ours, written(tmp_path, *lines, {"email": DEMO_EMAILS[1]}, b""), DEMO_TOKEN)

    assert [answer(theirs, email) for email in DEMO_EMAILS] == [answer(ours, email) for email in DEMO_EMAILS]


def test_mark_before_utf_8_is_ignored(tmp_path: Path) -> None:
    """What programs of Windows write before UTF-8 is not part of the first line, nor of a saved answer."""
    ledger = Ledger()
    count = read_seed(ledger, written(tmp_path, BOM_UTF8 + json.dumps(EVENT).encode(), EVENT), DEMO_TOKEN)
    read_saved(ledger, written(tmp_path, BOM_UTF8 + SAVED.encode()), DEMO_TOKEN)

    assert (2, 120) == (count, json.loads(answer(ledger, "a@example.com"))["events"][0]["amount"])
    assert SAVED == answer(ledger, json.loads(SAVED)["email"]).decode().rstrip("\n")


def test_event_names_its_token(tmp_path: Path) -> None:
    """A line with a token is an event of an account of that token."""
    ledger = Ledger()
    read_seed(ledger, written(tmp_path, EVENT | {"token": "theirs"}), "ours")

    assert ([], ["a@example.com"]) == (ledger.emails("ours"), ledger.emails("theirs"))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"{", "line 2: not JSON: column 2: Expecting"),
        (b"[1]", "line 2: expected an object, got [1]"),
        (b"\xff", "line 2: not UTF-8: invalid start byte"),
        (EVENT | {"amount": "60"}, 'line 2: amount must be a finite number of tokens, got "60"'),
        (EVENT | {"amount": 10**400}, "line 2: amount must be a finite number of tokens, got 1000"),
        (EVENT | {"amount": True}, "line 2: amount must be a finite number of tokens, got true"),
        (b'{"email":"a@b.c","type":"x","amount":NaN,"created_at":"2026-06-01"}', "line 2: not JSON: NaN is not a"),
        (EVENT | {"amont": 1}, 'line 2: unknown field "amont"; the fields are token, email, type, amount'),
        (
            EVENT | {"created_at": "2026-13-01"},
            "line 2: created_at: expected a timestamp such as 2026-06-01T18:42:55Z, got",
        ),
        (EVENT | {"created_at": "0001-01-01T00:00+14:00"}, "line 2: created_at: expected a timestamp such as"),
        (EVENT | {"created_at": None}, "line 2: created_at: expected a string, got null"),
        (EVENT | {"conversation_id": 7}, "line 2: conversation_id: expected a string, got 7"),
        (EVENT | {"conversation_title": "\ud800"}, "line 2: not UTF-8: surrogates not allowed"),
        (EVENT | {"email": 7}, "line 2: email: expected a string, got 7"),
        (EVENT | {"email": ""}, "line 2: email: expected a string that is not empty"),
        (EVENT | {"token": "a b"}, "line 2: token: expected printable ASCII without spaces"),
        ({"type": "x", "amount": 1}, "line 2: email is missing"),
        (b'{"email":"a@b.c","type":"x","type":"y"}', 'line 2: the field "type" occurs twice'),
        (b'{"email":"a@b.c","type":"x","amount":1e400}', "line 2: the number 1e400 is too large: a double cannot"),
        ({"email": "a@example.com", "type": "x"}, "line 2: amount is missing"),
        (b"[" * 100_000, "line 2: not JSON: nested too deeply"),
        (b'{"email":"a@b.c","type":"x","amount":1' + b"0" * 5000 + b"}", "line 2: the number 1000"),
        (b'{"email":"a@b.c","type":"\\ud800"}', "line 2: not UTF-8: surrogates not allowed"),
        (EVENT | {"amount": 1.7e308}, "line 3: the amounts of a@example.com would add up to more than 1.8e308 tokens"),
    ],
)
def test_bad_line_imports_nothing(line: object, message: str, tmp_path: Path) -> None:
    """A line that is not an event is named with its reason, and the good lines are not imported either."""
    ledger, path = Ledger(), written(tmp_path, EVENT, line, EVENT | {"amount": 1.7e308})
    with pytest.raises(InputError) as raised:
        read_seed(ledger, path, DEMO_TOKEN)

    assert f"{path}: {message}" == str(raised.value)[: len(path) + 2 + len(message)]
    assert (True, 1) == (ledger.is_empty(), str(raised.value).count("\n") + 1)


def test_events_are_the_same_one_by_one_and_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """How many lines are added together changes no account, and neither an event nor a total."""
    lines = [
        EVENT | {"email": f"{number % 7}@example.com", "amount": number, "conversation_title": f"Song {number % 3}"}
        for number in range(50)
    ]
    path, ledgers = written(tmp_path, *lines), [Ledger(), Ledger()]
    read_seed(ledgers[0], path, DEMO_TOKEN)
    monkeypatch.setattr("flowmusic_contract.mock_server.seeds._BYTES_AT_ONCE", 1)
    read_seed(ledgers[1], path, DEMO_TOKEN)
    emails = ledgers[0].emails(DEMO_TOKEN)

    assert emails == ledgers[1].emails(DEMO_TOKEN)
    assert [answer(ledgers[0], email) for email in emails] == [answer(ledgers[1], email) for email in emails]


def test_many_lines_are_added_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The events of an account are added at once: one by one, they take several times as long."""
    added: list[list[BillingEvent]] = []
    monkeypatch.setattr(Ledger, "add", lambda _ledger, _token, _email, events: added.append(events))
    read_seed(Ledger(), written(tmp_path, *[EVENT] * 1000), DEMO_TOKEN)

    assert [1000] == [len(events) for events in added]


def test_line_that_does_not_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that is too long is refused before it takes all memory."""
    monkeypatch.setattr("flowmusic_contract.mock_server.reading._LONGEST_LINE", 100)
    with pytest.raises(InputError, match="a line is longer than 100 bytes"):
        read_seed(Ledger(), written(tmp_path, b" " * 200), DEMO_TOKEN)


@pytest.mark.parametrize("read", [read_seed, read_saved])
def test_pipe_without_a_writer_is_refused(read: Any, tmp_path: Path) -> None:
    """A pipe to which no program writes would be waited for without end."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="pipe: cannot read this file: no program writes to this pipe"):
        read(Ledger(), str(tmp_path / "pipe"), DEMO_TOKEN)


def test_missing_file_is_named(tmp_path: Path) -> None:
    """A file that cannot be read is named with the reason."""
    with pytest.raises(InputError, match="missing: cannot read this file: No such file or directory"):
        read_seed(Ledger(), str(tmp_path / "missing"), DEMO_TOKEN)


def entry(body: str, url: str = URL, status: int = 200, **content: str) -> dict[str, Any]:
    return {
        "request": {"method": "GET", "url": url},
        "response": {"status": status, "content": {"text": body} | content},
    }


SECRET = "user:12345-secret"


def interaction(body: object, uri: str = URL, code: int = 200) -> dict[str, Any]:
    headers = {"Authorization": [f"Bearer {SECRET}"]}
    return {
        "request": {"method": "GET", "uri": uri, "body": None, "headers": headers},
        "response": {"status": {"code": code, "message": "OK"}, "body": {"string": body}},
    }


def cassette(*interactions: object) -> bytes:
    """Returns what VCR writes."""
    return yaml.dump({"interactions": list(interactions), "version": 1}).encode()


LARGE = [{"type": "x", "amount": 1e308, "max_created_at": "2026-06-01"}] * 2

RECORDED = [
    entry("{}", status=401),
    entry("not ours", "https://example.com/"),
    entry(SAVED),
    entry(base64.b64encode(SAVED.encode()).decode(), URL.replace("b%2B", ""), encoding="base64"),
]


LINES = entry(base64.encodebytes(SAVED.encode()).decode(), encoding="base64")
"""With the line ends that RFC 2045 puts into Base64."""

GO = {"request": {"method": "GET", "url": URL}, "response": {"status": "200 OK", "code": 200, "body": SAVED}}


def ruby(body: str) -> bytes:
    """Returns what VCR for Ruby writes."""
    return f"""
http_interactions:
- request: {{method: get, uri: '{URL}', headers: {{Authorization: [Bearer {SECRET}]}}}}
  response:
    status: {{code: 200, message: OK}}
    body:
      encoding: UTF-8
      {body}
  recorded_at: Mon, 01 Jun 2026 00:00:00 GMT
recorded_with: VCR 6.2.0
""".encode()


PLAYED = [
    interaction("{}", code=401),
    interaction("not ours", "https://example.com/"),
    interaction("not a URL", "http://[::1"),
    interaction(SAVED),
    interaction(gzip.compress(SAVED.encode()), URL.replace("b%2B", "")),
    interaction(SAVED.encode(), URL.replace("b%2Bc", "d")),
]


@pytest.mark.parametrize(
    ("lines", "emails"),
    [
        ([SAVED.encode()], [json.loads(SAVED)["email"]]),
        ([{"log": {"entries": RECORDED}}], ["b+c@example.com", "c@example.com"]),
        (RECORDED, ["b+c@example.com", "c@example.com"]),
        ([cassette(*PLAYED)], ["b+c@example.com", "c@example.com", "d@example.com"]),
        ([{"interactions": PLAYED[:4], "version": 1}], ["b+c@example.com"]),
        ([ruby(f"string: {json.dumps(SAVED)}")], ["b+c@example.com"]),
        ([ruby(f"base64_string: {json.dumps(LINES['response']['content']['text'])}")], ["b+c@example.com"]),
        ([ruby(f"string: !binary {base64.b64encode(SAVED.encode()).decode()}")], ["b+c@example.com"]),
        ([{"interactions": [GO], "version": 2}], ["b+c@example.com"]),
        ([gzip.compress(SAVED.encode())], [json.loads(SAVED)["email"]]),
        ([{"log": {"entries": [LINES]}}], ["b+c@example.com"]),
    ],
    ids=[
        "response",
        "HAR",
        "lines",
        "VCR",
        "VCR as JSON",
        "Ruby",
        "Ruby, Base64",
        "Ruby, bytes",
        "Go",
        "gzip",
        "wrapped",
    ],
)
def test_saved_answers_are_the_same(lines: list[object], emails: list[str], tmp_path: Path) -> None:
    """Each saved 200 response becomes an account with that answer, whatever a ledger would say."""
    ledger = Ledger()
    read_saved(ledger, written(tmp_path, *lines), DEMO_TOKEN)

    assert [json.loads(SAVED)["email"]] * len(emails) == [
        json.loads(answer(ledger, email))["email"] for email in emails
    ]
    assert {SAVED} == {answer(ledger, email).decode().rstrip("\n") for email in emails}


def test_saved_account_can_be_billed(tmp_path: Path) -> None:
    """After another event, the answer of a saved account is computed from its events."""
    ledger = Ledger()
    read_saved(ledger, written(tmp_path, spec.at("#/components/examples/Complete/value")), DEMO_TOKEN)
    email = DEMO_EMAILS[0]
    kept = json.loads(answer(ledger, email))
    read_seed(ledger, written(tmp_path, EVENT | {"email": email, "amount": 12}), DEMO_TOKEN)
    billed = json.loads(answer(ledger, email))

    assert kept["summary"]["total_charged_credits"] + 1 == pytest.approx(billed["summary"]["total_charged_credits"])


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([b"{"], "not JSON: line 2 column 1"),
        ([{"email": "a@example.com"}], "expected a usage report with email, events and summary, got"),
        ([{"email": "a@b.c", "summary": {}, "events": [{"type": "x"}]}], "$.events[0]: amount is missing"),
        ([{"log": {"entries": []}}], "no usage report: expected a 200 response to GET …/flowmusic/accounts/usage"),
        ([{"log": {"entries": [entry("[]")]}}], "$.log.entries[0]: expected a usage report"),
        ([{"log": {"entries": [entry("%", encoding="base64")]}}], "$.log.entries[0]: the body is not Base64"),
        ([{"email": "", "summary": {}, "events": []}], "email: expected a string that is not empty"),
        ([gzip.compress(SAVED.encode())[:-9]], "the compressed data is cut short"),
        ([{"email": "a@b.c", "summary": {}, "events": LARGE}], "the amounts of a@b.c would add up to more than"),
        ([RECORDED[2], b"{", RECORDED[3]], "line 2: not JSON: column 2: Expecting property name"),
        ([{"log": {"entries": [entry("{}", "http://[::1")]}}], "no usage report: expected a 200 response to GET"),
        ([cassette()], "no usage report: expected a 200 response to GET …/flowmusic/accounts/usage"),
        ([b"interactions:\nversion: 1"], "no usage report: expected a 200 response to GET …/flowmusic/accounts/usage"),
        ([cassette(PLAYED[3], interaction("[]"))], "$.interactions[1]: expected a usage report"),
        ([cassette(interaction(b"\x1f\x8b" + b"x" * 20))], "$.interactions[0]: not gzip: "),
        ([cassette(interaction(None))], "$.interactions[0]: the response has no body; record it with its content"),
        ([f"interactions:\n- [Bearer {SECRET}, '".encode()], "not YAML: line 3 column 1: found unexpected end of"),
        ([b"interactions:\n- \xff"], "not YAML: "),
        ([b"interactions: " + b"[" * 1000], "not YAML: nested too deeply"),
        ([b"interactions: 2026-13-01 00:00:00"], "not YAML: month must be in 1..12"),
        ([b"interactions: " + b"1" * 5000], "not YAML: Exceeds the limit (4300 digits) for integer string conversion"),
    ],
)
def test_bad_saved_response_imports_nothing(lines: list[object], message: str, tmp_path: Path) -> None:
    """What is not a usage report is named with its place and its reason, and nothing is imported."""
    ledger, path = Ledger(), written(tmp_path, *lines)
    with pytest.raises(InputError) as raised:
        read_saved(ledger, path, DEMO_TOKEN)

    assert f"{path}: {message}" == str(raised.value)[: len(path) + 2 + len(message)]
    assert "set_int_max_str_digits" not in str(raised.value)
    assert (False, 1) == (SECRET in str(raised.value), str(raised.value).count("\n") + 1)
    assert ledger.is_empty()

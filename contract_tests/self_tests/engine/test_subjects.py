"""What rules judge besides an exchange: its default values, and that nobody sees its secrets."""

from flowmusic_contract.engine.subjects import ClientCall, ConnectedRequest, RecordedRequest
from self_tests.samples import EMAIL, served, usage


def test_what_is_not_known_of_a_request() -> None:
    """A status and times that are not known are 0; an unknown response is final, and its connection stays open."""
    request = RecordedRequest("GET", "/", (), ())
    times = request.received_at, request.answered_at, request.seconds_to_wait

    assert (0, 0, 0, 0) == (request.status, *times)
    assert (True, False) == (request.is_final, request.has_body)
    assert not ConnectedRequest("127.0.0.1:50412", 200).is_closed


def test_call_shows_nothing_that_it_printed() -> None:
    """The repr of a call does not show what the client printed, which may contain a token."""
    call = ClientCall("/", "a@example.com", "", (), 200, {}, 200, {}, printed=b"secret")

    assert "secret" not in repr(call)


def test_served_usage_report_is_not_shown() -> None:
    """The repr of a served usage report does not show its values."""

    assert EMAIL not in repr(served(usage()))

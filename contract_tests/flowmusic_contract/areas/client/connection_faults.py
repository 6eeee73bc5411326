"""Clients that make several calls, and treat their connection in the wrong way."""

from collections.abc import Container, Sequence
from contextlib import ExitStack
from functools import cache, partial

import httpx

from flowmusic_contract.areas.client import connection_rules, rules
from flowmusic_contract.areas.client.correct import call_over, connected
from flowmusic_contract.engine.client_fault import ClientOutput, run_fault

_WITHOUT_RESULTS = [
    rules.request_is_a_get_at_the_documented_path,
    rules.status_is_reported,
    rules.usage_is_reported_by_value,
]
"""What a client breaks that ends before its calls do."""


@run_fault(breaks=[connection_rules.calls_share_a_connection])
def opens_a_connection_for_each_call(base_url: str, emails: Sequence[str], token: str) -> list[ClientOutput]:
    """The client opens a new connection for each call."""
    outputs: list[ClientOutput] = []
    for email in emails:
        with connected() as http:
            outputs.append(call_over(http, base_url, email, token))
    return outputs


@run_fault(breaks=[connection_rules.calls_share_a_connection])
def opens_a_connection_after_404(base_url: str, emails: Sequence[str], token: str) -> list[ClientOutput]:
    """The client opens a new connection after a 404 response."""
    return _reconnecting_after(404, base_url, emails, token)


@run_fault(breaks=[connection_rules.calls_share_a_connection])
def opens_a_connection_after_401(base_url: str, emails: Sequence[str], token: str) -> list[ClientOutput]:
    """The client opens a new connection after a 401 response."""
    return _reconnecting_after(401, base_url, emails, token)


@run_fault(breaks=[connection_rules.calls_share_a_connection])
def opens_a_connection_after_402(base_url: str, emails: Sequence[str], token: str) -> list[ClientOutput]:
    """The client opens a new connection after a 402 response."""
    return _reconnecting_after(402, base_url, emails, token)


@run_fault(breaks=_WITHOUT_RESULTS)
def fails_when_its_connection_is_closed(base_url: str, emails: Sequence[str], token: str) -> list[ClientOutput]:
    """The client fails when the server closes its connection."""
    with connected() as http:
        http.event_hooks = {"response": [_fail_if_closed]}
        return [call_over(http, base_url, email, token) for email in emails]


@run_fault(breaks=[rules.email_parameter_names_the_account])
def requests_the_first_account_again(base_url: str, emails: Sequence[str], token: str) -> list[ClientOutput]:
    """The client requests the same account in each of its calls."""
    with connected() as http:
        return [call_over(http, base_url, emails[0], token) for _ in emails]


@run_fault(breaks=[rules.request_is_a_get_at_the_documented_path, rules.usage_is_reported_by_value])
def remembers_its_reports(base_url: str, emails: Sequence[str], token: str) -> list[ClientOutput]:
    """The client requests each account once, and reports it from memory after that."""
    with connected() as http:
        call = cache(partial(call_over, http, base_url, token=token))
        return [call(email) for email in emails]


@run_fault(breaks=[rules.request_is_a_get_at_the_documented_path])
def remembers_a_404(base_url: str, emails: Sequence[str], token: str) -> list[ClientOutput]:
    """The client does not request an account again that was not configured."""
    unknown: dict[str, ClientOutput] = {}
    outputs: list[ClientOutput] = []
    with connected() as http:
        for email in emails:
            output = unknown.get(email) or call_over(http, base_url, email, token)
            if output.get("status") == 404:
                unknown[email] = output
            outputs.append(output)
    return outputs


@run_fault(breaks=[rules.status_is_reported, rules.usage_is_reported_by_value])
def reports_an_older_report_on_an_error(base_url: str, emails: Sequence[str], token: str) -> list[ClientOutput]:
    """The client reports the last report of an account when its request is refused."""
    return _remembering_at(range(400, 500), base_url, emails, token)


@run_fault(breaks=[rules.status_is_reported, rules.usage_is_reported_by_value])
def reports_an_older_report_on_a_server_error(base_url: str, emails: Sequence[str], token: str) -> list[ClientOutput]:
    """The client reports the last report of an account when the server fails."""
    return _remembering_at(range(500, 600), base_url, emails, token)


@run_fault(breaks=[rules.broken_response_is_rejected])
def reports_an_older_report_for_a_broken_one(base_url: str, emails: Sequence[str], token: str) -> list[ClientOutput]:
    """The client reports the last report of an account when it gets half of one."""
    return _remembering_at([None], base_url, emails, token)


@run_fault(breaks=[rules.request_is_a_get_at_the_documented_path, rules.usage_is_reported_by_value])
def takes_capitals_for_small_letters(base_url: str, emails: Sequence[str], token: str) -> list[ClientOutput]:
    """The client takes addresses that differ only in letter case for one account, and requests it once."""
    known: dict[str, tuple[str, ClientOutput]] = {}
    outputs: list[ClientOutput] = []
    with connected() as http:
        for email in emails:
            before, output = known.get(email.lower(), (email, {}))
            if before == email:
                output = call_over(http, base_url, email, token)
                known[email.lower()] = email, output
            outputs.append(output)
    return outputs


@run_fault(breaks=_WITHOUT_RESULTS)
def ends_at_a_broken_report(base_url: str, emails: Sequence[str], token: str) -> list[ClientOutput]:
    """The client ends when it gets half a report, although more calls follow."""
    outputs: list[ClientOutput] = []
    with connected() as http:
        for email in emails:
            outputs.append(call_over(http, base_url, email, token))
            if "error" in outputs[-1]:
                raise ValueError(outputs[-1]["error"])
    return outputs


def _remembering_at(
    statuses: Container[int | None], base_url: str, emails: Sequence[str], token: str
) -> list[ClientOutput]:
    reports: dict[str, ClientOutput] = {}
    outputs: list[ClientOutput] = []
    with connected() as http:
        for email in emails:
            output = call_over(http, base_url, email, token)
            if output.get("status") == 200:
                reports[email] = output
            outputs.append(reports.get(email, output) if output.get("status") in statuses else output)
    return outputs


def _reconnecting_after(status: int, base_url: str, emails: Sequence[str], token: str) -> list[ClientOutput]:
    outputs: list[ClientOutput] = []
    with ExitStack() as opened:
        http = opened.enter_context(connected())
        for email in emails:
            outputs.append(call_over(http, base_url, email, token))
            if outputs[-1].get("status") == status:
                http = opened.enter_context(connected())
    return outputs


def _fail_if_closed(response: httpx.Response) -> None:
    if response.headers.get("connection") == "close":
        raise ConnectionError("the connection is closed")

"""The rules on statuses, at their boundaries."""

from typing import Any

import pytest

from flowmusic_contract.areas.accounts import rules as accounts
from flowmusic_contract.areas.authentication import rules as authentication
from flowmusic_contract.areas.body import rules as body
from flowmusic_contract.areas.methods import rules as methods
from flowmusic_contract.areas.transport import rules as transport
from flowmusic_contract.engine.exchange import Exchange, RequestIntent
from flowmusic_contract.engine.rule import Rule
from flowmusic_contract.engine.subjects import Session
from self_tests.samples import compared, exchange, session_of


@pytest.mark.parametrize(
    ("rule", "intent", "status", "outcomes"),
    [
        (accounts.configured_account_gets_200, {}, 200, [True]),
        (accounts.configured_account_gets_200, {}, 201, [False]),
        (accounts.configured_account_gets_200, {"account": "unclear"}, 404, []),
        (accounts.configured_account_gets_200, {"token": "unclear"}, 401, []),
        (accounts.configured_account_gets_200, {"method": "HEAD"}, 405, []),
        (accounts.configured_account_gets_200, {"has_documented_path": False}, 404, []),
        (authentication.missing_token_gets_401, {"token": "absent", "has_documented_path": False}, 404, []),
        (body.content_type_is_json, {"has_documented_path": False}, 200, []),
        (authentication.invalid_token_gets_401, {"token": "invalid"}, 401, [True]),
        (authentication.invalid_token_gets_401, {"token": "invalid"}, 400, [False]),
        (authentication.invalid_token_gets_401, {"token": "invalid", "account": "not configured"}, 400, [False]),
        (authentication.invalid_token_gets_401, {"token": "invalid", "account": "absent"}, 400, [True]),
        (authentication.invalid_token_gets_401, {"token": "invalid", "account": "absent"}, 399, [False]),
        (authentication.invalid_token_gets_401, {"token": "invalid", "account": "malformed"}, 401, [True]),
        (authentication.invalid_token_gets_401, {"token": "invalid", "account": "malformed"}, 500, [False]),
        (authentication.invalid_token_gets_401, {"token": "invalid", "account": "malformed"}, 501, [False]),
        (authentication.missing_token_gets_401, {"token": "absent", "account": "malformed"}, 499, [True]),
        (authentication.missing_token_gets_401, {"token": "absent", "account": "unclear"}, 200, []),
        (authentication.no_report_without_a_valid_token, {"token": "absent", "account": "unclear"}, 200, [False]),
        (authentication.no_report_without_a_valid_token, {"token": "absent"}, 403, [True]),
        (authentication.no_report_without_a_valid_token, {"token": "absent"}, 199, [True]),
        (authentication.missing_token_gets_401, {"token": "absent"}, 199, [False]),
        (authentication.no_report_without_a_valid_token, {"token": "malformed"}, 200, [False]),
        (authentication.no_report_without_a_valid_token, {"token": "other scheme"}, 200, [False]),
        (authentication.no_report_without_a_valid_token, {"token": "invalid"}, 200, []),
        (authentication.no_report_without_a_valid_token, {"token": "unclear"}, 200, []),
        (authentication.no_report_without_a_valid_token, {"token": "absent", "method": "HEAD"}, 200, []),
        (authentication.missing_token_gets_401, {"token": "absent", "account": "unclear"}, 505, [False]),
        (
            authentication.missing_token_gets_401,
            {"token": "absent", "account": "unclear", "http_version": "1.0"},
            505,
            [True],
        ),
        (authentication.other_scheme_gets_401, {"token": "other scheme", "account": "unclear"}, 400, [True]),
        (authentication.invalid_token_gets_401, {}, 200, []),
        (authentication.malformed_token_is_rejected, {"token": "malformed"}, 399, [False]),
        (authentication.malformed_token_is_rejected, {"token": "malformed"}, 400, [True]),
        (authentication.malformed_token_is_rejected, {"token": "malformed"}, 499, [True]),
        (authentication.malformed_token_is_rejected, {"token": "malformed"}, 500, [False]),
        (authentication.malformed_token_is_rejected, {"token": "malformed"}, 501, [False]),
        (authentication.malformed_token_is_rejected, {"token": "invalid"}, 200, []),
        (authentication.malformed_token_is_rejected, {"token": "malformed", "method": "HEAD"}, 200, []),
        (authentication.missing_token_gets_401, {"token": "absent"}, 401, [True]),
        (authentication.missing_token_gets_401, {"token": "absent"}, 403, [False]),
        (authentication.other_scheme_gets_401, {"token": "other scheme"}, 401, [True]),
        (authentication.other_scheme_gets_401, {"token": "other scheme"}, 200, []),
        (authentication.other_scheme_gets_401, {"token": "other scheme"}, 403, [False]),
        (accounts.unknown_account_gets_404, {"account": "not configured"}, 404, [True]),
        (accounts.unknown_account_gets_404, {"account": "not configured"}, 410, [False]),
        (accounts.unknown_account_gets_404, {}, 200, []),
        (accounts.malformed_email_is_rejected, {"account": "malformed"}, 399, [False]),
        (accounts.malformed_email_is_rejected, {"account": "malformed"}, 400, [True]),
        (accounts.malformed_email_is_rejected, {"account": "malformed"}, 401, [False]),
        (accounts.malformed_email_is_rejected, {"account": "malformed"}, 403, [True]),
        (accounts.malformed_email_is_rejected, {"account": "malformed"}, 499, [True]),
        (accounts.malformed_email_is_rejected, {"account": "malformed"}, 500, [False]),
        (accounts.malformed_email_is_rejected, {"account": "absent"}, 200, []),
        (accounts.missing_email_is_rejected, {"account": "absent"}, 400, [True]),
        (accounts.missing_email_is_rejected, {"account": "absent"}, 200, [False]),
        (accounts.missing_email_is_rejected, {"account": "absent", "token": "absent"}, 200, []),
        (transport.no_request_causes_a_server_error, {}, 499, [True]),
        (transport.no_request_causes_a_server_error, {}, 500, [False]),
        (transport.no_request_causes_a_server_error, {}, 505, [False]),
        (transport.no_request_causes_a_server_error, {"http_version": "1.0"}, 505, [True]),
        (transport.no_request_causes_a_server_error, {"http_version": "2"}, 505, [True]),
        # An equal string that is another object:
        (transport.no_request_causes_a_server_error, {"http_version": str(1.1)}, 505, [False]),
        (transport.no_request_causes_a_server_error, {"http_version": "1.0"}, 506, [False]),
        (transport.no_request_causes_a_server_error, {"http_version": "1.0"}, 503, [False]),
        (transport.no_request_causes_a_server_error, {}, 501, [False]),
        # An equal string that is another object:
        (transport.no_request_causes_a_server_error, {"method": "get".upper()}, 501, [False]),
        (transport.no_request_causes_a_server_error, {"method": "PUT"}, 501, [True]),
        (transport.no_request_causes_a_server_error, {"method": "DELETE"}, 501, [True]),
        (transport.no_request_causes_a_server_error, {"method": "PUT"}, 500, [False]),
        (transport.no_request_causes_a_server_error, {"method": "PUT"}, 502, [False]),
        (methods.unsafe_methods_do_not_succeed, {"method": "POST"}, 199, [True]),
        (methods.unsafe_methods_do_not_succeed, {"method": "POST"}, 200, [False]),
        (methods.unsafe_methods_do_not_succeed, {"method": "POST"}, 299, [False]),
        (methods.unsafe_methods_do_not_succeed, {"method": "POST"}, 300, [True]),
        (methods.unsafe_methods_do_not_succeed, {"method": "GET"}, 200, []),
        (methods.unsafe_methods_do_not_succeed, {"method": "HEAD"}, 200, []),
        (methods.head_succeeds_only_where_get_does, {"method": "head".upper(), "token": "absent"}, 399, [False]),
        (methods.head_succeeds_only_where_get_does, {"method": "HEAD", "token": "absent"}, 400, [True]),
        (methods.head_succeeds_only_where_get_does, {"method": "HEAD", "token": "absent"}, 501, [True]),
        (methods.head_succeeds_only_where_get_does, {"method": "HEAD", "token": "invalid"}, 200, [False]),
        (methods.head_succeeds_only_where_get_does, {"method": "HEAD", "token": "malformed"}, 200, [False]),
        (methods.head_succeeds_only_where_get_does, {"method": "HEAD", "token": "other scheme"}, 200, [False]),
        (methods.head_succeeds_only_where_get_does, {"method": "HEAD", "token": "unclear"}, 200, []),
        (methods.head_succeeds_only_where_get_does, {"method": "HEAD"}, 200, []),
        (methods.head_succeeds_only_where_get_does, {"method": "HEAD", "account": "not configured"}, 200, [False]),
        (methods.head_succeeds_only_where_get_does, {"method": "HEAD", "account": "malformed"}, 200, []),
        (methods.head_succeeds_only_where_get_does, {"method": "HEAD", "account": "unclear"}, 200, []),
        (
            methods.head_succeeds_only_where_get_does,
            {"method": "HEAD", "token": "unclear", "account": "not configured"},
            200,
            [],
        ),
        (methods.head_succeeds_only_where_get_does, {"method": "GET", "token": "absent"}, 200, []),
        (methods.head_succeeds_only_where_get_does, {"method": "POST", "token": "absent"}, 200, []),
    ],
)
def test_status(rule: Rule[Any], intent: dict[str, Any], status: int, outcomes: list[bool]) -> None:
    """A rule judges the status of its own requests only, exactly at its bounds."""

    assert outcomes == compared(rule(exchange(status, **intent)))


@pytest.mark.parametrize("method", ["DELETE", "ABC", "PUT"])
@pytest.mark.parametrize(
    "rule",
    [
        accounts.configured_account_gets_200,
        authentication.refusals_do_not_reveal_accounts,
        body.content_type_is_json,
    ],
)
def test_rule_is_about_get(rule: Rule[Any], method: str) -> None:
    """A rule about GET does not judge other methods."""
    exchanges = Exchange(RequestIntent(method, "valid", "configured"), 200, headers=())

    assert [] == compared(rule(session_of(exchanges) if rule.subject is Session else exchanges))

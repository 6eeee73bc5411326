"""Clients that send the wrong request, or report the wrong values."""

import struct
import time
from urllib.parse import quote

from flowmusic_contract.areas.client import rules
from flowmusic_contract.areas.client.correct import EVENT, PATH, correct, decoded, events_of, send, validated
from flowmusic_contract.engine.client_fault import ClientOutput, client_fault

# What is sent


@client_fault(breaks=[rules.final_response_ends_the_call, rules.retry_waits_as_the_response_says])
def sends_every_request_twice(base_url: str, email: str, token: str) -> ClientOutput:
    """The client sends every request twice."""
    correct(base_url, email, token)
    return correct(base_url, email, token)


@client_fault(breaks=[rules.final_response_ends_the_call])
def retries_after_401(base_url: str, email: str, token: str) -> ClientOutput:
    """The client retries when the token is invalid."""
    return _retrying_after(401, base_url, email, token)


@client_fault(breaks=[rules.final_response_ends_the_call])
def retries_after_402(base_url: str, email: str, token: str) -> ClientOutput:
    """The client retries when the subscription has expired."""
    return _retrying_after(402, base_url, email, token)


@client_fault(breaks=[rules.final_response_ends_the_call])
def retries_after_404(base_url: str, email: str, token: str) -> ClientOutput:
    """The client retries when the account is not configured."""
    return _retrying_after(404, base_url, email, token)


@client_fault(breaks=[rules.retry_waits_as_the_response_says])
def retries_at_once_after_429(base_url: str, email: str, token: str) -> ClientOutput:
    """The client retries at once when it sent too many requests."""
    return _retrying_after(429, base_url, email, token)


@client_fault(breaks=[rules.retry_waits_as_the_response_says])
def waits_for_half_the_time(base_url: str, email: str, token: str) -> ClientOutput:
    """The client retries after half the time when the service is not available."""
    response = send(base_url + PATH, token, email)
    if response.status_code != 503:
        return validated(response)
    time.sleep(float(response.headers["retry-after"]) / 2)
    return correct(base_url, email, token)


@client_fault(breaks=[rules.get_request_has_no_body])
def sends_a_body(base_url: str, email: str, token: str) -> ClientOutput:
    """The client sends an empty JSON object with its GET request."""
    return validated(send(base_url + PATH, token, email, body=b"{}"))


@client_fault(breaks=[rules.request_is_a_get_at_the_documented_path])
def sends_post(base_url: str, email: str, token: str) -> ClientOutput:
    """The client sends a POST request."""
    return validated(send(base_url + PATH, token, email, method="POST"))


@client_fault(breaks=[rules.email_parameter_names_the_account])
def leaves_plus_unencoded(base_url: str, email: str, token: str) -> ClientOutput:
    """The client puts the email address into the URL unencoded, where a plus means a space."""
    return validated(send(f"{base_url}{PATH}?email={email}", token))


@client_fault(breaks=[rules.email_parameter_names_the_account])
def decodes_the_email_before_encoding(base_url: str, email: str, token: str) -> ClientOutput:
    """The client takes a percent sign in the email address for an encoding of its own."""
    return correct(base_url, email.replace("%25", "%"), token)


@client_fault(breaks=[rules.token_is_sent_as_bearer])
def sends_the_bare_token(base_url: str, email: str, token: str) -> ClientOutput:
    """The client sends the token without a scheme."""
    return validated(send(base_url + PATH, token, email, scheme=""))


@client_fault(breaks=[rules.token_is_not_sent_to_another_host])
def follows_redirects_with_the_token(base_url: str, email: str, token: str) -> ClientOutput:
    """The client follows redirects to any host and sends the token there."""
    response = send(base_url + PATH, token, email)
    return validated(send(response.headers["location"], token) if response.is_redirect else response)


@client_fault(breaks=[rules.token_is_not_sent_to_another_host])
def follows_redirects_with_the_token_in_the_query(base_url: str, email: str, token: str) -> ClientOutput:
    """The client follows redirects to any host and adds the token to the query there."""
    response = send(base_url + PATH, token, email)
    if not response.is_redirect:
        return validated(response)
    return validated(send(f"{response.headers['location']}&token={token}", "none"))


@client_fault(breaks=[rules.token_is_sent_in_one_header_only])
def sends_the_token_in_the_query_too(base_url: str, email: str, token: str) -> ClientOutput:
    """The client also sends the token as a query parameter."""
    return validated(send(f"{base_url}{PATH}?email={quote(email, safe='')}&token={quote(token)}", token))


@client_fault(breaks=[rules.token_is_sent_in_one_header_only])
def sends_the_token_in_a_cookie_too(base_url: str, email: str, token: str) -> ClientOutput:
    """The client also sends the token in a cookie."""
    return validated(send(base_url + PATH, token, email, headers={"Cookie": f"token={token}"}))


@client_fault(breaks=[rules.token_is_not_printed])
def prints_its_requests(base_url: str, email: str, token: str) -> ClientOutput:
    """The client prints its requests with all their headers."""
    printed = f"GET {PATH} Authorization: Bearer {token}"
    return correct(base_url, email, token) | {"printed": printed.encode()}


@client_fault(breaks=[rules.token_is_not_printed])
def prints_error_bodies(base_url: str, email: str, token: str) -> ClientOutput:
    """The client prints the body of an error response."""
    response = send(base_url + PATH, token, email)
    return validated(response) | {"printed": response.content if response.is_error else b""}


@client_fault(breaks=[rules.token_is_not_printed])
def prints_headers(base_url: str, email: str, token: str) -> ClientOutput:
    """The client prints the headers of a response."""
    response = send(base_url + PATH, token, email)
    return validated(response) | {"printed": str(response.headers).encode()}


@client_fault(breaks=[rules.token_is_not_printed])
def shows_what_it_rejects(base_url: str, email: str, token: str) -> ClientOutput:
    """The client fails with a message that shows the response."""
    response = send(base_url + PATH, token, email)
    try:
        return validated(response)
    except ValueError as error:
        raise ValueError(f"{error}: {response.text}") from None


# What is reported


@client_fault(breaks=[rules.status_is_reported])
def reports_every_error_as_200(base_url: str, email: str, token: str) -> ClientOutput:
    """The client reports every status as 200."""
    return correct(base_url, email, token) | {"status": 200}


@client_fault(breaks=[rules.status_is_reported])
def reports_redirects_as_200(base_url: str, email: str, token: str) -> ClientOutput:
    """The client reports a redirect that it does not follow as 200."""
    output = correct(base_url, email, token)
    return {"status": 200} if 300 <= output["status"] < 400 else output


@client_fault(breaks=[rules.status_is_reported])
def fails_at_undocumented_statuses(base_url: str, email: str, token: str) -> ClientOutput:
    """The client fails at a status that is not documented."""
    output = correct(base_url, email, token)
    return output if output["status"] in (200, 401, 404) else {}


@client_fault(breaks=[rules.usage_is_reported_by_value])
def reports_the_body_of_a_206(base_url: str, email: str, token: str) -> ClientOutput:
    """The client reports a usage report from a 206 response."""
    response = send(base_url + PATH, token, email)
    return {"status": 206, "usage": response.json()} if response.status_code == 206 else validated(response)


@client_fault(breaks=[rules.status_is_reported, rules.usage_is_reported_by_value])
def rejects_unknown_fields(base_url: str, email: str, token: str) -> ClientOutput:
    """The client fails at a field that is not documented."""
    output = correct(base_url, email, token)
    return output if all(set(event) == set(EVENT) for event in events_of(output)) else {}


@client_fault(breaks=[rules.status_is_reported, rules.usage_is_reported_by_value])
def rejects_unknown_types(base_url: str, email: str, token: str) -> ClientOutput:
    """The client fails at an event type that is not documented."""
    output = correct(base_url, email, token)
    return {} if any(event["type"] == "stem-export" for event in events_of(output)) else output


@client_fault(breaks=[rules.usage_is_reported_by_value])
def reports_null_titles_as_empty(base_url: str, email: str, token: str) -> ClientOutput:
    """The client reports a null title as an empty string."""
    output = correct(base_url, email, token)
    for event in events_of(output):
        event["conversation_title"] = event["conversation_title"] or ""
    return output


@client_fault(breaks=[rules.usage_is_reported_by_value])
def stores_amounts_in_32_bits(base_url: str, email: str, token: str) -> ClientOutput:
    """The client stores an amount as a 32-bit float."""
    output = correct(base_url, email, token)
    for event in events_of(output):
        [event["amount"]] = struct.unpack("f", struct.pack("f", event["amount"]))
    return output


@client_fault(breaks=[rules.usage_is_reported_by_value, rules.timestamps_keep_their_microseconds])
def cuts_timestamps_to_seconds(base_url: str, email: str, token: str) -> ClientOutput:
    """The client drops fractions of a second."""
    return _with_timestamps_cut(correct(base_url, email, token), 19)


@client_fault(breaks=[rules.timestamps_keep_their_microseconds])
def cuts_timestamps_to_milliseconds(base_url: str, email: str, token: str) -> ClientOutput:
    """The client drops fractions of a millisecond."""
    return _with_timestamps_cut(correct(base_url, email, token), 23)


@client_fault(breaks=[rules.broken_response_is_rejected])
def does_not_validate(base_url: str, email: str, token: str) -> ClientOutput:
    """The client accepts any JSON as a usage report."""
    return decoded(send(base_url + PATH, token, email))


@client_fault(breaks=[rules.broken_response_is_rejected])
def reports_invalid_json_as_empty(base_url: str, email: str, token: str) -> ClientOutput:
    """The client reports an empty usage report when the body is not JSON."""
    try:
        return correct(base_url, email, token)
    except ValueError:
        return {"status": 200, "usage": {}}


def _retrying_after(status: int, base_url: str, email: str, token: str) -> ClientOutput:
    output = correct(base_url, email, token)
    return correct(base_url, email, token) if output["status"] == status else output


def _with_timestamps_cut(output: ClientOutput, length: int) -> ClientOutput:
    for event in events_of(output):
        event["max_created_at"] = event["max_created_at"][:length].rstrip("Z") + "Z"
    return output

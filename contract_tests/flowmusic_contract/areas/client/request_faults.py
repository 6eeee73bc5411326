"""Clients that send the wrong request, or show the token."""

import time
import unicodedata
from urllib.parse import quote, unquote_plus

from flowmusic_contract.areas.client import rules
from flowmusic_contract.areas.client.correct import PATH, correct, decoded, fitting, send, validated
from flowmusic_contract.engine.client_fault import ClientOutput, client_fault


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
    if response.status_code != 503 or not response.headers["retry-after"].isdecimal():
        return validated(response)
    time.sleep(float(response.headers["retry-after"]) / 2)
    return correct(base_url, email, token)


@client_fault(breaks=[rules.retry_waits_as_the_response_says])
def retries_at_once_despite_a_date(base_url: str, email: str, token: str) -> ClientOutput:
    """The client retries at once if `Retry-After` is not a number."""
    response = send(base_url + PATH, token, email)
    if response.headers.get("retry-after", "0").isdecimal():
        return validated(response)
    return correct(base_url, email, token)


@client_fault(breaks=[rules.status_is_reported])
def reads_retry_after_as_a_number(base_url: str, email: str, token: str) -> ClientOutput:
    """The client fails if `Retry-After` is not a number."""
    response = send(base_url + PATH, token, email)
    return validated(response) if response.headers.get("retry-after", "0").isdecimal() else {}


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


@client_fault(breaks=[rules.email_parameter_names_the_account])
def normalizes_the_email(base_url: str, email: str, token: str) -> ClientOutput:
    """The client writes the email address in small letters, and a letter with its combined accent as one letter."""
    return correct(base_url, unicodedata.normalize("NFC", email.lower()), token)


@client_fault(breaks=[rules.token_is_sent_as_bearer])
def sends_the_bare_token(base_url: str, email: str, token: str) -> ClientOutput:
    """The client sends the token without a scheme."""
    return validated(send(base_url + PATH, token, email, scheme=""))


@client_fault(breaks=[rules.token_is_sent_as_bearer])
def writes_the_token_in_small_letters(base_url: str, email: str, token: str) -> ClientOutput:
    """The client writes the token in small letters."""
    return correct(base_url, email, token.lower())


@client_fault(breaks=[rules.token_is_sent_as_bearer])
def decodes_the_token(base_url: str, email: str, token: str) -> ClientOutput:
    """The client takes a plus in the token for a space."""
    return correct(base_url, email, unquote_plus(token))


@client_fault(breaks=[rules.token_is_sent_as_bearer])
def cuts_the_token(base_url: str, email: str, token: str) -> ClientOutput:
    """The client stores the token in a field of 255 characters."""
    return correct(base_url, email, token[:255])


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


@client_fault(breaks=[rules.token_is_not_printed])
def shows_the_json_that_it_rejects(base_url: str, email: str, token: str) -> ClientOutput:
    """The client fails with a message that shows JSON of the wrong shape, but nothing else."""
    output = decoded(send(base_url + PATH, token, email))
    try:
        return fitting(output)
    except ValueError as error:
        raise ValueError(f"{error}: {output['usage']}") from None


def _retrying_after(status: int, base_url: str, email: str, token: str) -> ClientOutput:
    output = correct(base_url, email, token)
    return correct(base_url, email, token) if output["status"] == status else output

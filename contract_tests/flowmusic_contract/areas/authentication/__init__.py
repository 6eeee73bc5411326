"""The API token, without which no request succeeds."""

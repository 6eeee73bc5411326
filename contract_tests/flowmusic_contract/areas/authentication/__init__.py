"""Who may send requests: the API token."""

"""The raw bytes of a 200 response."""

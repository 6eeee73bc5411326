"""The raw bytes of a response."""

"""What a client sends, and what it reports."""

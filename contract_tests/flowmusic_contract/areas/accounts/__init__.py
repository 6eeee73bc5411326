"""Which account a response is for, and which accounts it must not name."""

"""What a response says or allows beside its data."""

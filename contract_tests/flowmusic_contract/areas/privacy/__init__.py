"""What a response reveals or permits in addition to its data."""
